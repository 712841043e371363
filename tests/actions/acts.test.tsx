import { renderHook } from '@testing-library/react';
import type { ReactNode } from 'react';
import { beforeEach, expect, test } from 'vitest';
import { rupiah } from '#domain/money.ts';
import { parseBody } from '#protocol/fact.ts';
import { useAmountDue, useCartWarnings } from '../../src/actions/amount-due.ts';
import { openShift } from '../../src/actions/open-shift.ts';
import { proposeShiftDate } from '../../src/actions/propose-date.ts';
import { receiptOf } from '../../src/actions/receipt-of.ts';
import { recordSale } from '../../src/actions/record-sale.ts';
import { startPayment } from '../../src/actions/start-payment.ts';
import { useCart } from '../../src/actions/edit-cart.ts';
import { WorkplaceContext } from '../../src/actions/workplace.ts';
import { useCatalogue } from '../../src/storage/replica/catalogue.ts';
import { date, noodles, rule, sphpRice } from '../domain/builders.ts';
import { coffee, openTill, restart, rina, tap, TODAY, yusuf, type Till } from './till.ts';

const DAY_MS = 86_400_000;

let till: Till;

beforeEach(async () => {
  till = await openTill({ hasOpenShift: false });
});

function inTill({ children }: { readonly children: ReactNode }) {
  return <WorkplaceContext value={till}>{children}</WorkplaceContext>;
}

test('the amount due is rounded for cash, and an empty cart owes nothing', () => {
  const { result, rerender } = renderHook(() => useAmountDue(), { wrapper: inTill });
  expect(result.current).toBeNull();
  tap(till, coffee);
  rerender();
  expect(result.current).toEqual({ goodsRupiah: 15_050, roundingRupiah: 50, totalRupiah: 15_100 });
});

test('a rule of mode warn is told and does not block', () => {
  useCatalogue.setState({ rules: [rule({ limit: 60_000, mode: 'warn', from: TODAY })] });
  const { result, rerender } = renderHook(() => useCartWarnings(), { wrapper: inTill });
  tap(till, sphpRice);
  rerender();
  expect(result.current).toEqual([{ ruleId: 'R1', kind: 'price_ceiling', mode: 'warn' }]);
});

test('the business date proposed is the outlet’s day, and is doubted when it lies before the last fact', async () => {
  expect(await proposeShiftDate(till)).toEqual({ date: TODAY, doubt: null });
  await openShift(till, { floatRupiah: rupiah(0), businessDate: TODAY });
  till.clock.setWall(till.clock.now() - 3 * DAY_MS);
  expect(await proposeShiftDate(till)).toEqual({ date: date('2026-11-20'), doubt: 'before-last-fact' });
});

test('a clock far from the last server time is doubted, and a known offset corrects it', async () => {
  const now = till.clock.now();
  await till.ledger.patchMeta({ serverClock: { serverAt: now, offset: 0 } });
  till.clock.setWall(now + 5 * DAY_MS);
  expect((await proposeShiftDate(till)).doubt).toBe('far-from-server');
  await till.ledger.patchMeta({ serverClock: { serverAt: now, offset: -5 * DAY_MS } });
  expect(await proposeShiftDate(till)).toEqual({ date: TODAY, doubt: null });
});

test('opening a shift writes one fact with the float and the day that a person confirmed', async () => {
  const opened = await openShift(till, { floatRupiah: rupiah(250_000), businessDate: date('2026-11-22') });
  const [entry] = await till.ledger.readDay(date('2026-11-22'));
  const parsed = parseBody(entry?.body ?? '');
  expect(parsed).toMatchObject({
    outcome: 'fact',
    fact: {
      kind: 'shift.opened',
      floatRupiah: 250_000,
      businessDate: '2026-11-22',
      actor: { staffId: rina.id },
      moves: [],
    },
  });
  expect(opened).toEqual({
    ok: true,
    value: {
      shiftId: entry?.factId,
      businessDate: '2026-11-22',
      floatRupiah: 250_000,
      openedAt: till.clock.now(),
      staffId: rina.id,
    },
  });
  expect((await till.ledger.readMeta()).openShift).toEqual(opened.ok && opened.value);
});

test('two taps on open make one shift', async () => {
  const start = { floatRupiah: rupiah(0), businessDate: TODAY };
  const [first, second] = await Promise.all([openShift(till, start), openShift(till, start)]);
  expect([first.ok, second.ok]).toEqual([true, false]);
});

test('who may not open a shift does not', async () => {
  till.present.staff = yusuf;
  expect(await openShift(till, { floatRupiah: rupiah(0), businessDate: TODAY })).toEqual({
    ok: false,
    refusal: { kind: 'not-permitted' },
  });
});

test('payment gives the cart one factId, however often it starts', async () => {
  tap(till, noodles);
  await startPayment(till);
  const { factId } = useCart.getState().cart;
  await startPayment(till);
  expect(useCart.getState().cart.factId).toBe(factId);
  expect((await till.ledger.readCarts())[0]?.cart.factId).toBe(factId);
});

test('a receipt says what was sold, by whom, and bears its code; after a restart as well', async () => {
  await openShift(till, { floatRupiah: rupiah(0), businessDate: TODAY });
  tap(till, sphpRice, 2000);
  const recorded = await recordSale(till, rupiah(150_000));
  if (!recorded.ok) throw new Error(recorded.refusal.kind);
  const { factId, code } = recorded.value;
  const rows = await receiptOf(till, factId);
  const text = rows?.map((row) => row.text).join('\n') ?? '';
  for (const words of ['KKMP GRAHA INDAH', 'GI-A-000001', 'Rina Wulandari', 'Rp131.000', 'Rp19.000', code]) {
    expect(text).toContain(words);
  }
  expect(rows?.every((row) => row.text.length <= 32)).toBe(true);
  tap(till, noodles);
  await recordSale(till, rupiah(3500));
  expect(await receiptOf(await restart(till), factId)).toEqual(rows);
});

test('there is no receipt for what this device did not sell', async () => {
  expect(await receiptOf(till, '019aa000-0000-7000-8000-000000000000')).toBeNull();
});
