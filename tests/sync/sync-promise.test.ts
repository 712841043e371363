import fc from 'fast-check';
import { expect, test } from 'vitest';
import { HIDDEN_RETRY_DELAY_MS_MAX } from '../../src/sync/backoff.ts';
import { nextUnsent } from '../../src/sync/push-lane.ts';
import type { EpochLine, Failure, SyncCommand, SyncEvent, SyncState } from '../../src/sync/sync-model.ts';
import { isPushCovered, nextStep } from '../../src/sync/sync-state.ts';
import { asleep, EPOCH, HASH, line } from './sync-builders.ts';

/** Commands that no lane waits for. */
const UNAWAITED: readonly SyncCommand['kind'][] = [
  'mark-revoked',
  'mark-reinstated',
  'drop-stream',
  'prune',
  'dump',
];

/**
 * A world that answers commands in any order and in any way the wire allows, and in which timers, appends and kicks fall
 * at any time. It knows what is on its way, so it can ask of the machine after every event: is there something to wait for?
 */
class AnyWorld {
  state: SyncState;
  readonly awaited: Exclude<SyncCommand, { kind: 'wait' }>[] = [];
  readonly timers = new Set<'push' | 'pull'>();
  lines: readonly EpochLine[];
  longestWaitMs = 0;
  #epochs = 0;

  constructor(lines: readonly EpochLine[]) {
    this.lines = lines;
    this.state = asleep(lines);
  }

  feel(event: SyncEvent): void {
    const { state, commands } = nextStep(this.state, event);
    this.state = state;
    for (const command of commands) {
      if (command.kind === 'wait') {
        this.timers.add(command.lane);
        this.longestWaitMs = Math.max(this.longestWaitMs, command.maxMs);
      }
      if (command.kind !== 'wait' && !UNAWAITED.includes(command.kind)) this.awaited.push(command);
    }
  }

  fire(lane: 'push' | 'pull'): void {
    if (this.timers.delete(lane)) this.feel({ kind: 'timer', lane });
  }

  append(): void {
    this.lines = this.lines.map((one) => (one.isOpen ? { ...one, seq: one.seq + 1 } : one));
    this.feel({ kind: 'ledger-read', epochs: this.lines });
  }

  /** Lets one command come to what `fate` says. */
  answer(index: number, fate: Fate): void {
    const [command] = this.awaited.splice(index % Math.max(1, this.awaited.length), 1);
    if (command === undefined) return;
    switch (command.kind) {
      case 'open-session':
        if (fate.behind) this.feel({ kind: 'generation-heard', serverGen: fate.serverGen });
        return this.feel(
          fate.failure === null
            ? { kind: 'session-opened' }
            : { kind: 'session-failed', failure: fate.failure, tookMs: 1 },
        );
      case 'push':
        return this.feel(this.#pushed(command, fate));
      case 'mark':
        if (fate.failure?.kind === 'storage') return this.feel({ kind: 'mark-failed' });
        this.#mark(command);
        return this.feel({ kind: 'marked', epochs: this.lines, behind: fate.behind ? ['coop'] : [] });
      case 'adopt-generation':
        if (fate.failure?.kind === 'storage') return this.feel({ kind: 'generation-failed' });
        this.lines = this.lines.map((one) => ({ ...one, acked: one.pruned }));
        return this.feel({ kind: 'generation-adopted', serverGen: command.serverGen, epochs: this.lines });
      case 'check-chain':
        return this.feel({
          kind: 'chain-checked',
          epoch: command.epoch,
          breach: fate.isHonest ? null : { parent: { seq: fate.matched ?? 0, hash: HASH }, missingTo: null },
        });
      case 'rehome':
        if (fate.failure?.kind === 'storage') return this.feel({ kind: 'rehome-failed' });
        return this.feel({
          kind: 'rehomed',
          epoch: command.epoch,
          outcome: this.#rehome(command, fate),
          epochs: this.lines,
        });
      case 'pull':
        return this.feel(
          fate.failure === null
            ? { kind: 'page-taken', rowCount: 1, hasMore: fate.behind, serverGen: fate.serverGen, tookMs: 1 }
            : { kind: 'pull-failed', failure: fate.failure, tookMs: 1 },
        );
      default:
        return;
    }
  }

  /** What must always hold; the reason when it does not. */
  fault(): string | null {
    const onTheWay = this.awaited.map((command) => command.kind);
    if (onTheWay.filter((kind) => kind === 'push').length > 1) return 'two pushes in flight';
    if (onTheWay.filter((kind) => kind === 'pull').length > 1) return 'two pulls in flight';
    if (onTheWay.filter((kind) => kind === 'open-session').length > 1) return 'two sessions asked for';
    if (this.longestWaitMs > HIDDEN_RETRY_DELAY_MS_MAX) return `a wait of ${this.longestWaitMs} ms`;
    if (!isPushCovered(this.state)) return 'idle with entries unsent';
    if (!this.state.isLeader || nextUnsent(this.state) === null) return null;
    const { phase } = this.state.push;
    const isAwaited = {
      idle: false,
      resting: this.timers.has('push'),
      held: this.timers.has('push'),
      authorizing: onTheWay.includes('open-session'),
      sending: onTheWay.includes('push'),
      marking: onTheWay.includes('mark') || onTheWay.includes('adopt-generation'),
      checking: onTheWay.includes('check-chain'),
      rehoming: onTheWay.includes('rehome'),
    }[phase];
    return isAwaited ? null : `${phase} with nothing on its way: ${onTheWay.join()}`;
  }

  #pushed(command: Extract<SyncCommand, { kind: 'push' }>, fate: Fate): SyncEvent {
    const known = this.lines.find((one) => one.epoch === command.epoch) ?? line();
    const sent = Math.max(0, Math.min(command.entriesMax, known.seq - command.afterSeq));
    if (fate.failure !== null) return { kind: 'push-failed', failure: fate.failure, sent, tookMs: 1 };
    const matchedSeq = fate.outcome === 'ok' && fate.isHonest ? command.afterSeq + sent : fate.matched;
    return {
      kind: 'push-answered',
      answer: {
        epoch: command.epoch,
        outcome: fate.outcome,
        baseSeq: command.afterSeq,
        sent,
        matchedSeq,
        matchedHash: matchedSeq === null ? null : HASH,
        isOwnHash: fate.isHonest,
        serverAcked: fate.matched ?? 0,
        serverGen: fate.serverGen,
        tookMs: 1,
      },
    };
  }

  #mark(command: Extract<SyncCommand, { kind: 'mark' }>): void {
    this.lines = this.lines.map((one) => {
      if (one.epoch !== command.epoch) return one;
      const back = Math.min(one.acked, command.ackedBackTo ?? one.acked);
      const acked = Math.min(one.seq, Math.max(back, command.ackedTo ?? back));
      return { ...one, acked: Math.max(one.pruned, acked) };
    });
  }

  /** As the ledger does it: what stands after the parent goes on elsewhere, unless it was overtaken or is too often. */
  #rehome(
    command: Extract<SyncCommand, { kind: 'rehome' }>,
    fate: Fate,
  ): Extract<SyncEvent, { kind: 'rehomed' }>['outcome'] {
    const left = this.lines.find((one) => one.epoch === command.epoch);
    const from = Math.max(command.parent?.seq ?? 0, command.missingTo ?? 0, left?.pruned ?? 0);
    if (left?.isOpen !== command.isOpen || from > left.seq) return 'overtaken';
    if (!fate.isHonest) return fate.behind ? 'too-often' : 'overtaken';
    this.#epochs += 1;
    const next = line({
      epoch: String(this.#epochs).padStart(32, '0'),
      ordinal: 1 + Math.max(...this.lines.map((one) => one.ordinal)),
      isOpen: left.isOpen,
      seq: left.seq - from,
    });
    const seq = command.parent?.seq ?? left.pruned;
    const closed = {
      ...left,
      isOpen: false,
      seq,
      acked: Math.min(left.acked, seq),
      pruned: Math.min(left.pruned, seq),
    };
    this.lines = [...this.lines.map((one) => (one === left ? closed : one)), next];
    return 'moved';
  }
}

interface Fate {
  readonly failure: Failure | null;
  readonly outcome: 'ok' | 'gap' | 'rewind' | 'fork' | 'ahead';
  readonly matched: number | null;
  readonly isHonest: boolean;
  readonly serverGen: string;
  readonly behind: boolean;
}

const GOOD: Fate = {
  failure: null,
  outcome: 'ok',
  matched: null,
  isHonest: true,
  serverGen: 'g_1',
  behind: false,
};

const anyFailure = fc.constantFrom<Failure>(
  { kind: 'unreachable', isTimeout: false },
  { kind: 'unreachable', isTimeout: true },
  { kind: 'busy', retryAfterMs: null },
  { kind: 'busy', retryAfterMs: 5000 },
  { kind: 'server-error' },
  { kind: 'unauthenticated' },
  { kind: 'revoked' },
  { kind: 'too-large' },
  { kind: 'broken-chain' },
  { kind: 'update-needed' },
  { kind: 'refused', problem: 'malformed' },
  { kind: 'storage' },
);

const anyFate: fc.Arbitrary<Fate> = fc.record({
  failure: fc.option(anyFailure, { freq: 2 }),
  outcome: fc.constantFrom('ok', 'ok', 'gap', 'rewind', 'fork', 'ahead'),
  matched: fc.option(fc.nat(6)),
  isHonest: fc.boolean(),
  serverGen: fc.constantFrom('g_1', 'g_1', 'g_1', 'g_2'),
  behind: fc.boolean(),
});

const anyHappening = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ what: fc.constant('answer' as const), index: fc.nat(3), fate: anyFate }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ what: fc.constant('fire' as const), lane: fc.constantFrom('push', 'pull') }),
  },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('append' as const) }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('kick' as const) }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('poke' as const) }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('see' as const), isVisible: fc.boolean() }) },
);

type Happening = typeof anyHappening extends fc.Arbitrary<infer One> ? One : never;

function live(world: AnyWorld, happening: Happening): void {
  switch (happening.what) {
    case 'answer':
      return world.answer(happening.index, happening.fate);
    case 'fire':
      return world.fire(happening.lane);
    case 'append':
      return world.append();
    case 'kick':
      return world.feel({ kind: 'kicked' });
    case 'poke':
      return world.feel({ kind: 'poked', streams: ['coop'] });
    case 'see':
      return world.feel({ kind: 'seen', isVisible: happening.isVisible });
  }
}

const anyLife = fc.array(anyHappening, { minLength: 5, maxLength: 120 });
const RUNS = { numRuns: 1500 };

function newWorld(): AnyWorld {
  const closed = line({ epoch: 'a'.repeat(32), ordinal: 1, isOpen: false, seq: 4, acked: 2, pruned: 1 });
  const world = new AnyWorld([closed, line({ epoch: EPOCH, ordinal: 2, seq: 3 })]);
  world.feel({ kind: 'led', isLeader: true });
  return world;
}

test('whatever happens, something unsent is on its way or waits for a timer, and one push is in flight', () => {
  fc.assert(
    fc.property(anyLife, (life) => {
      const world = newWorld();
      for (const happening of life) {
        live(world, happening);
        expect(world.fault()).toBeNull();
      }
    }),
    RUNS,
  );
});

test('whatever has happened, a world that works again drains everything, what was in dispute too', () => {
  fc.assert(
    fc.property(anyLife, (life) => {
      const world = newWorld();
      for (const happening of life) live(world, happening);
      const fate = { ...GOOD, serverGen: world.state.restartingTo ?? world.state.serverGen };
      for (let round = 0; round < 400 && nextUnsent(world.state) !== null; round += 1) {
        if (world.awaited.length > 0) world.answer(0, fate);
        else world.fire(world.timers.has('push') ? 'push' : 'pull');
      }
      expect(nextUnsent(world.state)).toBeNull();
    }),
    RUNS,
  );
});
