import { describe, expect, test } from 'vitest';
import type { EpochLine, Failure, SyncCommand, SyncEvent } from '../../src/sync/sync-model.ts';
import { nextStep } from '../../src/sync/sync-state.ts';
import { after, answered, asleep, EPOCH, HASH, kinds, line, marked, only, sending } from './sync-builders.ts';

const LEAD: SyncEvent = { kind: 'led', isLeader: true };
const NEXT = line({ epoch: 'f'.repeat(32), ordinal: 2, seq: 2 });

function rehomeOf(
  over: Partial<Extract<SyncCommand, { kind: 'rehome' }>>,
): Extract<SyncCommand, { kind: 'rehome' }> {
  const order = { kind: 'rehome', epoch: EPOCH, isOpen: true, serverGen: 'g_1' } as const;
  return { ...order, reason: 'fork', parent: null, missingTo: null, ...over };
}

/** Entries after the first have gone to another epoch. */
function rehomed(outcome: 'moved' | 'overtaken', next: EpochLine): SyncEvent {
  const closed = line({ isOpen: false, seq: 1, acked: 1 });
  return { kind: 'rehomed', epoch: EPOCH, outcome, epochs: [closed, next] };
}

function pushFailed(failure: Failure): SyncEvent {
  return { kind: 'push-failed', failure, sent: 3, tookMs: 100 };
}

describe('a past that the server does not share', () => {
  test.each(['rewind', 'fork', 'ahead', 'ok'] as const)(
    '%s at the very start, with nothing in common, gives the lineage up from the oldest entry that is here',
    (outcome) => {
      const { state, commands } = after(
        sending(),
        answered({ outcome, matchedSeq: null, matchedHash: null }),
      );
      expect(commands).toEqual([rehomeOf({ reason: 'restore', parent: null })]);
      expect(state.push.phase).toBe('rehoming');
      expect(state.pull.phase).toBe('pulling');
    },
  );

  test.each(['fork', 'ahead'] as const)(
    '%s on the open epoch gives it up from the matched entry',
    (outcome) => {
      const heard = after(sending(), answered({ outcome, matchedSeq: 1 }));
      expect(heard.commands).toEqual([rehomeOf({ reason: outcome, parent: { seq: 1, hash: HASH } })]);
      const moved = nextStep(heard.state, rehomed('moved', NEXT));
      expect(only(moved.commands, 'push')).toMatchObject({ epoch: NEXT.epoch, afterSeq: 0 });
      expect(moved.state.pull.due).toEqual(['coop', 'outlet:gi', 'coop']);
      expect(moved.state.disputed).toEqual([]);
    },
  );

  test('a fork over a hash that is not ours gives nothing up', () => {
    const { commands } = after(sending(), answered({ outcome: 'fork', matchedSeq: 1, isOwnHash: false }));
    expect(kinds(commands)).toEqual(['wait']);
  });

  test('a new epoch with nothing to send says hello: the reply brings its series', () => {
    const ahead = after(sending([line({ acked: 3 })]), answered({ outcome: 'ahead', baseSeq: 3, sent: 0 }));
    const moved = nextStep(ahead.state, rehomed('moved', { ...NEXT, seq: 0 }));
    expect(only(moved.commands, 'push')).toMatchObject({ epoch: NEXT.epoch });
  });

  test('the hello of a new epoch waits behind what a closed one still has to send, and is not forgotten', () => {
    const heard = after(sending([line({ seq: 5 })]), answered({ outcome: 'fork', matchedSeq: 1 }));
    const closed = line({ isOpen: false, seq: 1 });
    const next = { ...NEXT, seq: 0 };
    const moved = nextStep(heard.state, {
      kind: 'rehomed',
      epoch: EPOCH,
      outcome: 'moved',
      epochs: [closed, next],
    });
    expect(only(moved.commands, 'push')).toMatchObject({ epoch: EPOCH });
    const drained = after(
      moved.state,
      answered({ matchedSeq: 1, sent: 1 }),
      marked({ ...closed, acked: 1 }, next),
    );
    expect(only(drained.commands, 'push')).toMatchObject({ epoch: NEXT.epoch });
  });

  test('a ledger that moved on meanwhile is asked about as it stands now', () => {
    const heard = after(sending(), answered({ outcome: 'fork', matchedSeq: 1 }));
    const overtaken = nextStep(heard.state, rehomed('overtaken', NEXT));
    expect(only(overtaken.commands, 'push')).toMatchObject({ epoch: NEXT.epoch });
  });

  test('too many new lineages in a day: bytes are handed over once, a person is called, and the timer goes on', () => {
    const heard = after(sending(), answered({ outcome: 'fork', matchedSeq: 1 }));
    const told: SyncEvent = { kind: 'rehomed', epoch: EPOCH, outcome: 'too-often', epochs: [line()] };
    const disputed = nextStep(heard.state, told);
    expect(disputed.state.disputed).toEqual([EPOCH]);
    expect(only(disputed.commands, 'dump')).toEqual({
      kind: 'dump',
      epoch: EPOCH,
      reason: 'rehomed-too-often',
    });
    expect(only(disputed.commands, 'wait').maxMs).toBeLessThanOrEqual(60_000);
    const again = after(
      disputed.state,
      { kind: 'timer', lane: 'push' },
      answered({ outcome: 'fork', matchedSeq: 1 }),
      told,
    );
    expect(kinds(again.commands)).toEqual(['wait']);
    const settled = after(
      again.state,
      { kind: 'timer', lane: 'push' },
      answered({ outcome: 'fork', matchedSeq: 1 }),
      rehomed('moved', NEXT),
    );
    expect(settled.state.disputed).toEqual([]);
  });

  test('an epoch in dispute holds no other back', () => {
    const old = line({ epoch: 'c'.repeat(32), ordinal: 1, isOpen: false, seq: 5 });
    const state = { ...sending([old, line({ ordinal: 2 })]), disputed: [old.epoch] };
    const rested = after(state, answered(), marked(old, line({ ordinal: 2, seq: 5, acked: 3 })));
    expect(only(rested.commands, 'push')).toMatchObject({ epoch: EPOCH, afterSeq: 3 });
    const last = after(
      rested.state,
      answered({ baseSeq: 3, matchedSeq: 5 }),
      marked(old, line({ ordinal: 2, seq: 5, acked: 5 })),
    );
    expect(only(last.commands, 'push')).toMatchObject({ epoch: old.epoch });
  });

  test('a move that the disk refused is tried again by the timer', () => {
    const failed = after(sending(), answered({ outcome: 'fork', matchedSeq: 1 }), { kind: 'rehome-failed' });
    expect(kinds(failed.commands)).toEqual(['wait']);
    expect(kinds(nextStep(failed.state, { kind: 'timer', lane: 'push' }).commands)).toEqual(['push']);
  });

  test('after a move no old reading of the ledger hides the new epoch or opens the closed one again', () => {
    const heard = after(sending(), answered({ outcome: 'fork', matchedSeq: 1 }));
    const moved = nextStep(heard.state, rehomed('moved', NEXT)).state;
    const stale = nextStep(moved, { kind: 'ledger-read', epochs: [line({ seq: 3 })] }).state;
    expect(stale.epochs).toEqual(moved.epochs);
  });

  test('a gap that reaches into what was pruned goes on without it, and says what is missing', () => {
    const state = sending([line({ seq: 9, acked: 6, pruned: 5 })]);
    const gap = answered({ outcome: 'gap', baseSeq: 6, matchedSeq: 2, serverAcked: 2 });
    expect(after(state, gap).commands).toEqual([
      rehomeOf({ reason: 'restore', parent: { seq: 2, hash: HASH }, missingTo: 5 }),
    ]);
    const near = answered({ outcome: 'gap', baseSeq: 6, matchedSeq: 5, serverAcked: 5 });
    expect(kinds(after(state, near).commands)).toEqual(['mark']);
  });

  test('a rewind goes back to the oldest entry that is here, and no further', () => {
    const state = sending([line({ seq: 9, acked: 7, pruned: 5 })]);
    const back = after(state, answered({ outcome: 'rewind', baseSeq: 7, matchedSeq: null }));
    expect(only(back.commands, 'mark')).toMatchObject({ ackedTo: null, ackedBackTo: 5 });
    const there = after(
      back.state,
      marked(line({ seq: 9, acked: 5, pruned: 5 })),
      answered({ outcome: 'rewind', baseSeq: 5, matchedSeq: null }),
    );
    expect(there.commands).toEqual([rehomeOf({ reason: 'restore', parent: null })]);
  });

  test('a fork on a closed epoch that no mark can bring forward moves its entries all the same', () => {
    const closed = line({ isOpen: false, acked: 1 });
    const state = sending([closed, line({ epoch: 'b'.repeat(32), ordinal: 2, acked: 3 })]);
    const fork = answered({ outcome: 'fork', baseSeq: 1, sent: 2, matchedSeq: 1 });
    expect(after(state, fork).commands).toEqual([
      rehomeOf({ reason: 'fork', parent: { seq: 1, hash: HASH }, isOpen: false }),
    ]);
  });

  test.each(['fork', 'ahead'] as const)('%s on a closed epoch only sets the mark', (outcome) => {
    const closed = line({ isOpen: false, acked: 3 });
    const state = sending([closed, line({ epoch: 'b'.repeat(32), ordinal: 2 })]);
    const heard = after(state, answered({ outcome, baseSeq: 3, matchedSeq: 2 }));
    expect(heard.commands).toEqual([{ kind: 'mark', epoch: EPOCH, ackedTo: null, ackedBackTo: 2 }]);
    expect(heard.state.disputed).toEqual([]);
  });
});

describe('a chain or a push that the server refuses', () => {
  test('broken_chain has our own chain recomputed: intact sends again, broken goes on from the last good entry', () => {
    const checking = after(sending(), pushFailed({ kind: 'broken-chain' }));
    expect(checking.commands).toEqual([{ kind: 'check-chain', epoch: EPOCH }]);
    const intact = nextStep(checking.state, { kind: 'chain-checked', epoch: EPOCH, breach: null });
    expect(kinds(intact.commands)).toEqual(['push']);
    const parent = { seq: 1, hash: HASH };
    const breach = { parent, missingTo: 2 };
    const broken = nextStep(checking.state, { kind: 'chain-checked', epoch: EPOCH, breach });
    expect(broken.commands).toEqual([rehomeOf({ reason: 'restore', parent, missingTo: 2 })]);
  });

  test('a flat refusal hands the bytes over once', () => {
    const refused = after(sending(), pushFailed({ kind: 'refused', problem: 'malformed' }));
    expect(only(refused.commands, 'dump')).toEqual({ kind: 'dump', epoch: EPOCH, reason: 'server-refused' });
    const again = after(
      refused.state,
      { kind: 'timer', lane: 'push' },
      pushFailed({ kind: 'refused', problem: 'malformed' }),
    );
    expect(kinds(again.commands)).toEqual(['wait']);
  });
});

describe('what a session tells', () => {
  test('a session that names another generation has it adopted before anything is sent', () => {
    const heard = after(asleep(), LEAD, { kind: 'generation-heard', serverGen: 'g_2' });
    expect(heard.commands).toEqual([{ kind: 'adopt-generation', serverGen: 'g_2' }]);
    const opened = nextStep(heard.state, { kind: 'session-opened' });
    expect(kinds(opened.commands)).toEqual(['pull']);
    const closed = line({ epoch: 'c'.repeat(32), isOpen: false });
    const adopted = nextStep(opened.state, {
      kind: 'generation-adopted',
      serverGen: 'g_2',
      epochs: [closed, line({ ordinal: 2 })],
    });
    expect(only(adopted.commands, 'push')).toMatchObject({ epoch: closed.epoch, afterSeq: 0 });
    expect(nextStep(adopted.state, { kind: 'generation-heard', serverGen: 'g_2' }).commands).toEqual([]);
  });

  test('a revoked device asks for one page with each new session, and is back when it comes', () => {
    const revoked = after({ ...asleep([line({ acked: 3 })]), isRevoked: true }, LEAD, {
      kind: 'session-opened',
    });
    expect(kinds(revoked.commands)).toEqual(['push', 'pull']);
    const refused: SyncEvent = { kind: 'pull-failed', failure: { kind: 'revoked' }, tookMs: 1 };
    const still = nextStep(revoked.state, refused);
    expect(still.commands).toEqual([]);
    const idle = after(still.state, answered({ baseSeq: 3, sent: 0 }), marked(line({ acked: 3 }))).state;
    const kicked = nextStep(idle, { kind: 'kicked' });
    expect(kinds(kicked.commands)).toEqual(['open-session']);
    const asked = nextStep(kicked.state, { kind: 'session-opened' });
    expect(kinds(asked.commands)).toEqual(['push', 'pull']);
    const back = nextStep(asked.state, {
      kind: 'page-taken',
      rowCount: 0,
      hasMore: false,
      serverGen: 'g_1',
      tookMs: 1,
    });
    expect(kinds(back.commands)).toEqual(['mark-reinstated', 'pull']);
    expect(back.state.isRevoked).toBe(false);
  });
});
