import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addLine, makeLineByAmount, removeLine, restoreLine, setSoldMilli } from '#domain/cart.ts';
import { rupiah } from '#domain/money.ts';
import { cashPayment } from '#domain/payment.ts';
import { milli } from '#domain/quantity.ts';
import { cashDue } from '#domain/cart-rules.ts';
import { decideSale, isSamePurchase } from '#domain/sale.ts';
import { breachesOf } from '#domain/sale-rule.ts';
import { defectOf } from '#domain/soundness.ts';
import { sumMoves } from '#domain/stock.ts';
import {
  cartOf,
  date,
  gasRefill,
  lineOf,
  looseSugar,
  newCylinder,
  noodles,
  product,
  rule,
  saleContext,
  saleFact,
  sphpRice,
} from './builders.ts';

const today = date('2026-02-18');

function sell(cart = cartOf([sphpRice, 2000, 65_500]), context = saleContext(), tendered?: number) {
  const due = cashDue(cart, context.rules, today, context.cashStepRupiah);
  return decideSale(cart, [cashPayment(due.totalRupiah, rupiah(tendered ?? due.totalRupiah))], context);
}

function movesOf(cart: Parameters<typeof sell>[0]): Record<string, number> {
  const sale = sell(cart);
  if (!sale.ok) throw new Error(sale.refusal.kind);
  return Object.fromEntries(sumMoves(sale.value.moves));
}

describe('a sale', () => {
  test('takes two packs of rice out of the gerai', () => {
    expect(movesOf(cartOf([sphpRice, 2000, 65_500]))).toEqual({ 'GI-gerai|BRS-SPHP-5': -2000 });
  });

  test('of a refill takes a full cylinder out and an empty one in', () => {
    expect(movesOf(cartOf([gasRefill, 1000, 105_000]))).toEqual({
      'GI-gerai|BG-5.5KG:full': -1000,
      'GI-gerai|BG-5.5KG:empty': 1000,
    });
  });

  test('of a new cylinder takes only the full one', () => {
    expect(movesOf(cartOf([newCylinder, 1000, 375_000]))).toEqual({ 'GI-gerai|BG-5.5KG:full': -1000 });
  });

  test('of 1.35 kg loose sugar moves 1,350 g and costs Rp24.300', () => {
    const cart = cartOf([looseSugar, 1350, 18_000]);
    expect(movesOf(cart)).toEqual({ 'GI-gerai|GLA-CRH': -1350 });
    expect(cashDue(cart, [], today, 100).totalRupiah).toBe(24_300);
  });

  test('of a dus moves forty pieces and keeps the unit as sold', () => {
    const sale = sell(cartOf([noodles, 1000, 3500, 'dus']));
    expect(sale).toMatchObject({
      ok: true,
      value: { totalRupiah: 140_000, lines: [{ unit: 'dus', soldMilli: 1000, milli: 40_000 }] },
    });
  });

  test('in cash is rounded to the coin step on its own line', () => {
    const sale = sell(cartOf([looseSugar, 123, 18_000]));
    expect(sale).toMatchObject({
      ok: true,
      value: { goodsRupiah: 2214, roundingRupiah: -14, totalRupiah: 2200 },
    });
  });

  test('with capped goods is only rounded down', () => {
    const rules = [rule({ id: 'R13b', kind: 'round_down_only', limit: null, appliesTo: ['SPHP'] })];
    const cart = cartOf([sphpRice, 1000, 65_500], [looseSugar, 127, 18_000]);
    expect(cashDue(cart, rules, today, 100)).toMatchObject({ goodsRupiah: 67_786, roundingRupiah: -86 });
  });

  test('above a blocking ceiling is refused for every role that sells', () => {
    for (const role of ['cashier', 'manager'] as const) {
      const sale = sell(cartOf([sphpRice, 1000, 65_600]), saleContext({ role, rules: [rule()] }));
      expect(sale).toMatchObject({ ok: false, refusal: { kind: 'rule-blocks', limit: 65_500 } });
    }
  });

  test('at the ceiling passes', () => {
    expect(sell(cartOf([sphpRice, 1000, 65_500]), saleContext({ rules: [rule()] })).ok).toBe(true);
  });

  test('breaking a rule of mode warn is recorded and allowed', () => {
    const limit = rule({ id: 'R3', kind: 'quantity_limit', limit: 5000, mode: 'warn', period: 'day' });
    const sale = sell(cartOf([sphpRice, 6000, 65_500]), saleContext({ rules: [limit] }));
    expect(sale).toMatchObject({ ok: true, value: { breaches: [{ ruleId: 'R3', mode: 'warn' }] } });
  });

  test.each([
    ['a role that does not sell', saleContext({ role: 'supervisor' }), 'not-permitted'],
    ['no open shift', saleContext({ shift: null }), 'shift-not-open'],
  ])('with %s is refused', (_what, context, kind) => {
    expect(sell(undefined, context)).toMatchObject({ ok: false, refusal: { kind } });
  });

  test('of nothing, or paid short or over, is refused', () => {
    const context = saleContext();
    expect(sell(cartOf())).toMatchObject({ refusal: { kind: 'empty-cart' } });
    const cart = cartOf([sphpRice, 1000, 65_500]);
    expect(decideSale(cart, [cashPayment(rupiah(65_000), rupiah(65_000))], context)).toMatchObject({
      refusal: { kind: 'payment-short', missingRupiah: 500 },
    });
    expect(decideSale(cart, [cashPayment(rupiah(66_000), rupiah(66_000))], context)).toMatchObject({
      refusal: { kind: 'payment-over' },
    });
  });

  test('is arithmetically sound whatever was sold', () => {
    const line = fc.tuple(
      fc.constantFrom(sphpRice, looseSugar, gasRefill, noodles),
      fc.integer({ min: 1, max: 50_000 }),
      fc.integer({ min: 1, max: 500_000 }),
    );
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 12 }), (lines) => {
        const fact = saleFact(cartOf(...lines));
        expect(defectOf(fact)).toBeNull();
        const paid = fact.payments.reduce((sum, payment) => sum + payment.amountRupiah, 0);
        expect(paid).toBe(fact.totalRupiah);
      }),
    );
  });

  test('altered in any amount is found unsound', () => {
    const fact = saleFact();
    expect(defectOf({ ...fact, totalRupiah: rupiah(fact.totalRupiah - 1) })).toBe('total_mismatch');
    expect(defectOf({ ...fact, goodsRupiah: rupiah(fact.goodsRupiah + 100) })).toBe('total_mismatch');
    expect(defectOf({ ...fact, payments: [cashPayment(rupiah(1000), rupiah(1000))] })).toBe(
      'payment_mismatch',
    );
    const lines = fact.lines.map((line) => ({ ...line, amountRupiah: rupiah(line.amountRupiah - 500) }));
    expect(defectOf({ ...fact, lines })).toBe('line_mismatch');
  });

  test('is the same purchase only with equal lines and payments', () => {
    const fact = saleFact();
    expect(isSamePurchase(fact, { ...fact })).toBe(true);
    expect(isSamePurchase(fact, saleFact(cartOf([sphpRice, 1000, 65_500])))).toBe(false);
  });
});

describe('a cart', () => {
  const salt = lineOf(cartOf([product(), 1000, 5000]));

  test('joins counted goods of the same price and keeps weighings apart', () => {
    const cart = addLine(cartOf([product(), 1000, 5000]), { ...salt, lineId: 'L9' });
    expect(cart.lines).toMatchObject([{ soldMilli: 2000, amountRupiah: 10_000 }]);
    const sugar = cartOf([looseSugar, 500, 18_000]);
    expect(addLine(sugar, { ...lineOf(sugar), lineId: 'L9' }).lines).toHaveLength(2);
  });

  test('puts a removed line back where it stood', () => {
    const cart = cartOf([sphpRice, 1000, 65_500], [product(), 1000, 5000], [noodles, 1000, 3500]);
    const removed = lineOf(cart, 1);
    expect(restoreLine(removeLine(cart, removed.lineId), removed, 1)).toEqual(cart);
    expect(restoreLine(cart, removed, 1)).toEqual(cart);
  });

  test('drops a line whose quantity falls to nothing', () => {
    expect(setSoldMilli(cartOf([product(), 1000, 5000]), 'L0', milli(0)).lines).toEqual([]);
  });

  test('sells by amount: the money is fixed and the weight follows, rounded down', () => {
    const draft = {
      lineId: 'L1',
      product: looseSugar,
      unit: 'kg',
      priceRupiah: rupiah(18_000),
      tier: 'retail',
    } as const;
    expect(makeLineByAmount(draft, rupiah(10_000))).toMatchObject({
      milli: 555,
      amountRupiah: 10_000,
      isByAmount: true,
    });
  });
});

describe('sale rules', () => {
  test('change at their date', () => {
    const old = rule({
      id: 'R2',
      kind: 'quantity_limit',
      limit: 2000,
      from: date('2023-10-05'),
      to: date('2026-01-31'),
      mode: 'warn',
    });
    const next = rule({
      id: 'R3',
      kind: 'quantity_limit',
      limit: 5000,
      from: date('2026-02-01'),
      mode: 'warn',
    });
    const lines = cartOf([sphpRice, 3000, 65_500]).lines;
    expect(breachesOf(lines, [old, next], date('2026-01-31')).map((breach) => breach.ruleId)).toEqual(['R2']);
    expect(breachesOf(lines, [old, next], date('2026-02-01'))).toEqual([]);
  });

  test('count litres over all sizes of a programme', () => {
    const oil = (id: string, litres: number) =>
      product({ id, programme: 'MINYAKITA', content: { milli: milli(litres * 1000), unit: 'litre' } });
    const limit = rule({
      id: 'R7',
      appliesTo: ['MINYAKITA'],
      kind: 'quantity_limit',
      limit: 2000,
      unit: 'litre',
      mode: 'warn',
    });
    const within = cartOf([oil('MYK-KITA-2', 2), 1000, 31_400]).lines;
    const over = cartOf([oil('MYK-KITA-2', 2), 1000, 31_400], [oil('MYK-KITA-1', 1), 1000, 15_700]).lines;
    expect(breachesOf(within, [limit], today)).toEqual([]);
    expect(breachesOf(over, [limit], today)).toHaveLength(1);
  });

  test('of mode block can’t be passed by splitting a programme over its products', () => {
    const oil = (id: string, litres: number) =>
      product({ id, programme: 'MINYAKITA', content: { milli: milli(litres * 1000), unit: 'litre' } });
    const limit = rule({
      id: 'R7',
      appliesTo: ['MINYAKITA'],
      kind: 'quantity_limit',
      limit: 2000,
      unit: 'litre',
    });
    const cart = cartOf([oil('MYK-KITA-2', 2), 1000, 31_400], [oil('MYK-KITA-1', 1), 1000, 15_700]);
    expect(sell(cart, saleContext({ rules: [limit] }))).toMatchObject({
      refusal: { kind: 'rule-blocks', breach: { ruleId: 'R7' }, limit: 2000 },
    });
  });

  test('that need the buyer’s identity keep the goods unsold for now', () => {
    const gas = product({ id: 'LPG3-ISI', programme: 'LPG3' });
    const identity = rule({ id: 'R10', appliesTo: ['LPG3'], kind: 'buyer_identity', limit: null });
    expect(sell(cartOf([gas, 1000, 19_000]), saleContext({ rules: [identity] }))).toMatchObject({
      refusal: { kind: 'rule-blocks' },
    });
  });
});
