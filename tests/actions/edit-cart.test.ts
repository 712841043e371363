import { beforeEach, describe, expect, test } from 'vitest';
import { rupiah, RUPIAH_MAX } from '#domain/money.ts';
import type { Product } from '#domain/product.ts';
import { milli } from '#domain/quantity.ts';
import { SALE_LINES_MAX } from '#domain/cart-rules.ts';
import {
  addProduct,
  changeQuantity,
  clearCart,
  forgetUndo,
  loadCart,
  queueOf,
  removeCartLine,
  undoRemoval,
  useCart,
  type Portion,
} from '../../src/actions/edit-cart.ts';
import { catalogueItem, useCatalogue } from '../../src/storage/replica/catalogue.ts';
import { looseSugar, noodles, product, rule, sphpRice } from '../domain/builders.ts';
import { anotherTab, openTill, restart, tap, TODAY, type Till } from './till.ts';

let till: Till;

beforeEach(async () => {
  till = await openTill();
});

function add(sold: Product, portion: Portion) {
  const item = useCatalogue.getState().byId.get(sold.id);
  if (item === undefined) throw new Error(`${sold.id} is not in the catalogue`);
  return addProduct(till, item, portion);
}

function shown(): (readonly [string, number, number])[] {
  return useCart.getState().cart.lines.map((line) => [line.product.id, line.soldMilli, line.amountRupiah]);
}

function lineId(index = 0): string {
  return useCart.getState().cart.lines[index]?.lineId ?? '';
}

describe('putting goods in', () => {
  test('a tap shows the line at once, and the ledger follows', async () => {
    tap(till, sphpRice);
    expect(shown()).toEqual([[sphpRice.id, 1000, 65_500]]);
    await queueOf(till).settled();
    const [stored] = await till.ledger.readCarts();
    expect(stored).toMatchObject({ state: 'active', cart: useCart.getState().cart });
  });

  test('the same goods join their line, and the line that took them is named', () => {
    tap(till, sphpRice);
    const again = add(sphpRice, { unit: 'pak', soldMilli: milli(2000) });
    expect(again.ok && again.value).toMatchObject({ lineId: lineId(), soldMilli: 3000 });
    expect(shown()).toEqual([[sphpRice.id, 3000, 196_500]]);
  });

  test('weighed goods never join, and a carton is a line of its own in base units', () => {
    tap(till, looseSugar, 1350);
    tap(till, looseSugar, 500);
    add(noodles, { unit: 'dus', soldMilli: milli(1000) });
    tap(till, noodles);
    expect(shown()).toEqual([
      [looseSugar.id, 1350, 24_300],
      [looseSugar.id, 500, 9000],
      [noodles.id, 1000, 140_000],
      [noodles.id, 1000, 3500],
    ]);
    expect(useCart.getState().cart.lines[2]?.milli).toBe(40_000);
  });

  test('an amount of money buys weighed goods, rounded down to the gram', () => {
    const added = add(looseSugar, { amountRupiah: rupiah(10_000) });
    expect(added.ok && added.value).toMatchObject({ amountRupiah: 10_000, milli: 555, isByAmount: true });
  });

  test.each([
    ['half a pack', sphpRice, { unit: 'pak', soldMilli: milli(500) }],
    ['nothing', sphpRice, { unit: 'pak', soldMilli: milli(0) }],
    ['less than nothing', looseSugar, { unit: 'kg', soldMilli: milli(-1000) }],
    ['a unit it is not sold in', sphpRice, { unit: 'dus', soldMilli: milli(1000) }],
    ['half a carton', noodles, { unit: 'dus', soldMilli: milli(500) }],
    ['more cartons than can be counted', noodles, { unit: 'dus', soldMilli: milli(999_999_000) }],
    ['packs by an amount of money', sphpRice, { amountRupiah: rupiah(10_000) }],
    ['an amount that buys not even a gram', looseSugar, { amountRupiah: rupiah(10) }],
    ['an amount of nothing', looseSugar, { amountRupiah: rupiah(0) }],
  ] as const)('%s is no quantity', (_what, sold, portion) => {
    expect(add(sold, portion)).toEqual({ ok: false, refusal: { kind: 'quantity-invalid' } });
    expect(shown()).toEqual([]);
  });

  test('goods without a price, and goods that are no longer sold, stay out', () => {
    const unpriced = catalogueItem(product({ id: 'X-1', name: 'Tanpa harga' }), []);
    expect(addProduct(till, unpriced, { unit: 'bungkus', soldMilli: milli(1000) })).toEqual({
      ok: false,
      refusal: { kind: 'price-missing', productName: 'Tanpa harga' },
    });
    const gone = catalogueItem(
      { ...sphpRice, isActive: false },
      useCatalogue.getState().prices.get(sphpRice.id) ?? [],
    );
    expect(addProduct(till, gone, { unit: 'pak', soldMilli: milli(1000) })).toMatchObject({
      refusal: { kind: 'product-inactive' },
    });
  });

  test('a price that starts later is not in force yet', () => {
    const now = till.clock.now();
    const price = {
      id: 'P-2',
      productId: sphpRice.id,
      tier: 'retail',
      priceRupiah: rupiah(1),
      effectiveFrom: now + 1,
    } as const;
    const item = catalogueItem(sphpRice, [...(useCatalogue.getState().prices.get(sphpRice.id) ?? []), price]);
    const added = addProduct(till, item, { unit: 'pak', soldMilli: milli(1000) });
    expect(added.ok && added.value.priceRupiah).toBe(65_500);
  });

  test('a price above a blocking ceiling can not go in', () => {
    useCatalogue.setState({ rules: [rule({ limit: 60_000, from: TODAY })] });
    expect(add(sphpRice, { unit: 'pak', soldMilli: milli(1000) })).toMatchObject({
      ok: false,
      refusal: { kind: 'rule-blocks', productName: sphpRice.name, limit: 60_000 },
    });
  });

  test('a line that a new rule blocks does not keep other goods out', () => {
    tap(till, sphpRice);
    useCatalogue.setState({ rules: [rule({ limit: 60_000, from: TODAY })] });
    expect(add(noodles, { unit: 'bungkus', soldMilli: milli(1000) }).ok).toBe(true);
  });

  test('money and goods beyond all counting are refused before they are worked out', () => {
    const price = {
      id: 'P-9',
      productId: looseSugar.id,
      tier: 'retail',
      priceRupiah: rupiah(RUPIAH_MAX),
      effectiveFrom: 0,
    } as const;
    const dear = catalogueItem(looseSugar, [price]);
    const refused = addProduct(till, dear, { unit: 'kg', soldMilli: milli(2000) });
    expect(refused).toEqual({ ok: false, refusal: { kind: 'amount-too-large' } });
    const half = { ...price, priceRupiah: rupiah(600_000_000_000) };
    addProduct(till, catalogueItem(looseSugar, [half]), { unit: 'kg', soldMilli: milli(1000) });
    expect(
      addProduct(till, catalogueItem(looseSugar, [half]), { unit: 'kg', soldMilli: milli(1000) }),
    ).toEqual(refused);
  });

  test('a cart that is full takes no further line', () => {
    for (let line = 0; line < SALE_LINES_MAX; line += 1) tap(till, looseSugar, 100 + line);
    expect(add(looseSugar, { unit: 'kg', soldMilli: milli(1000) })).toEqual({
      ok: false,
      refusal: { kind: 'too-many-lines', max: SALE_LINES_MAX },
    });
  });
});

describe('changing and taking out', () => {
  test('a quantity can be set, and an impossible one is refused', () => {
    tap(till, noodles);
    expect(changeQuantity(till, lineId(), milli(12_000)).ok).toBe(true);
    expect(shown()).toEqual([[noodles.id, 12_000, 42_000]]);
    expect(changeQuantity(till, lineId(), milli(1500))).toEqual({
      ok: false,
      refusal: { kind: 'quantity-invalid' },
    });
    expect(shown()).toEqual([[noodles.id, 12_000, 42_000]]);
  });

  test('a quantity limit of mode block holds for the stepper too', () => {
    const limit = rule({ kind: 'quantity_limit', limit: 10_000, unit: 'kg', from: TODAY });
    useCatalogue.setState({ rules: [limit] });
    tap(till, sphpRice);
    expect(changeQuantity(till, lineId(), milli(2000)).ok).toBe(true);
    expect(changeQuantity(till, lineId(), milli(3000))).toMatchObject({ refusal: { kind: 'rule-blocks' } });
  });

  test('nothing of a line takes it out, and undo brings it back to its place', () => {
    tap(till, sphpRice);
    tap(till, noodles);
    changeQuantity(till, lineId(0), milli(0));
    expect(shown().map(([id]) => id)).toEqual([noodles.id]);
    undoRemoval(till);
    expect(shown().map(([id]) => id)).toEqual([sphpRice.id, noodles.id]);
    expect(useCart.getState().undo).toBeNull();
  });

  test('a cleared cart comes back whole, but not over one that has been started anew', () => {
    tap(till, sphpRice);
    tap(till, noodles);
    clearCart(till);
    undoRemoval(till);
    expect(shown()).toHaveLength(2);
    clearCart(till);
    tap(till, looseSugar, 1000);
    undoRemoval(till);
    expect(shown().map(([id]) => id)).toEqual([looseSugar.id]);
  });

  test('an undo that is forgotten does nothing', () => {
    tap(till, sphpRice);
    removeCartLine(till, lineId());
    forgetUndo();
    undoRemoval(till);
    expect(shown()).toEqual([]);
  });

  test('a line that is not there changes nothing', () => {
    tap(till, sphpRice);
    removeCartLine(till, 'nowhere');
    expect(changeQuantity(till, 'nowhere', milli(1000)).ok).toBe(true);
    expect(shown()).toHaveLength(1);
  });
});

describe('keeping the cart', () => {
  test('many quick taps end in the ledger as they stand on the screen', async () => {
    for (let count = 0; count < 30; count += 1) tap(till, count % 2 === 0 ? sphpRice : noodles);
    await queueOf(till).settled();
    expect((await till.ledger.readCarts())[0]?.cart).toEqual(useCart.getState().cart);
  });

  test('a cart survives the power being cut', async () => {
    tap(till, sphpRice, 2000);
    await queueOf(till).settled();
    tap(till, noodles);
    await queueOf(till).settled();
    const before = useCart.getState().cart;
    await restart(till, till.ledger.powerCut());
    expect(useCart.getState().cart).toEqual(before);
  });

  test('a tab that was overtaken shows what the other tab has made of the cart', async () => {
    tap(till, sphpRice);
    await queueOf(till).settled();
    const mine = useCart.getState();
    const other = await anotherTab(till);
    await loadCart(other);
    tap(other, noodles);
    await queueOf(other).settled();
    const theirs = useCart.getState().cart;
    useCart.setState(mine);
    tap(till, looseSugar, 1000);
    await queueOf(till).settled();
    expect(useCart.getState().cart).toEqual(theirs);
  });

  test('a write that fails loses nothing: the next one brings all of it', async () => {
    till.ledger.failNextCommit('quota');
    tap(till, sphpRice);
    await expect(queueOf(till).settled()).rejects.toMatchObject({ kind: 'quota' });
    tap(till, noodles);
    await queueOf(till).settled();
    expect((await till.ledger.readCarts())[0]?.cart.lines).toHaveLength(2);
  });
});
