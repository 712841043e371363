import { andThen, failLane, rest } from './lanes.ts';
import { failPull, hearGeneration, newPullLane, pullSoon, startPull, takePage } from './pull-lane.ts';
import {
  continueAfterMark,
  failPush,
  NEW_PUSH_LANE,
  nextUnsent,
  startPush,
  takeAnswer,
  takeChainCheck,
  takeRehomed,
} from './push-lane.ts';
import type { EpochLine, Failure, Lane, Step, SyncEvent, SyncState } from './sync-model.ts';

/**
 * The pure half of the sync: state × event → state + commands. No promise, no clock, no chance: what happens when is the
 * loop's, what it means is decided here, and a table can test every line of it.
 *
 *   push   idle ──append, hello──▶ sending ──reply──▶ marking ──▶ sending … ──▶ idle (all is sent)
 *            ▲                      │  ▲ 401 ▼                └─ no way forward ─▶ resting
 *            │                      │ authorizing
 *            │       422 ◀──────────┼──────────▶ resting (timer, without a last try) ─▶ sending
 *          checking ────────────────┘ ────────▶ held (Retry-After: nothing wakes it but the timer)
 *            └─ broken, fork, ahead … ▶ rehoming ─▶ sending (from the new epoch)
 *
 *   pull   idle ──lead──▶ pulling ⟲ page ──▶ resting (60 s, or a head beyond the cursor) ──▶ pulling …
 */
export function nextStep(state: SyncState, event: SyncEvent): Step {
  switch (event.kind) {
    case 'led':
      return lead(state, event.isLeader);
    case 'seen':
      return event.isVisible && !state.isVisible
        ? kick({ ...state, isVisible: true })
        : unchanged({ ...state, isVisible: event.isVisible });
    case 'kicked':
      return kick(state);
    case 'poked':
      return pullSoon(state, event.streams);
    case 'ledger-read':
      return readLedger(state, event.epochs);
    case 'timer':
      return wake(state, event.lane);
    case 'session-opened':
      return openSession(state);
    case 'session-failed':
      return failSession(state, event.failure, event.tookMs);
    case 'push-answered':
      return takeAnswer(state, event.answer);
    case 'push-failed':
      return failPush(state, event.failure, event.sent, event.tookMs);
    case 'marked':
      return takeMark(state, event.epochs, event.behind);
    case 'mark-failed':
      return state.push.phase === 'marking' ? rest(state, 'push', 0) : unchanged(state);
    case 'chain-checked':
      return takeChainCheck(state, event.epoch, event.breach);
    case 'rehomed':
      return settleRehome(state, event);
    case 'rehome-failed':
      return state.push.phase === 'rehoming' ? rest(state, 'push', 0) : unchanged(state);
    case 'generation-heard':
      return hearGeneration(state, event.serverGen);
    case 'generation-adopted':
      return adoptGeneration(state, event.serverGen, event.epochs);
    case 'generation-failed':
      return failGeneration(state);
    case 'page-taken':
      return takePage(state, event);
    case 'pull-failed':
      return failPull(state, event.failure, event.tookMs);
  }
}

/** The state of a program that has just started. It does nothing before it leads. */
export function startState(known: {
  readonly epochs: readonly EpochLine[];
  readonly streams: readonly string[];
  readonly serverGen: string;
  readonly isRevoked: boolean;
  readonly isVisible: boolean;
}): SyncState {
  return {
    isLeader: false,
    isVisible: known.isVisible,
    epochs: known.epochs,
    disputed: [],
    serverGen: known.serverGen,
    restartingTo: null,
    session: 'none',
    push: NEW_PUSH_LANE,
    pull: newPullLane(known.streams),
    isRevoked: known.isRevoked,
    isAskingReturn: false,
    isUpdateNeeded: false,
    isDeviceUnknown: false,
    refusedAs: null,
  };
}

/**
 * The promise of this machine: while something is unsent, either an answer is awaited or a timer runs.
 * @returns true when the state keeps it; the property test asks after every event
 */
export function isPushCovered(state: SyncState): boolean {
  return !state.isLeader || nextUnsent(state) === null || state.push.phase !== 'idle';
}

function lead(state: SyncState, isLeader: boolean): Step {
  if (!isLeader || state.isLeader) return unchanged({ ...state, isLeader });
  return kick({ ...state, isLeader });
}

/** Something woke us: both lanes try at once, except where the server asked for patience. */
function kick(state: SyncState): Step {
  const fresh: SyncState = {
    ...state,
    // Whether a revocation was taken back is told to a new session only.
    session: state.isRevoked && state.session === 'open' ? 'none' : state.session,
    push: { ...state.push, attempts: 0, isHelloDue: true },
    pull: { ...state.pull, attempts: 0 },
  };
  const pushed = isFree(state, 'push') ? startPush(fresh) : unchanged(fresh);
  return andThen(pushed, (next) =>
    isFree(next, 'pull') ? pullSoon(next, next.pull.streams) : unchanged(next),
  );
}

function readLedger(state: SyncState, epochs: readonly EpochLine[]): Step {
  const merged = withEpochs(state, epochs);
  const hasGrown = merged.epochs.some(
    (line) => line.seq > (state.epochs.find((known) => known.epoch === line.epoch)?.seq ?? 0),
  );
  const isAwaited = state.push.phase === 'idle' || (state.push.phase === 'resting' && hasGrown);
  return isAwaited && nextUnsent(merged) !== null ? startPush(merged) : unchanged(merged);
}

function wake(state: SyncState, lane: Lane): Step {
  const { phase } = state[lane];
  if (phase !== 'resting' && phase !== 'held') return unchanged(state);
  return lane === 'push' ? startPush(state) : startPull(state);
}

function openSession(state: SyncState): Step {
  const { isRevoked } = state;
  const open: SyncState = { ...state, session: 'open', isDeviceUnknown: false, isAskingReturn: isRevoked };
  const pushed = state.push.phase === 'authorizing' ? startPush(open) : unchanged(open);
  return andThen(pushed, (next) => {
    const { phase } = next.pull;
    return phase === 'authorizing' || (isRevoked && phase === 'idle') ? startPull(next) : unchanged(next);
  });
}

/** A 401 here is not a stale token: the server does not know this device. It is asked again, and a person is told. */
function failSession(state: SyncState, failure: Failure, tookMs: number): Step {
  const isUnknown = failure.kind === 'unauthenticated';
  const closed: SyncState = {
    ...state,
    session: 'none',
    isDeviceUnknown: state.isDeviceUnknown || isUnknown,
  };
  const fail =
    (lane: Lane) =>
    (next: SyncState): Step => {
      if (next[lane].phase !== 'authorizing') return unchanged(next);
      return isUnknown ? rest(next, lane, tookMs) : failLane(next, lane, failure, tookMs);
    };
  return andThen(fail('push')(closed), fail('pull'));
}

function takeMark(state: SyncState, epochs: readonly EpochLine[], behind: readonly string[]): Step {
  const marked = withEpochs(state, epochs);
  const pushed = state.push.phase === 'marking' ? continueAfterMark(marked) : unchanged(marked);
  return andThen(pushed, (next) => pullSoon(next, behind));
}

/** Another generation knows none of our marks: everything retained is offered again, and every row read anew. */
function adoptGeneration(state: SyncState, serverGen: string, epochs: readonly EpochLine[]): Step {
  const adopted: SyncState = { ...withEpochs(state, epochs), serverGen, restartingTo: null, disputed: [] };
  const { phase } = state.push;
  const isAwaited = phase === 'marking' || isFree(state, 'push');
  const pushed = isAwaited ? continueAfterMark(adopted) : unchanged(adopted);
  return andThen(pushed, (next) => pullSoon(next, next.pull.streams));
}

function failGeneration(state: SyncState): Step {
  const forgotten: SyncState = { ...state, restartingTo: null };
  return state.push.phase === 'marking' ? rest(forgotten, 'push', 0) : unchanged(forgotten);
}

function isFree(state: SyncState, lane: Lane): boolean {
  return state[lane].phase === 'idle' || state[lane].phase === 'resting';
}

/** Entries have moved: rows are read anew, because their stamps speak of the lineage that was left. */
function settleRehome(state: SyncState, event: Extract<SyncEvent, { kind: 'rehomed' }>): Step {
  const step = takeRehomed(withEpochs(state, event.epochs), event);
  return event.outcome === 'moved' ? andThen(step, (next) => pullSoon(next, next.pull.streams)) : step;
}

/**
 * A reading that was overtaken by a newer one can't hide an entry: an open epoch only ever grows, a closed one only ever
 * shrinks and never opens again, and a reading without the newest epoch is older than what is known.
 */
function withEpochs(state: SyncState, epochs: readonly EpochLine[]): SyncState {
  const newest = (lines: readonly EpochLine[]): number => Math.max(0, ...lines.map((line) => line.ordinal));
  if (newest(epochs) < newest(state.epochs.filter((line) => line.isOpen))) return state;
  const merged = epochs.map((line) => {
    const known = state.epochs.find((other) => other.epoch === line.epoch);
    if (known === undefined) return line;
    if (line.isOpen) return known.isOpen ? { ...line, seq: Math.max(line.seq, known.seq) } : known;
    return known.isOpen ? line : { ...line, seq: Math.min(line.seq, known.seq) };
  });
  return { ...state, epochs: merged };
}

function unchanged(state: SyncState): Step {
  return { state, commands: [] };
}
