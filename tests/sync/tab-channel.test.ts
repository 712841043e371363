import { expect, test } from 'vitest';
import { UNKNOWN_STATUS } from '../../src/sync/sync-status.ts';
import { openTabChannel, type TabMessage } from '../../src/sync/tab-channel.ts';

test('tabs hear each other, and messages of another build are left alone', async () => {
  const heard: TabMessage[] = [];
  const mine = openTabChannel('device-1', (message) => heard.push(message));
  const other = openTabChannel('device-1', () => undefined);
  const stranger = new BroadcastChannel('gerai-sync-device-1');
  const page = {
    isTaken: true,
    isSwapped: false,
    isCaughtUp: true,
    entities: new Set(['stock']),
    stockIds: ['a|b'],
  };
  stranger.postMessage({ kind: 'status', status: { state: 'splendid' } });
  stranger.postMessage('hello');
  other.tell({ kind: 'send-now' });
  other.tell({ kind: 'status', status: { ...UNKNOWN_STATUS, state: 'busy' } });
  other.tell({ kind: 'page', page });
  await expect.poll(() => heard.length).toBe(3);
  expect(heard).toEqual([
    { kind: 'send-now' },
    { kind: 'status', status: { ...UNKNOWN_STATUS, state: 'busy' } },
    { kind: 'page', page },
  ]);
  for (const channel of [mine, other, stranger]) channel.close();
});

test('a channel that is closed says nothing any more, and breaks nothing', () => {
  const closed = openTabChannel('device-2', () => undefined);
  closed.close();
  expect(() => closed.tell({ kind: 'send-now' })).not.toThrow();
});
