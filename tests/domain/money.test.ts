import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cashRoundingRupiah, isRupiah, rupiah, splitRupiah } from '#domain/money.ts';
import { quickNotesRupiah } from '#domain/payment.ts';

const amount = fc.integer({ min: -999_999_999_999, max: 999_999_999_999 }).map(rupiah);

describe('money', () => {
  test('a split never loses or makes a rupiah', () => {
    const weights = fc
      .array(fc.integer({ min: 0, max: 1_000_000_000 }), { minLength: 1, maxLength: 40 })
      .filter((list) => list.some((weight) => weight > 0));
    fc.assert(
      fc.property(amount, weights, (total, list) => {
        const shares = splitRupiah(total, list);
        expect(shares.reduce((sum, share) => sum + share, 0)).toBe(total);
        expect(
          shares.every((share, index) => list[index] !== 0 || share === 0 || Math.abs(share) === 1),
        ).toBe(true);
      }),
    );
  });

  test('no share of a split is more than one rupiah from its exact part', () => {
    fc.assert(
      fc.property(
        amount,
        fc.array(fc.integer({ min: 1, max: 999_999 }), { minLength: 1, maxLength: 20 }),
        (total, list) => {
          const sum = list.reduce((a, b) => a + b, 0);
          splitRupiah(total, list).forEach((share, index) => {
            const exact = (BigInt(total) * BigInt(list[index] ?? 0)) / BigInt(sum);
            expect(Math.abs(share - Number(exact))).toBeLessThanOrEqual(1);
          });
        },
      ),
    );
  });

  test('the worked SHU example closes to the rupiah', () => {
    const purchases = [6_540_000, 2_150_000, 4_735_000, 70_575_000];
    expect(splitRupiah(rupiah(14_400_000), purchases)).toEqual([1_121_143, 368_572, 811_714, 12_098_571]);
    const savings = [1_300_000, 700_000, 1_900_000, 16_100_000];
    expect(splitRupiah(rupiah(5_400_000), savings)).toEqual([351_000, 189_000, 513_000, 4_347_000]);
  });

  test.each([
    [24_300, 'nearest', 0],
    [2_214, 'nearest', -14],
    [2_250, 'nearest', 50],
    [2_286, 'nearest', 14],
    [2_286, 'down', -86],
    [0, 'nearest', 0],
  ] as const)('Rp%i in cash is rounded %s by %i', (total, rounding, expected) => {
    expect(cashRoundingRupiah(rupiah(total), 100, rounding)).toBe(expected);
  });

  test('a rounded cash total is a multiple of the step and within half of it', () => {
    fc.assert(
      fc.property(fc.nat(999_999_999), fc.constantFrom(1, 100, 500), (total, step) => {
        const rounding = cashRoundingRupiah(rupiah(total), step, 'nearest');
        expect((total + rounding) % step).toBe(0);
        expect(Math.abs(rounding) * 2).toBeLessThanOrEqual(step);
        expect(cashRoundingRupiah(rupiah(total), step, 'down')).toBeLessThanOrEqual(0);
      }),
    );
  });

  test('fractions, infinities and amounts out of range are no rupiah', () => {
    for (const value of [0.5, Number.NaN, Infinity, 1e12, -1e12]) expect(isRupiah(value)).toBe(false);
    expect(() => rupiah(1.5)).toThrow('not a whole rupiah');
  });

  test.each([
    [34_500, [35_000, 40_000, 50_000, 100_000]],
    [149_000, [150_000, 200_000]],
    [12_300, [15_000, 20_000, 50_000, 100_000]],
    [50_000, [100_000]],
    [100_000, []],
  ])('for Rp%i the quick notes are %j', (total, notes) => {
    expect(quickNotesRupiah(rupiah(total))).toEqual(notes);
  });
});
