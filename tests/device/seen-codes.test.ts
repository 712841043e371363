import { expect, test } from 'vitest';
import { SEEN_AGAIN_MS, watchCodes } from '../../src/device/camera/seen-codes.ts';

test('a label that stays before the camera is told once', () => {
  const news = watchCodes();
  expect(news(['A'], 0)).toEqual(['A']);
  for (let at = 100; at < 10_000; at += 100) expect(news(['A'], at)).toEqual([]);
});

test('a label that left the picture and comes back is told again', () => {
  const news = watchCodes();
  expect(news(['A'], 0)).toEqual(['A']);
  expect(news([], 500)).toEqual([]);
  expect(news(['A'], SEEN_AGAIN_MS)).toEqual([]);
  expect(news(['A'], 2 * SEEN_AGAIN_MS + 1)).toEqual(['A']);
});

test('two labels in one picture are both told, each once', () => {
  const news = watchCodes();
  expect(news(['A', 'B', 'A'], 0)).toEqual(['A', 'B']);
  expect(news(['B', 'C'], 100)).toEqual(['C']);
});
