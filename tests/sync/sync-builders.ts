import type {
  EpochLine,
  PushAnswer,
  Step,
  SyncCommand,
  SyncEvent,
  SyncState,
} from '../../src/sync/sync-model.ts';
import { nextStep, startState } from '../../src/sync/sync-state.ts';

export const EPOCH = 'e'.repeat(32);
export const HASH = 'a'.repeat(64);
export const STREAMS = ['coop', 'outlet:gi'] as const;

export function line(over: Partial<EpochLine> = {}): EpochLine {
  return { epoch: EPOCH, ordinal: 1, isOpen: true, seq: 3, acked: 0, pruned: 0, ...over };
}

/** A program that has just started and waits to lead. */
export function asleep(epochs: readonly EpochLine[] = [line()]): SyncState {
  return startState({ epochs, streams: STREAMS, serverGen: 'g_1', isRevoked: false, isVisible: true });
}

/** Does the events one after another. @returns the last state and the commands of the last event */
export function after(state: SyncState, ...events: readonly SyncEvent[]): Step {
  let step: Step = { state, commands: [] };
  for (const event of events) step = nextStep(step.state, event);
  return step;
}

/** A leading program whose first push is on its way; its pull as well. */
export function sending(epochs: readonly EpochLine[] = [line()]): SyncState {
  return after(asleep(epochs), { kind: 'led', isLeader: true }, { kind: 'session-opened' }).state;
}

export function answered(over: Partial<PushAnswer> = {}): SyncEvent {
  const answer: PushAnswer = {
    epoch: EPOCH,
    outcome: 'ok',
    baseSeq: 0,
    sent: 3,
    matchedSeq: 3,
    matchedHash: HASH,
    isOwnHash: true,
    serverAcked: 3,
    serverGen: 'g_1',
    tookMs: 100,
    ...over,
  };
  return { kind: 'push-answered', answer };
}

export function marked(...epochs: readonly EpochLine[]): SyncEvent {
  return { kind: 'marked', epochs, behind: [] };
}

export function kinds(commands: readonly SyncCommand[]): string[] {
  return commands.map((command) => command.kind);
}

export function only<Kind extends SyncCommand['kind']>(
  commands: readonly SyncCommand[],
  kind: Kind,
): Extract<SyncCommand, { kind: Kind }> {
  const found = commands.filter(
    (command): command is Extract<SyncCommand, { kind: Kind }> => command.kind === kind,
  );
  const [first] = found;
  if (first === undefined || found.length > 1) throw new Error(`${found.length} commands ${kind}`);
  return first;
}
