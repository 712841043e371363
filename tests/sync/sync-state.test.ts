import { describe, expect, test } from 'vitest';
import type { Failure, SyncEvent } from '../../src/sync/sync-model.ts';
import { nextStep } from '../../src/sync/sync-state.ts';
import {
  after,
  answered,
  asleep,
  EPOCH,
  kinds,
  line,
  marked,
  only,
  sending,
  STREAMS,
} from './sync-builders.ts';

const LEAD: SyncEvent = { kind: 'led', isLeader: true };

function pushFailed(failure: Failure, over: { sent?: number; tookMs?: number } = {}): SyncEvent {
  return { kind: 'push-failed', failure, sent: 3, tookMs: 100, ...over };
}

describe('starting', () => {
  test('a tab that does not lead does nothing, however much is unsent', () => {
    expect(after(asleep(), { kind: 'kicked' }).commands).toEqual([]);
    expect(after(asleep(), { kind: 'ledger-read', epochs: [line({ seq: 9 })] }).commands).toEqual([]);
  });

  test('leading opens one session for both lanes, and both start with it', () => {
    const led = after(asleep(), LEAD);
    expect(led.commands).toEqual([{ kind: 'open-session' }]);
    const opened = nextStep(led.state, { kind: 'session-opened' });
    expect(kinds(opened.commands)).toEqual(['push', 'pull']);
    expect(only(opened.commands, 'push')).toMatchObject({ epoch: EPOCH, afterSeq: 0 });
    expect(only(opened.commands, 'pull')).toMatchObject({ stream: STREAMS[0] });
  });

  test('a device with nothing unsent says hello with an empty push', () => {
    const { commands } = after(asleep([line({ acked: 3 })]), LEAD, { kind: 'session-opened' });
    expect(only(commands, 'push')).toMatchObject({ epoch: EPOCH, afterSeq: 3 });
  });

  test('the oldest epoch with something unsent goes first, a closed one too', () => {
    const old = line({ epoch: 'a'.repeat(32), ordinal: 1, isOpen: false, seq: 5, acked: 2 });
    const open = line({ ordinal: 2, seq: 4 });
    const { commands } = after(asleep([open, old]), LEAD, { kind: 'session-opened' });
    expect(only(commands, 'push')).toMatchObject({ epoch: old.epoch, afterSeq: 2 });
  });
});

describe('what a push reply does', () => {
  test('ok marks up to the matched entry, and the next batch waits for the mark', () => {
    const heard = after(sending(), answered());
    expect(heard.commands).toEqual([{ kind: 'mark', epoch: EPOCH, ackedTo: 3, ackedBackTo: null }]);
    expect(nextStep(heard.state, marked(line({ acked: 3 }))).state.push.phase).toBe('idle');
    const more = nextStep(heard.state, marked(line({ seq: 9, acked: 3 })));
    expect(only(more.commands, 'push')).toMatchObject({ afterSeq: 3 });
  });

  test('ok without an equal hash of our own marks nothing and tries again by the timer', () => {
    const { state, commands } = after(sending(), answered({ isOwnHash: false }));
    expect(kinds(commands)).toEqual(['wait']);
    expect(state.push.phase).toBe('resting');
  });

  test('ok below our base marks nothing, because it speaks of entries that were not sent', () => {
    expect(
      kinds(after(sending([line({ acked: 2 })]), answered({ baseSeq: 2, matchedSeq: 1 })).commands),
    ).toEqual(['wait']);
  });

  test('an ok that moves nothing forward is not repeated for ever without a pause', () => {
    let state = sending();
    for (let round = 0; round < 2; round += 1) {
      const stuck = after(state, answered({ matchedSeq: 0 }), marked(line()));
      expect(kinds(stuck.commands)).toEqual(['push']);
      state = stuck.state;
    }
    const paused = after(state, answered({ matchedSeq: 0 }), marked(line()));
    expect(kinds(paused.commands)).toEqual(['wait']);
  });

  test('gap takes the mark back to what the server holds and sends from there', () => {
    const state = sending([line({ acked: 2 })]);
    const heard = after(state, answered({ outcome: 'gap', baseSeq: 2, matchedSeq: 1, serverAcked: 1 }));
    expect(heard.commands).toEqual([{ kind: 'mark', epoch: EPOCH, ackedTo: null, ackedBackTo: 1 }]);
    const again = nextStep(heard.state, marked(line({ acked: 1 })));
    expect(only(again.commands, 'push')).toMatchObject({ afterSeq: 1 });
  });

  test('a gap that is none waits, because sending the same again could bring the same answer for ever', () => {
    const state = sending([line({ acked: 2 })]);
    const { commands } = after(state, answered({ outcome: 'gap', baseSeq: 2, serverAcked: 2 }));
    expect(kinds(commands)).toEqual(['wait']);
  });

  test.each([
    ['rewind', 1],
    ['ok', null],
  ] as const)('%s with matched %s sends everything retained again', (outcome, matchedSeq) => {
    const state = sending([line({ acked: 2 })]);
    const heard = after(state, answered({ outcome, baseSeq: 2, matchedSeq }));
    expect(heard.commands).toEqual([{ kind: 'mark', epoch: EPOCH, ackedTo: null, ackedBackTo: 0 }]);
  });

  test('another generation resets the marks of every epoch, starts over and reads all rows anew', () => {
    const state = sending([line({ acked: 3, seq: 5 })]);
    const heard = after(state, answered({ baseSeq: 3, matchedSeq: 5, serverGen: 'g_2' }));
    expect(heard.commands).toEqual([{ kind: 'adopt-generation', serverGen: 'g_2' }]);
    const adopted = nextStep(heard.state, {
      kind: 'generation-adopted',
      serverGen: 'g_2',
      epochs: [line({ seq: 5 })],
    });
    expect(only(adopted.commands, 'push')).toMatchObject({ afterSeq: 0 });
    expect(adopted.state.serverGen).toBe('g_2');
    expect(adopted.state.pull.due).toEqual(['coop', 'outlet:gi', 'coop']);
  });

  test('a generation heard of by both lanes is adopted once', () => {
    const page: SyncEvent = { kind: 'page-taken', rowCount: 1, hasMore: true, serverGen: 'g_2', tookMs: 10 };
    const first = after(sending(), page);
    expect(kinds(first.commands)).toEqual(['adopt-generation', 'pull']);
    expect(nextStep(first.state, answered({ serverGen: 'g_2' })).commands).toEqual([]);
  });

  test('a mark that could not be written is tried again by the timer', () => {
    const failed = after(sending(), answered(), { kind: 'mark-failed' });
    expect(kinds(failed.commands)).toEqual(['wait']);
    expect(failed.state.push.phase).toBe('resting');
  });

  test('heads beyond the cursors are pulled at once, but not while the lane backs off', () => {
    const rested = after(
      sending(),
      { kind: 'page-taken', rowCount: 0, hasMore: false, serverGen: 'g_1', tookMs: 1 },
      { kind: 'page-taken', rowCount: 0, hasMore: false, serverGen: 'g_1', tookMs: 1 },
      answered(),
    ).state;
    expect(rested.pull.phase).toBe('resting');
    const told = nextStep(rested, { kind: 'marked', epochs: [line({ acked: 3 })], behind: ['outlet:gi'] });
    expect(only(told.commands, 'pull')).toMatchObject({ stream: 'outlet:gi' });
    const backedOff = { ...rested, pull: { ...rested.pull, attempts: 2 } };
    expect(
      kinds(
        nextStep(backedOff, { kind: 'marked', epochs: [line({ acked: 3 })], behind: ['outlet:gi'] }).commands,
      ),
    ).not.toContain('pull');
  });
});

describe('what a failed push does', () => {
  test.each([
    [{ kind: 'unreachable', isTimeout: false }],
    [{ kind: 'unreachable', isTimeout: true }],
    [{ kind: 'server-error' }],
    [{ kind: 'busy', retryAfterMs: null }],
    [{ kind: 'update-needed' }],
    [{ kind: 'refused', problem: 'malformed' }],
    [{ kind: 'storage' }],
    [{ kind: 'revoked' }],
  ] satisfies [Failure][])('%o rests and then sends the same entries again', (failure) => {
    const failed = after(sending(), pushFailed(failure));
    expect(failed.state.push.phase).toBe('resting');
    const wait = only(failed.commands, 'wait');
    expect(wait.lane).toBe('push');
    expect(wait.maxMs).toBeLessThanOrEqual(15_000);
    const again = nextStep(failed.state, { kind: 'timer', lane: 'push' });
    expect(only(again.commands, 'push')).toMatchObject({ epoch: EPOCH, afterSeq: 0 });
  });

  test('delays grow to 15 s and stay there for as long as the server is away', () => {
    let state = sending();
    const longest: number[] = [];
    for (let attempt = 0; attempt < 50; attempt += 1) {
      const failed = after(state, pushFailed({ kind: 'unreachable', isTimeout: false }, { tookMs: 0 }));
      longest.push(only(failed.commands, 'wait').maxMs);
      state = nextStep(failed.state, { kind: 'timer', lane: 'push' }).state;
    }
    expect(longest.slice(0, 5)).toEqual([2000, 4000, 8000, 15_000, 15_000]);
    expect(longest.at(-1)).toBe(15_000);
  });

  test('a hung request counts as waiting', () => {
    const away = after(sending(), pushFailed({ kind: 'unreachable', isTimeout: true }, { tookMs: 14_000 }));
    expect(only(away.commands, 'wait').maxMs).toBe(1000);
  });

  test('nobody looking stretches the wait to 60 s, and looking again ends it', () => {
    const hidden = after(sending(), { kind: 'seen', isVisible: false }).state;
    const failed = after(hidden, pushFailed({ kind: 'unreachable', isTimeout: false }, { tookMs: 0 }));
    expect(only(failed.commands, 'wait').maxMs).toBe(60_000);
    expect(kinds(nextStep(failed.state, { kind: 'seen', isVisible: true }).commands)).toContain('push');
  });

  test('Retry-After is honoured and nothing but its timer ends it', () => {
    const held = after(sending(), pushFailed({ kind: 'busy', retryAfterMs: 30_000 }));
    expect(only(held.commands, 'wait')).toMatchObject({ minMs: 30_000, maxMs: 30_000 });
    const pressed = after(
      held.state,
      { kind: 'kicked' },
      { kind: 'ledger-read', epochs: [line({ seq: 9 })] },
    );
    expect(pressed.state.push.phase).toBe('held');
    expect(kinds(nextStep(pressed.state, { kind: 'timer', lane: 'push' }).commands)).toEqual(['push']);
  });

  test('a 401 renews the session once, and a second one in a row waits', () => {
    const first = after(sending(), pushFailed({ kind: 'unauthenticated' }));
    expect(kinds(first.commands)).toEqual(['open-session']);
    const renewed = nextStep(first.state, { kind: 'session-opened' });
    expect(kinds(renewed.commands)).toEqual(['push']);
    const second = nextStep(renewed.state, pushFailed({ kind: 'unauthenticated' }));
    expect(kinds(second.commands)).toEqual(['wait']);
    expect(second.state.session).toBe('none');
  });

  test('a revoked device goes on bringing what it has, and pulls no more', () => {
    const revoked = after(sending(), pushFailed({ kind: 'revoked' }));
    expect(kinds(revoked.commands)).toEqual(['mark-revoked', 'wait']);
    expect(revoked.state.isRevoked).toBe(true);
    const pulled = nextStep(revoked.state, { kind: 'pull-failed', failure: { kind: 'revoked' }, tookMs: 1 });
    expect(pulled.commands).toEqual([]);
    expect(pulled.state.pull.phase).toBe('idle');
    expect(kinds(nextStep(pulled.state, { kind: 'timer', lane: 'push' }).commands)).toEqual(['push']);
  });

  test('a 413 halves what was sent, at once, and it stays halved', () => {
    const halved = after(sending(), pushFailed({ kind: 'too-large' }, { sent: 40 }));
    expect(only(halved.commands, 'push').entriesMax).toBe(20);
    expect(halved.state.push.entriesCeiling).toBe(20);
    const one = after(sending(), pushFailed({ kind: 'too-large' }, { sent: 1 }));
    expect(kinds(one.commands)).toEqual(['wait']);
  });

  test('a batch too large for the link is halved, and quick replies let it grow', () => {
    const slow = after(sending(), pushFailed({ kind: 'unreachable', isTimeout: true }, { sent: 50 }));
    expect(slow.state.push.entriesMax).toBe(25);
    const { state } = after(sending(), answered({ tookMs: 200 }));
    expect(state.push.entriesMax).toBe(100);
    expect(after(sending(), answered({ tookMs: 9000 })).state.push.entriesMax).toBe(50);
  });

  test('a flat refusal is told, and forgotten when a push passes', () => {
    const refused = after(sending(), pushFailed({ kind: 'refused', problem: 'epoch_foreign' }));
    expect(refused.state.refusedAs).toBe('epoch_foreign');
    expect(after(refused.state, { kind: 'timer', lane: 'push' }, answered()).state.refusedAs).toBeNull();
  });
});

describe('the session', () => {
  test('a device that the server does not know is told so, and asks again by the timer', () => {
    const failed = after(asleep(), LEAD, {
      kind: 'session-failed',
      failure: { kind: 'unauthenticated' },
      tookMs: 50,
    });
    expect(failed.state.isDeviceUnknown).toBe(true);
    expect(kinds(failed.commands)).toEqual(['wait', 'wait']);
    const again = nextStep(failed.state, { kind: 'timer', lane: 'push' });
    expect(kinds(again.commands)).toEqual(['open-session']);
    expect(nextStep(again.state, { kind: 'session-opened' }).state.isDeviceUnknown).toBe(false);
  });

  test('a session that can not be opened lets both lanes rest', () => {
    const failed = after(asleep(), LEAD, {
      kind: 'session-failed',
      failure: { kind: 'unreachable', isTimeout: false },
      tookMs: 50,
    });
    expect(failed.state.push.phase).toBe('resting');
    expect(failed.state.pull.phase).toBe('resting');
  });
});

describe('waking', () => {
  test('a new entry is sent at once, out of rest and out of idleness', () => {
    const idle = after(sending(), answered(), marked(line({ acked: 3 }))).state;
    const grown: SyncEvent = { kind: 'ledger-read', epochs: [line({ seq: 4, acked: 3 })] };
    expect(kinds(nextStep(idle, grown).commands)).toEqual(['push']);
    const resting = after(sending(), pushFailed({ kind: 'server-error' })).state;
    expect(kinds(nextStep(resting, { kind: 'ledger-read', epochs: [line({ seq: 4 })] }).commands)).toEqual([
      'push',
    ]);
  });

  test('a ledger that has not grown does not end a rest', () => {
    const resting = after(sending(), pushFailed({ kind: 'server-error' })).state;
    expect(nextStep(resting, { kind: 'ledger-read', epochs: [line()] }).commands).toEqual([]);
  });

  test('a new entry during a push goes with the next one: one push is in flight', () => {
    const grown = nextStep(sending(), { kind: 'ledger-read', epochs: [line({ seq: 4 })] });
    expect(grown.commands).toEqual([]);
    const next = after(grown.state, answered(), marked(line({ seq: 4, acked: 3 })));
    expect(only(next.commands, 'push')).toMatchObject({ afterSeq: 3 });
  });

  test('an old reading of the ledger can not hide an entry that was heard of already', () => {
    const grown = nextStep(sending(), { kind: 'ledger-read', epochs: [line({ seq: 4 })] }).state;
    const next = after(grown, answered(), marked(line({ seq: 3, acked: 3 })));
    expect(kinds(next.commands)).toEqual(['push']);
  });

  test('a stale timer of a lane that is busy is ignored', () => {
    expect(nextStep(sending(), { kind: 'timer', lane: 'push' }).commands).toEqual([]);
  });
});

describe('pulling', () => {
  const page = (over: Partial<Extract<SyncEvent, { kind: 'page-taken' }>> = {}): SyncEvent => ({
    kind: 'page-taken',
    rowCount: 10,
    hasMore: false,
    serverGen: 'g_1',
    tookMs: 50,
    ...over,
  });

  test('pages follow one another, then streams, then a poll within a minute', () => {
    const more = after(sending(), page({ hasMore: true }));
    expect(only(more.commands, 'pull').stream).toBe('coop');
    const next = nextStep(more.state, page());
    expect(only(next.commands, 'pull').stream).toBe('outlet:gi');
    const done = nextStep(next.state, page());
    expect(only(done.commands, 'wait')).toMatchObject({ lane: 'pull', maxMs: 60_000 });
    const polled = nextStep(done.state, { kind: 'timer', lane: 'pull' });
    expect(only(polled.commands, 'pull').stream).toBe('coop');
  });

  test('a stream that the server has for us no more loses its rows, and the round goes on', () => {
    const lost: SyncEvent = {
      kind: 'pull-failed',
      failure: { kind: 'refused', problem: 'not_found' },
      tookMs: 1,
    };
    const dropped = after(sending(), page(), lost);
    expect(dropped.commands[0]).toEqual({ kind: 'drop-stream', stream: 'outlet:gi' });
    expect(only(dropped.commands, 'wait').lane).toBe('pull');
    expect(kinds(after(sending(), lost).commands)).toEqual(['wait']);
  });

  test('a round that ends with everything sent lets old entries go; one with something unsent does not', () => {
    const quiet = after(sending(), answered(), marked(line({ acked: 3 })), page(), page());
    expect(kinds(quiet.commands)).toEqual(['wait', 'prune']);
    expect(kinds(after(sending(), page(), page()).commands)).toEqual(['wait']);
  });

  test('full pages that come quickly grow, and a timeout halves them', () => {
    expect(only(after(sending(), page({ rowCount: 250, hasMore: true })).commands, 'pull').rowsMax).toBe(500);
    const failed: SyncEvent = {
      kind: 'pull-failed',
      failure: { kind: 'unreachable', isTimeout: true },
      tookMs: 14_000,
    };
    expect(after(sending(), failed).state.pull.rowsMax).toBe(125);
  });

  test('a stream that is being read is read once more when its head moved on meanwhile', () => {
    const told = after(sending(), answered(), {
      kind: 'marked',
      epochs: [line({ acked: 3 })],
      behind: ['coop', 'outlet:gi'],
    });
    expect(told.state.pull.due).toEqual(['coop', 'outlet:gi', 'coop']);
  });

  test('a failing pull does not touch the pushing, and the other way round', () => {
    const failed: SyncEvent = { kind: 'pull-failed', failure: { kind: 'server-error' }, tookMs: 1 };
    expect(after(sending(), failed).state.push.phase).toBe('sending');
    expect(after(sending(), pushFailed({ kind: 'server-error' })).state.pull.phase).toBe('pulling');
  });
});
