import { expect, test } from 'vitest';
import { cutPulls, cutPushReplies, cutPushRequests } from './cut-lines.ts';

/* The till's real sync and the real server over real HTTP; the line between them breaks at every byte there is. */

test('a push cut at any byte of its request is sent again, and both ledgers are equal byte for byte', async () => {
  const { trials, notes } = await cutPushRequests();
  expect(notes).toEqual([]);
  expect(trials).toBeGreaterThan(2000);
}, 180_000);

test('a push cut at any byte of its reply is booked once, and both ledgers are equal byte for byte', async () => {
  const { trials, notes } = await cutPushReplies();
  expect(notes).toEqual([]);
  expect(trials).toBeGreaterThan(1500);
}, 180_000);

test('a page cut at any byte of its request or its reply leaves nothing behind, and the next one brings all rows', async () => {
  const { trials, notes } = await cutPulls();
  expect(notes).toEqual([]);
  expect(trials).toBeGreaterThan(2000);
}, 180_000);
