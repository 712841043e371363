import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  extendRun,
  isEndedScan,
  isSilentScan,
  SCAN_CHARS_MIN,
  SCAN_GAP_MS_MAX,
  type KeyRun,
} from '../../src/device/scan-rule.ts';

/** Types a text with the same gap between any two keys. */
function typed(text: string, gapMs: number, from = 1000): KeyRun {
  let run: KeyRun | null = null;
  for (let index = 0; index < text.length; index += 1)
    run = extendRun(run, text.charAt(index), from + index * gapMs);
  if (run === null) throw new Error('no text');
  return run;
}

const endedBy = (run: KeyRun, gapMs: number): boolean => isEndedScan(run, run.lastAt + gapMs);

describe('a run of keys that Enter or Tab ends', () => {
  test.each([
    ['a quick scanner', '8991234567893', 4, true],
    ['a scanner over a slow radio', '8991234567893', 90, true],
    ['the longest gap', 'BRS-001', 100, true],
    ['a gap too long', 'BRS-001', 101, false],
    ['a person', 'gula', 140, false],
    ['three keys, however fast', '899', 4, false],
    ['four keys', '8991', 4, true],
  ])('%s', (_name, text, gapMs, isScan) => {
    expect(endedBy(typed(text, gapMs), gapMs)).toBe(isScan);
  });

  test('an Enter that comes late is a person', () => {
    expect(endedBy(typed('8991234567893', 4), 101)).toBe(false);
  });

  test('more than a second and a half is no scan, even in time from key to key', () => {
    expect(endedBy(typed('x'.repeat(16), 99), 10)).toBe(true);
    expect(typed('x'.repeat(17), 99).code).toHaveLength(1);
  });
});

describe('a run of keys that falls silent', () => {
  test.each([
    ['a quick scanner without a suffix', '8991234567893', 4, true],
    ['as fast as a scan must be', '89912345', 50, true],
    ['a person typing very fast', 'gulapasir', 80, false],
    ['three keys at once', '899', 1, false],
  ])('%s', (_name, text, gapMs, isScan) => {
    expect(isSilentScan(typed(text, gapMs))).toBe(isScan);
  });
});

test('a code after slow typing holds only its own keys', () => {
  const byHand = typed('3*', 140, 0);
  let run = extendRun(byHand, '8', byHand.lastAt + 300);
  for (const char of '991234') run = extendRun(run, char, run.lastAt + 5);
  expect(run.code).toBe('8991234');
});

test('nothing that a person types with more than the longest gap is ever a scan', () => {
  const gaps = fc.array(fc.integer({ min: SCAN_GAP_MS_MAX + 1, max: 2000 }), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(gaps, (list) => {
      let run = extendRun(null, 'a', 0);
      for (const gap of list) {
        run = extendRun(run, 'b', run.lastAt + gap);
        expect(run.code.length).toBeLessThan(SCAN_CHARS_MIN);
        expect(isEndedScan(run, run.lastAt + 1) || isSilentScan(run)).toBe(false);
      }
    }),
  );
});
