import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rupiah } from '#domain/money.ts';
import {
  lineAmountRupiah,
  milli,
  milliForAmount,
  milliFromCartons,
  parseQuantity,
} from '#domain/quantity.ts';

describe('quantity', () => {
  test.each([
    ['1,35', 1350],
    ['1.35', 1350],
    ['2', 2000],
    ['0,005', 5],
    ['12,', 12_000],
  ])('"%s" is read as %i thousandths', (typed, expected) => {
    expect(parseQuantity(typed)).toBe(expected);
  });

  test.each(['', '0', '0,000', '-1', '1,2345', '1e3', '1 000', ',5', '9999999'])(
    '"%s" is not a quantity',
    (typed) => {
      expect(parseQuantity(typed)).toBeNull();
    },
  );

  test('1.35 kg of sugar at Rp18.000 costs Rp24.300', () => {
    expect(lineAmountRupiah(rupiah(18_000), milli(1350), false)).toBe(24_300);
  });

  test('programme goods are never rounded up, others by half a rupiah', () => {
    expect(lineAmountRupiah(rupiah(13_101), milli(1500), false)).toBe(19_652);
    expect(lineAmountRupiah(rupiah(13_101), milli(1500), true)).toBe(19_651);
  });

  test('a dus of 40 is forty thousand thousandths', () => {
    expect(milliFromCartons(milli(1000), 40)).toBe(40_000);
  });

  test('what an amount buys never costs more than the amount', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 900_000 }),
        fc.integer({ min: 1, max: 1_000_000 }),
        (amount, price) => {
          const bought = milliForAmount(rupiah(amount), rupiah(price));
          expect(Number((BigInt(bought) * BigInt(price)) / 1000n)).toBeLessThanOrEqual(amount);
          expect(BigInt(bought + 1) * BigInt(price)).toBeGreaterThan(BigInt(amount) * 1000n);
        },
      ),
    );
  });

  test('amounts stay exact at the edges of price and quantity', () => {
    expect(() => lineAmountRupiah(rupiah(999_999_999_999), milli(1_000_000_000), false)).toThrow(
      'whole rupiah',
    );
    expect(lineAmountRupiah(rupiah(999_999), milli(1_000_000_000), false)).toBe(999_999_000_000);
  });
});
