import { expect, test } from 'vitest';
import { heldDelay, pickDelay, retryDelay } from '../../src/sync/backoff.ts';
import { grown, shrunk } from '../../src/sync/batch-size.ts';

test('waits grow from two seconds to fifteen and never further, even after a year', () => {
  expect([1, 2, 3, 4, 5, 1_000_000].map((attempt) => retryDelay(attempt, true, 0).maxMs)).toEqual([
    2000, 4000, 8000, 15_000, 15_000, 15_000,
  ]);
});

test('a wait is never shorter than a second, so that a server that comes back is not stormed', () => {
  expect(retryDelay(1, true, 0).minMs).toBe(1000);
  expect(retryDelay(9, true, 60_000)).toEqual({ minMs: 1000, maxMs: 1000 });
});

test('time that the failed attempt took is counted as waiting', () => {
  expect(retryDelay(9, true, 10_000).maxMs).toBe(5000);
});

test('a hidden page waits up to a minute', () => {
  expect(retryDelay(1, false, 0)).toEqual({ minMs: 15_000, maxMs: 60_000 });
});

test('the median till sends again within 5 s of the server’s return, the last within 15 s', () => {
  // The server comes back at a moment that knows nothing of our timer: long waits are met more often than short ones.
  const { minMs, maxMs } = retryDelay(20, true, 0);
  const waits = Array.from({ length: 1000 }, (_, index) => minMs + ((maxMs - minMs) * index) / 999);
  const leftOver = waits.flatMap((wait) =>
    Array.from({ length: Math.round(wait / 50) }, (_, step) => step * 50),
  );
  const sorted = leftOver.toSorted((a, b) => a - b);
  expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThanOrEqual(5000);
  expect(sorted.at(-1)).toBeLessThanOrEqual(15_000);
});

test('Retry-After is taken at its word, but a day of it is a mistake', () => {
  expect(heldDelay(30_000)).toEqual({ minMs: 30_000, maxMs: 30_000 });
  expect(heldDelay(86_400_000).maxMs).toBe(600_000);
  expect(heldDelay(0).minMs).toBe(1000);
});

test('chance picks anywhere in the range', () => {
  const range = { minMs: 1000, maxMs: 15_000 };
  expect([0, 255].map((byte) => pickDelay(range, byte))).toEqual([1000, 15_000]);
});

test('batches double after quick replies up to the ceiling, and halve down to one', () => {
  expect(grown(50, 100, 500)).toBe(100);
  expect(grown(400, 100, 500)).toBe(500);
  expect(grown(50, 5000, 500)).toBe(50);
  expect([shrunk(50), shrunk(3), shrunk(1)]).toEqual([25, 1, 1]);
});
