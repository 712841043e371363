import { describe, expect, test } from 'vitest';
import { ZERO_TOTALS } from '#domain/chain.ts';
import type { Fact } from '#domain/facts.ts';
import { judge, type Known } from '#domain/judge.ts';
import { rupiah } from '#domain/money.ts';
import { milli } from '#domain/quantity.ts';
import { cartOf, rule, saleFact, sphpRice } from './builders.ts';

function known(overrides: Partial<Known> = {}): Known {
  return {
    receivedAt: 1_771_390_900_000,
    totalsBefore: ZERO_TOTALS,
    staff: new Map([['rina', { id: 'rina', name: 'Rina', role: 'cashier', isActive: true }]]),
    products: new Map([[sphpRice.id, sphpRice]]),
    prices: new Map([
      [
        sphpRice.id,
        [{ id: 'P1', productId: sphpRice.id, tier: 'retail', priceRupiah: rupiah(65_500), effectiveFrom: 0 }],
      ],
    ]),
    rules: [rule()],
    isNumberTaken: false,
    ...overrides,
  };
}

const kinds = (fact: Fact, rows: Known = known()): string[] =>
  judge(fact, rows).map((finding) => finding.kind);

describe('the judge', () => {
  test('has nothing to say of an honest sale', () => expect(kinds(saleFact())).toEqual([]));

  test('has nothing to say of an honest sale that arrives a month late', () => {
    expect(kinds(saleFact(), known({ receivedAt: 1_774_000_000_000 }))).toEqual([]);
  });

  test.each<[string, string, Fact, Partial<Known>]>([
    [
      'a clock known to be an hour off',
      'clock_skew',
      saleFact(undefined, { clock: { boot: 1, mono: 1, serverAt: 1, offset: 3_600_000 } }),
      {},
    ],
    ['a sale from the future', 'clock_skew', saleFact(), { receivedAt: 1_771_000_000_000 }],
    [
      'a business date after the day of receipt',
      'business_date_far',
      saleFact(),
      { receivedAt: 1_771_000_000_000 },
    ],
    [
      'running totals that do not follow',
      'totals_mismatch',
      saleFact(),
      { totalsBefore: { ...ZERO_TOTALS, gross: 500 } },
    ],
    ['a person nobody knows', 'staff_unknown', saleFact(), { staff: new Map() }],
    [
      'a role the roster does not give',
      'role_not_permitted',
      saleFact(),
      { staff: new Map([['rina', { id: 'rina', name: 'Rina', role: 'supervisor', isActive: true }]]) },
    ],
    [
      'a person who left',
      'staff_inactive',
      saleFact(),
      { staff: new Map([['rina', { id: 'rina', name: 'Rina', role: 'cashier', isActive: false }]]) },
    ],
    ['a product nobody knows', 'product_unknown', saleFact(), { products: new Map() }],
    ['a price below the list', 'price_differs', saleFact(cartOf([sphpRice, 1000, 60_000])), {}],
    ['a price above a ceiling', 'rule_broken', saleFact(cartOf([sphpRice, 1000, 70_000])), {}],
    [
      'moves that are not the lines’',
      'moves_differ',
      { ...saleFact(), moves: [{ stockItemId: sphpRice.id, place: 'GI-gerai', milli: milli(-1000) }] },
      {},
    ],
    ['a number that is taken', 'number_repeated', saleFact(), { isNumberTaken: true }],
  ])('finds %s', (_what, kind, fact, rows) => {
    expect(kinds(fact, known(rows))).toContain(kind);
  });

  test('never changes the fact it judges', () => {
    const fact = saleFact(cartOf([sphpRice, 1000, 70_000]));
    const before = JSON.stringify(fact);
    judge(fact, known());
    expect(JSON.stringify(fact)).toBe(before);
  });
});
