import { beforeEach, expect, test, vi } from 'vitest';
import { noteSaid, wasSaid } from '../../src/device/day-marks.ts';

let kept: Map<string, string>;

beforeEach(() => {
  kept = new Map();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
  });
  return () => vi.unstubAllGlobals();
});

test('what was said is remembered for its day and its subject only', () => {
  noteSaid('stock', '2026-11-23', ['RICE', 'OIL']);
  noteSaid('stock', '2026-11-23', ['RICE']);
  expect(wasSaid('stock', '2026-11-23', 'OIL')).toBe(true);
  expect(wasSaid('stock', '2026-11-23', 'SALT')).toBe(false);
  expect(wasSaid('other', '2026-11-23', 'OIL')).toBe(false);
  expect(wasSaid('stock', '2026-11-24', 'OIL')).toBe(false);
  noteSaid('stock', '2026-11-24', ['SALT']);
  expect(wasSaid('stock', '2026-11-24', 'RICE')).toBe(false);
  expect([...kept.values()]).toEqual(['2026-11-24\nSALT']);
});

test('a browser that keeps nothing says it again', () => {
  vi.stubGlobal('localStorage', undefined);
  noteSaid('stock', '2026-11-23', ['RICE']);
  expect(wasSaid('stock', '2026-11-23', 'RICE')).toBe(false);
});
