import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ZERO_TOTALS } from '#domain/chain.ts';
import { addTotals, effectsOf, sumEffects, totalsShare } from '#domain/effects.ts';
import type { Fact } from '#domain/facts.ts';
import { rupiah } from '#domain/money.ts';
import { milli } from '#domain/quantity.ts';
import { cartOf, factFrame, gasRefill, looseSugar, saleFact, sphpRice } from './builders.ts';

const someFact: fc.Arbitrary<Fact> = fc.oneof(
  fc
    .array(fc.tuple(fc.constantFrom(sphpRice, gasRefill, looseSugar), fc.integer({ min: 1, max: 9000 })), {
      minLength: 1,
      maxLength: 5,
    })
    .map((items) => saleFact(cartOf(...items.map(([sold, quantity]) => [sold, quantity, 20_000] as const)))),
  fc
    .nat(1_000_000)
    .map((float): Fact => ({ ...factFrame(), kind: 'shift.opened', floatRupiah: rupiah(float) })),
  fc.integer({ min: -9000, max: 9000 }).map((quantity): Fact => {
    const moves = [{ stockItemId: 'GLA-CRH', place: 'GI-gudang', milli: milli(quantity) }];
    return { ...factFrame({ moves }), kind: 'stock.opened', documentId: 'doc', part: 1, parts: 1 };
  }),
  fc.nat(9_000).map((amount): Fact => {
    const sale = saleFact(cartOf([sphpRice, 1000, amount]));
    return {
      ...sale,
      payments: [
        { method: 'credit', amountRupiah: sale.totalRupiah, memberId: 'A-0001', dueDate: '2026-03-01' },
      ],
    };
  }),
);

describe('effects', () => {
  test('add up to the same books in any order', () => {
    const twice = fc
      .array(someFact, { maxLength: 15 })
      .chain((facts) =>
        fc.tuple(
          fc.constant(facts),
          fc.shuffledSubarray(facts, { minLength: facts.length, maxLength: facts.length }),
        ),
      );
    fc.assert(
      fc.property(twice, ([facts, shuffled]) => {
        expect(sumEffects(shuffled.map(effectsOf))).toEqual(sumEffects(facts.map(effectsOf)));
      }),
    );
  });

  test('of a credit sale bring no cash into the drawer', () => {
    const sale = saleFact();
    const onCredit: Fact = {
      ...sale,
      payments: [
        { method: 'credit', amountRupiah: sale.totalRupiah, memberId: 'A-0001', dueDate: '2026-03-01' },
      ],
    };
    expect(effectsOf(onCredit)).toMatchObject({ drawerRupiah: 0, salesRupiah: 131_000 });
    expect(effectsOf(onCredit).creditRupiah.get('A-0001')).toBe(131_000);
  });

  test('of a cash sale keep the change out of the drawer', () => {
    expect(effectsOf(saleFact()).drawerRupiah).toBe(131_000);
  });

  test('make running totals that only grow', () => {
    fc.assert(
      fc.property(fc.array(someFact, { maxLength: 20 }), (facts) => {
        let totals = ZERO_TOTALS;
        for (const fact of facts) {
          const next = addTotals(totals, totalsShare(fact));
          expect(next.gross).toBeGreaterThanOrEqual(totals.gross);
          expect(next.cash).toBeGreaterThanOrEqual(totals.cash);
          expect(next.sales).toBe(totals.sales + (fact.kind === 'sale.recorded' ? 1 : 0));
          totals = next;
        }
      }),
    );
  });
});
