import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import type { SaleRecorded } from '#domain/facts.ts';
import { rupiah } from '#domain/money.ts';
import { milli } from '#domain/quantity.ts';
import { parseBody } from '#protocol/fact.ts';
import { newFactId } from '../../src/actions/act-ground.ts';
import { addProduct, changeQuantity, loadCart, queueOf, useCart } from '../../src/actions/edit-cart.ts';
import { openShift } from '../../src/actions/open-shift.ts';
import { recordSale } from '../../src/actions/record-sale.ts';
import { startPayment } from '../../src/actions/start-payment.ts';
import { useActFault } from '../../src/storage/act-fault.ts';
import type { StoredEntry } from '../../src/storage/ledger/ledger-port.ts';
import { useCatalogue } from '../../src/storage/replica/catalogue.ts';
import { refreshOnHand, useOnHand } from '../../src/storage/replica/on-hand.ts';
import { stockKey } from '#domain/stock.ts';
import { gasRefill, looseSugar, noodles, rule, sphpRice } from '../domain/builders.ts';
import {
  anotherTab,
  coffee,
  openTill,
  PLACE,
  restart,
  tap,
  tillWhileSaving,
  TODAY,
  yusuf,
  type Till,
} from './till.ts';

let till: Till;

beforeEach(async () => {
  till = await openTill();
});

async function salesOf(place: Till): Promise<readonly StoredEntry[]> {
  return (await place.ledger.readDay(TODAY)).filter((entry) => entry.kind === 'sale.recorded').toReversed();
}

function saleIn(entry: StoredEntry | undefined): SaleRecorded {
  const parsed = parseBody(entry?.body ?? '');
  if (parsed.outcome !== 'fact' || parsed.fact.kind !== 'sale.recorded')
    throw new Error(JSON.stringify(parsed));
  return parsed.fact;
}

test('an exact cash sale in one tap is whole, numbered, and leaves an empty cart', async () => {
  tap(till, sphpRice, 2000);
  const recorded = await recordSale(till, rupiah(131_000));
  if (!recorded.ok) throw new Error(recorded.refusal.kind);
  const [entry] = await salesOf(till);
  expect(recorded.value).toMatchObject({ factId: entry?.factId, fact: saleIn(entry) });
  expect(recorded.value.code).toMatch(/^[0-9A-Z]{8}$/);
  expect(saleIn(entry)).toMatchObject({
    kind: 'sale.recorded',
    number: 'GI-A-000001',
    v: 1,
    businessDate: TODAY,
    tz: 'Asia/Makassar',
    outletId: 'gi',
    actor: { staffId: 'rina', role: 'cashier' },
    app: '0.1.0+test',
    clock: { boot: 1, mono: 0 },
    priceVersion: { gen: 'g_1' },
    goodsRupiah: 131_000,
    totalRupiah: 131_000,
    payments: [{ method: 'cash', amountRupiah: 131_000, tenderedRupiah: 131_000, changeRupiah: 0 }],
    moves: [{ stockItemId: sphpRice.id, place: PLACE, milli: -2000 }],
    totals: { gross: 131_000, cash: 131_000, sales: 1, voids: 0, drawer: 0 },
  });
  expect(useCart.getState().cart).toMatchObject({ lines: [], factId: null });
  expect(await till.ledger.readCarts()).toEqual([]);
});

test('change is worked out, and cash is rounded to the coin step', async () => {
  tap(till, coffee);
  const recorded = await recordSale(till, rupiah(20_000));
  expect(recorded.ok && recorded.value.fact).toMatchObject({
    goodsRupiah: 15_050,
    roundingRupiah: 50,
    totalRupiah: 15_100,
    payments: [{ amountRupiah: 15_100, tenderedRupiah: 20_000, changeRupiah: 4900 }],
  });
});

test('running totals grow from sale to sale, and numbers have no gaps', async () => {
  for (const tendered of [65_500, 100_000, 70_000]) {
    tap(till, sphpRice);
    await recordSale(till, rupiah(tendered));
  }
  const sales = (await salesOf(till)).map(saleIn);
  expect(sales.map((sale) => sale.number)).toEqual(['GI-A-000001', 'GI-A-000002', 'GI-A-000003']);
  expect(sales.map((sale) => sale.totals.gross)).toEqual([65_500, 131_000, 196_500]);
  expect(sales.map((sale) => sale.totals.cash)).toEqual([65_500, 131_000, 196_500]);
});

test('a refill takes a full cylinder and brings an empty one, and on-hand follows at once', async () => {
  tap(till, gasRefill);
  await recordSale(till, rupiah(105_000));
  const { onHand } = useOnHand.getState();
  expect(onHand.get(stockKey(PLACE, 'BG-5.5KG:full'))).toBe(-1000);
  expect(onHand.get(stockKey(PLACE, 'BG-5.5KG:empty'))).toBe(1000);
});

test('a stored sale is a recorded sale although a screen broke while it was told of on-hand', async () => {
  const mistake = new Error('a screen broke');
  const recover = useOnHand.subscribe(() => {
    throw mistake;
  });
  const heard = vi.fn<() => void>();
  const leave = useOnHand.subscribe(heard);
  const later = vi.spyOn(globalThis, 'queueMicrotask').mockImplementation(() => undefined);
  onTestFinished(() => {
    recover();
    leave();
    later.mockRestore();
  });
  tap(till, sphpRice);
  const recorded = await recordSale(till, rupiah(65_500));
  const [surface] = later.mock.lastCall ?? [];
  later.mockRestore();
  recover();
  expect(recorded.ok).toBe(true);
  expect(useCart.getState().cart).toMatchObject({ lines: [], factId: null });
  expect(surface).toThrow(mistake);
  expect(heard).not.toHaveBeenCalled();

  const page = {
    isTaken: true,
    isSwapped: false,
    isCaughtUp: true,
    entities: new Set<string>(),
    stockIds: [],
  };
  await refreshOnHand(till.ledger, till.replica, page);
  expect(heard).toHaveBeenCalledOnce();
  expect(useOnHand.getState().onHand.get(stockKey(PLACE, sphpRice.id))).toBe(-1000);
});

test('a double tap is one sale, and both taps hear of it', async () => {
  tap(till, sphpRice);
  const [first, second] = await Promise.all([
    recordSale(till, rupiah(65_500)),
    recordSale(till, rupiah(65_500)),
  ]);
  expect(first).toEqual(second);
  expect(await salesOf(till)).toHaveLength(1);
});

test('two tabs that pay the same cart make one sale, and the second is shown the first', async () => {
  tap(till, sphpRice);
  await startPayment(till);
  const other = await anotherTab(till);
  await loadCart(other);
  const loadedByOther = useCart.getState();
  await loadCart(till);
  const first = await recordSale(till, rupiah(65_500));
  useCart.setState(loadedByOther);
  const second = await recordSale(other, rupiah(65_500));
  expect(second).toEqual(first);
  expect(await salesOf(till)).toHaveLength(1);
});

test('a tab that had the cart before payment began is told that it is gone', async () => {
  tap(till, sphpRice);
  await queueOf(till).settled();
  const other = await anotherTab(till);
  await loadCart(other);
  const loadedByOther = useCart.getState();
  await loadCart(till);
  await recordSale(till, rupiah(65_500));
  useCart.setState(loadedByOther);
  expect(await recordSale(other, rupiah(65_500))).toEqual({ ok: false, refusal: { kind: 'cart-changed' } });
  expect(useCart.getState().cart.lines).toEqual([]);
  expect(await salesOf(till)).toHaveLength(1);
});

test('a tab that shows a cart another tab has changed refuses to sell it and shows the change', async () => {
  tap(till, sphpRice);
  await startPayment(till);
  const [stored] = await till.ledger.readCarts();
  if (stored === undefined) throw new Error('the cart was not written');
  const { lines } = stored.cart;
  const doubled = {
    ...stored.cart,
    lines: lines.map((line) => ({ ...line, soldMilli: milli(2000), milli: milli(2000) })),
  };
  await till.ledger.writeCart({ ...stored, cart: doubled, revision: stored.revision + 1 });
  expect(await recordSale(till, rupiah(65_500))).toEqual({ ok: false, refusal: { kind: 'cart-changed' } });
  expect(useCart.getState().cart.lines[0]?.soldMilli).toBe(2000);
  expect(await salesOf(till)).toHaveLength(0);
});

test("a cart that another tab began is not paid with the money for this tab's cart", async () => {
  tap(till, sphpRice);
  await queueOf(till).settled();
  const [mine] = await till.ledger.readCarts();
  if (mine === undefined) throw new Error('the cart was not written');
  // The other tab has sold this cart and begun the next one, and this one has not heard of it.
  const next = { ...mine.cart, cartId: newFactId(till), factId: newFactId(till) };
  await till.ledger.deleteCart(mine.cart.cartId);
  await till.ledger.writeCart({ ...mine, cart: next, revision: 1 });
  tap(till, sphpRice);
  expect(await recordSale(till, rupiah(131_000))).toEqual({ ok: false, refusal: { kind: 'cart-changed' } });
  expect(await salesOf(till)).toHaveLength(0);
  expect(useCart.getState().cart).toEqual(next);
  expect((await recordSale(till, rupiah(65_500))).ok).toBe(true);
});

test('what is tapped between the payment and its saving is not paid with the money for what was there', async () => {
  tap(till, sphpRice);
  const paying = recordSale(till, rupiah(200_000));
  tap(till, sphpRice);
  expect(await paying).toEqual({ ok: false, refusal: { kind: 'cart-changed' } });
  expect(await salesOf(till)).toHaveLength(0);
  expect((await recordSale(till, rupiah(131_000))).ok).toBe(true);
});

test('a commit that fails leaves the cart, no number is used up, and the next try is the same sale', async () => {
  tap(till, sphpRice, 2000);
  await startPayment(till);
  const { factId, lines } = useCart.getState().cart;
  till.ledger.failNextCommit('quota');
  await expect(recordSale(till, rupiah(131_000))).rejects.toMatchObject({
    name: 'StorageFailure',
    kind: 'quota',
  });
  expect(useCart.getState().cart).toMatchObject({ factId, lines });
  expect(useActFault.getState().hasFault).toBe(true);
  const again = await recordSale(till, rupiah(131_000));
  expect(useActFault.getState().hasFault).toBe(false);
  expect(again.ok && again.value).toMatchObject({ factId, fact: { number: 'GI-A-000001' } });
});

test('a cart that the ledger had no room for is a fault of the memory, until something is saved', async () => {
  tap(till, sphpRice);
  await queueOf(till).settled();
  till.ledger.failNextCommit('quota');
  await expect(startPayment(till)).rejects.toMatchObject({ kind: 'quota' });
  expect(useActFault.getState().hasFault).toBe(true);
  expect((await recordSale(till, rupiah(65_500))).ok).toBe(true);
  expect(useActFault.getState().hasFault).toBe(false);

  tap(till, sphpRice);
  till.ledger.failNextCommit('quota');
  await expect(recordSale(till, rupiah(65_500))).rejects.toMatchObject({ kind: 'quota' });
  expect(useActFault.getState().hasFault).toBe(true);
  expect((await recordSale(till, rupiah(65_500))).ok).toBe(true);
});

test('a sale whose outcome stayed unknown is found again after a restart and not made twice', async () => {
  tap(till, sphpRice);
  await startPayment(till);
  const before = useCart.getState().cart;
  await recordSale(till, rupiah(65_500));
  // The page died before it heard: the next one still shows the cart as it was when payment started.
  const restarted = await restart(till);
  restarted.present.staff = till.present.staff;
  expect(useCart.getState().cart.lines).toEqual([]);
  useCart.setState({ cart: before });
  const again = await recordSale(restarted, rupiah(65_500));
  expect(again.ok && again.value.factId).toBe(before.factId);
  expect(await salesOf(restarted)).toHaveLength(1);
});

test('another purchase under a factId that is taken is refused, not booked over the first', async () => {
  tap(till, sphpRice);
  await startPayment(till);
  const before = useCart.getState().cart;
  await recordSale(till, rupiah(65_500));
  useCart.setState({ cart: before });
  expect(await recordSale(till, rupiah(70_000))).toEqual({ ok: false, refusal: { kind: 'already-paid' } });
  expect(await salesOf(till)).toHaveLength(1);
});

test('what is tapped while a sale is being saved begins the next cart', async () => {
  tap(till, noodles, 2000);
  const saving = recordSale(till, rupiah(7000));
  await Promise.resolve();
  await new Promise((resolve) => setTimeout(resolve, 0));
  tap(till, sphpRice);
  tap(till, noodles);
  await saving;
  const [sale] = (await salesOf(till)).map(saleIn);
  const sold = sale?.lines.map((line) => [line.productId, line.soldMilli]);
  const left = useCart.getState().cart.lines.map((line) => [line.product.id, line.soldMilli]);
  const all = new Map<string, number>();
  for (const [id, count] of [...(sold ?? []), ...left] as [string, number][])
    all.set(id, (all.get(id) ?? 0) + count);
  expect([...all]).toEqual([
    [noodles.id, 3000],
    [sphpRice.id, 1000],
  ]);
});

test('what is tapped while the ledger saves a sale is written down and sold, and so is the next cart', async () => {
  const place: Till = await tillWhileSaving(till, () => tap(place, noodles));
  tap(place, sphpRice);
  expect((await recordSale(place, rupiah(65_500))).ok).toBe(true);
  await queueOf(place).settled();
  expect((await place.ledger.readCarts()).map(({ cart }) => cart)).toEqual([useCart.getState().cart]);

  expect((await recordSale(place, rupiah(3500))).ok).toBe(true);
  tap(place, sphpRice);
  expect((await recordSale(place, rupiah(65_500))).ok).toBe(true);
  const sold = (await salesOf(place)).map((entry) => saleIn(entry).lines.map((line) => line.productId));
  expect(sold).toEqual([[sphpRice.id], [noodles.id], [sphpRice.id]]);
});

test('a letter spelled in two ways is one spelling in the ledger, and a retry still knows the sale', async () => {
  tap(till, coffee);
  await startPayment(till);
  const before = useCart.getState().cart;
  await recordSale(till, rupiah(15_100));
  expect(saleIn((await salesOf(till))[0]).lines[0]?.name).toBe('Kopi Caf\u00e9 200 g');
  useCart.setState({ cart: before });
  expect((await recordSale(till, rupiah(15_100))).ok).toBe(true);
  expect(await salesOf(till)).toHaveLength(1);
});

test.each([
  ['an empty cart', 'empty-cart', 0],
  ['too little cash', 'payment-short', 1],
])('%s is refused and nothing is written', async (_what, kind, packs) => {
  for (let pack = 0; pack < packs; pack += 1) tap(till, sphpRice);
  expect(await recordSale(till, rupiah(1000))).toMatchObject({ ok: false, refusal: { kind } });
  expect(await salesOf(till)).toHaveLength(0);
});

test('without an open shift nothing is sold, and the cart stays', async () => {
  const closed = await openTill({ hasOpenShift: false });
  tap(closed, sphpRice);
  expect(await recordSale(closed, rupiah(65_500))).toEqual({
    ok: false,
    refusal: { kind: 'shift-not-open' },
  });
  expect(useCart.getState().cart.lines).toHaveLength(1);
});

test('a person whose role does not sell is refused', async () => {
  tap(till, sphpRice);
  till.present.staff = yusuf;
  expect(await recordSale(till, rupiah(65_500))).toEqual({ ok: false, refusal: { kind: 'not-permitted' } });
});

test('a revoked device sells no more', async () => {
  tap(till, sphpRice);
  await till.ledger.patchMeta({ isRevoked: true });
  expect(await recordSale(till, rupiah(65_500))).toEqual({ ok: false, refusal: { kind: 'device-revoked' } });
});

test('a rule that came after the tap still blocks at the till', async () => {
  tap(till, sphpRice);
  useCatalogue.setState({ rules: [rule({ limit: 60_000, from: TODAY })] });
  expect(await recordSale(till, rupiah(65_500))).toMatchObject({
    ok: false,
    refusal: { kind: 'rule-blocks' },
  });
});

test('a weighed sale by amount keeps the amount', async () => {
  const item = useCatalogue.getState().byId.get(looseSugar.id);
  if (item === undefined) throw new Error('no sugar');
  addProduct(till, item, { amountRupiah: rupiah(10_000) });
  await recordSale(till, rupiah(10_000));
  expect(saleIn((await salesOf(till))[0]).lines[0]).toMatchObject({
    amountRupiah: 10_000,
    milli: 555,
    byAmount: true,
  });
});

test('the offset that the server taught is on the sale', async () => {
  await till.ledger.patchMeta({ serverClock: { serverAt: 1_795_400_000_000, offset: -90_000 } });
  tap(till, sphpRice);
  till.clock.pass(1234);
  await recordSale(till, rupiah(65_500));
  expect(saleIn((await salesOf(till))[0]).clock).toEqual({
    boot: 1,
    mono: 1234,
    serverAt: 1_795_400_000_000,
    offset: -90_000,
  });
});

test('a wrong clock does not stop a sale and does not move its business date', async () => {
  till.clock.setWall(Date.UTC(1999, 0, 1));
  tap(till, sphpRice);
  expect((await recordSale(till, rupiah(65_500))).ok).toBe(true);
  expect(saleIn((await salesOf(till))[0]).businessDate).toBe(TODAY);
});

test('a shift is opened once, whoever taps', async () => {
  expect(await openShift(till, { floatRupiah: rupiah(0), businessDate: TODAY })).toEqual({
    ok: false,
    refusal: { kind: 'shift-already-open' },
  });
});

test('a cart survives a restart with its factId', async () => {
  tap(till, sphpRice, 3000);
  await startPayment(till);
  const { cart } = useCart.getState();
  const restarted = await restart(till, till.ledger.powerCut());
  await loadCart(restarted);
  expect(useCart.getState().cart).toEqual(cart);
  const [line] = useCart.getState().cart.lines;
  changeQuantity(restarted, line?.lineId ?? '', milli(1000));
  restarted.present.staff = till.present.staff;
  expect((await recordSale(restarted, rupiah(65_500))).ok).toBe(true);
});
