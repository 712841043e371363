import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { typoDistance, typosAllowed } from '#domain/typo-distance.ts';

describe('slips between what was typed and the beginning of a word', () => {
  test.each([
    ['gula', 'gula', 0],
    ['gul', 'gula', 0],
    ['telor', 'telur', 1],
    ['gulla', 'gula', 1],
    ['mnyak', 'minyak', 1],
    ['indomei', 'indomie', 1],
    ['royko', 'royco', 1],
    ['kopi', 'gula', 3],
    ['beras', 'gas', 3],
  ])('of %s and %s are %i', (typed, word, slips) => {
    expect(typoDistance(typed, word, 2)).toBe(slips);
  });

  test('short words allow none, longer ones more', () => {
    expect([1, 2, 3, 5, 6, 12].map(typosAllowed)).toEqual([0, 0, 1, 1, 2, 2]);
  });

  test('are none for every beginning, and one for every single slip', () => {
    const word = fc.stringMatching(/^[a-z]{4,12}$/);
    fc.assert(
      fc.property(word, fc.nat(11), fc.nat(11), fc.constantFrom('x', 'e'), (whole, length, place, letter) => {
        expect(typoDistance(whole.slice(0, length), whole, 2)).toBe(0);
        const at = place % whole.length;
        const slips = [
          whole.slice(0, at) + whole.slice(at + 1),
          whole.slice(0, at) + letter + whole.slice(at),
          whole.slice(0, at) + letter + whole.slice(at + 1),
          whole.slice(0, at) +
            whole
              .slice(at, at + 2)
              .split('')
              .reverse()
              .join('') +
            whole.slice(at + 2),
        ];
        for (const slip of slips) expect(typoDistance(slip, whole, 2)).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('are the same counted in full and counted until it is too many', () => {
    const word = fc.stringMatching(/^[a-d]{1,8}$/);
    fc.assert(
      fc.property(word, word, (typed, whole) => {
        const full = typoDistance(typed, whole, 8);
        expect(typoDistance(typed, whole, 2)).toBe(Math.min(full, 3));
      }),
    );
  });
});
