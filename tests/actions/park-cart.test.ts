import { beforeEach, expect, test } from 'vitest';
import { rupiah } from '#domain/money.ts';
import { loadCart, queueOf, useCart } from '../../src/actions/edit-cart.ts';
import { dropParkedCart, nameParkedCart, parkCart, recallCart } from '../../src/actions/park-cart.ts';
import { recordSale } from '../../src/actions/record-sale.ts';
import { noodles, sphpRice } from '../domain/builders.ts';
import { anotherTab, openTill, restart, tap, type Till } from './till.ts';

let till: Till;

beforeEach(async () => {
  till = await openTill();
});

const shownGoods = () => useCart.getState().cart.lines.map(({ product }) => product.id);

async function parkedIds(): Promise<readonly string[]> {
  const carts = await till.ledger.readCarts();
  return carts.flatMap(({ state, cart }) => (state === 'parked' ? [cart.cartId] : []));
}

async function park(): Promise<string> {
  const { cartId } = useCart.getState().cart;
  expect(await parkCart(till)).toBe(true);
  return cartId;
}

test('a parked cart leaves an empty one, waits in the ledger, and comes back whole', async () => {
  tap(till, sphpRice);
  tap(till, noodles);
  const cartId = await park();
  expect(shownGoods()).toEqual([]);
  expect(await parkedIds()).toEqual([cartId]);
  expect(await recallCart(till, cartId)).toBe(true);
  expect(shownGoods()).toEqual([sphpRice.id, noodles.id]);
  expect(await parkedIds()).toEqual([]);
});

test('several parked carts survive the power being cut, with their names', async () => {
  tap(till, sphpRice);
  const first = await park();
  tap(till, noodles);
  const second = await park();
  expect(await nameParkedCart(till, first, '  Bu Ani ')).toBe(true);
  till = await restart(till);
  await loadCart(till);
  expect(shownGoods()).toEqual([]);
  const carts = await till.ledger.readCarts();
  expect(new Set(carts.map(({ cart, name }) => `${cart.cartId} ${name ?? ''}`))).toEqual(
    new Set([`${first} Bu Ani`, `${second} `]),
  );
});

test('opening one parks the cart on the screen in its place, so that nothing is thrown away', async () => {
  tap(till, sphpRice);
  const first = await park();
  tap(till, noodles);
  const { cartId: second } = useCart.getState().cart;
  expect(await recallCart(till, first)).toBe(true);
  expect(shownGoods()).toEqual([sphpRice.id]);
  expect(await parkedIds()).toEqual([second]);
});

test('after a restart the cart that was opened is the one on the screen', async () => {
  tap(till, sphpRice);
  const first = await park();
  tap(till, noodles);
  await queueOf(till).settled();
  await recallCart(till, first);
  till = await restart(till);
  await loadCart(till);
  expect(shownGoods()).toEqual([sphpRice.id]);
});

test('a cart that was parked and opened again is sold once, as one sale', async () => {
  tap(till, sphpRice);
  const cartId = await park();
  await recallCart(till, cartId);
  const sold = await recordSale(till, rupiah(65_500));
  expect(sold.ok).toBe(true);
  expect(await till.ledger.readCarts()).toEqual([]);
  const [epoch] = await till.ledger.readEpochs();
  expect(epoch?.totals).toMatchObject({ sales: 1, gross: 65_500 });
});

test('two tabs can not open the same parked cart', async () => {
  tap(till, sphpRice);
  const cartId = await park();
  const other = await anotherTab(till);
  expect(await recallCart(other, cartId)).toBe(true);
  expect(await recallCart(till, cartId)).toBe(false);
});

test('a parked cart that is thrown away comes back as it was', async () => {
  tap(till, sphpRice);
  const cartId = await park();
  const undo = await dropParkedCart(till, cartId);
  expect(await parkedIds()).toEqual([]);
  expect(await undo?.()).toBe(true);
  expect(await parkedIds()).toEqual([cartId]);
  expect(await recallCart(till, cartId)).toBe(true);
  expect(shownGoods()).toEqual([sphpRice.id]);
});

test('an empty cart is not parked', async () => {
  expect(await parkCart(till)).toBe(true);
  expect(await till.ledger.readCarts()).toEqual([]);
});
