import { describe, expect, test } from 'vitest';
import { badgeOf, troubleOf, type BadgeGround } from '../../src/sync/badge.ts';
import { SyncFace } from '../../src/sync/sync-face.ts';
import type { SyncStatus } from '../../src/sync/sync-status.ts';
import { FakeClock } from './fake-clock.ts';
import { asleep, EPOCH, sending } from './sync-builders.ts';

const MINUTE_MS = 60_000;

function ground(over: Partial<BadgeGround> = {}): BadgeGround {
  return {
    pendingCount: 0,
    oldestPendingMs: null,
    needsAttention: 0,
    trouble: null,
    hasStorageFault: false,
    sendingMs: null,
    unreachableMs: null,
    lastPullMs: 0,
    ...over,
  };
}

describe('the badge', () => {
  test.each([
    ['nothing waits and the last pull is fresh', {}, 'ok'],
    ['nothing waits and the last pull is 15 minutes old', { lastPullMs: 15 * MINUTE_MS }, 'offline'],
    ['nothing waits and nothing was ever pulled', { lastPullMs: null }, 'offline'],
    ['sending has just begun', { pendingCount: 4, sendingMs: 400 }, 'waiting'],
    ['sending goes on', { pendingCount: 4, sendingMs: 401 }, 'busy'],
    [
      'something waits and the server was there a minute ago',
      { pendingCount: 3, unreachableMs: MINUTE_MS },
      'waiting',
    ],
    [
      'something waits and the server is away for two minutes',
      { pendingCount: 3, unreachableMs: 2 * MINUTE_MS },
      'offline',
    ],
    ['the server holds an entry', { needsAttention: 1 }, 'check'],
    ['the server knows another past of ours', { trouble: 'lineage' }, 'check'],
    ['an update is asked for', { trouble: 'update-needed' }, 'ok'],
    [
      'the oldest is older than a day',
      { pendingCount: 1, oldestPendingMs: 24 * 60 * MINUTE_MS + 1 },
      'stale',
    ],
    [
      'the oldest is older than a day while we send',
      { pendingCount: 1, oldestPendingMs: 1e9, sendingMs: 5000 },
      'stale',
    ],
    ['the disk refused a write', { hasStorageFault: true, needsAttention: 1 }, 'storage'],
  ] satisfies [string, Partial<BadgeGround>, string][])('when %s', (_when, over, badge) => {
    expect(badgeOf(ground(over))).toBe(badge);
  });

  test('a person is told of the first trouble only', () => {
    expect(troubleOf(asleep())).toBeNull();
    const forked = { ...sending(), disputed: [EPOCH] };
    expect(troubleOf(forked)).toBe('lineage');
    expect(troubleOf({ ...forked, isRevoked: true })).toBe('device-revoked');
    expect(troubleOf({ ...asleep(), isUpdateNeeded: true })).toBe('update-needed');
    expect(troubleOf({ ...asleep(), refusedAs: 'malformed' })).toBe('server-refused');
  });
});

describe('the face', () => {
  function faceAt(clock: FakeClock, lastContactAt: number | null) {
    const shown: SyncStatus[] = [];
    const face = new SyncFace(clock, lastContactAt, (status) => shown.push(status));
    return { face, last: () => shown.at(-1) };
  }

  test('turns by itself as time passes', () => {
    const clock = new FakeClock();
    const { face, last } = faceAt(clock, clock.now());
    face.takePending({ count: 2, rupiah: 131_000, oldestAt: clock.now(), needsAttention: 0 });
    face.take(asleep());
    face.noteContact(false);
    expect(last()).toMatchObject({ state: 'waiting', pendingCount: 2, pendingRupiah: 131_000 });
    clock.pass(2 * MINUTE_MS + 10_000);
    expect(last()?.state).toBe('offline');
    clock.pass(24 * 60 * MINUTE_MS);
    expect(last()?.state).toBe('stale');
  });

  test('shows busy once sending has gone on for 400 ms', () => {
    const clock = new FakeClock();
    const { face, last } = faceAt(clock, clock.now());
    face.takePending({ count: 1, rupiah: 0, oldestAt: clock.now(), needsAttention: 0 });
    face.take(sending());
    expect(last()).toMatchObject({ state: 'waiting', isSending: true });
    clock.pass(500);
    expect(last()?.state).toBe('busy');
  });

  test('after a reload within 15 minutes of the last contact all is still well', () => {
    const clock = new FakeClock();
    const { face, last } = faceAt(clock, clock.now() - 5 * MINUTE_MS);
    face.take(asleep());
    expect(last()).toMatchObject({ state: 'ok', lastContactAt: clock.now() - 5 * MINUTE_MS });
    clock.pass(11 * MINUTE_MS);
    expect(last()?.state).toBe('offline');
  });

  test('offline since yesterday is offline at once after a reload, not first for two minutes waiting', () => {
    const clock = new FakeClock();
    const { face, last } = faceAt(clock, clock.now() - 1000 * MINUTE_MS);
    face.takePending({ count: 1, rupiah: 0, oldestAt: clock.now(), needsAttention: 0 });
    face.noteContact(false);
    face.take(asleep());
    expect(last()?.state).toBe('offline');
  });

  test('a clock set back does not make the last contact lie in the future', () => {
    const clock = new FakeClock();
    const { face, last } = faceAt(clock, clock.now() + 1000 * MINUTE_MS);
    face.take(asleep());
    expect(last()?.state).toBe('ok');
  });
});
