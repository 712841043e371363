import { describe, expect, test } from 'vitest';
import type { MemberRegistered, PriceChanged, ProductRegistered } from '#domain/facts.ts';
import { LOW_STOCK_MILLI_DEFAULT, lowStockMilliOf, needsRestocking, stockLevel } from '#domain/low-stock.ts';
import { rupiah } from '#domain/money.ts';
import { priceId, replacedPrice, type Price } from '#domain/price.ts';
import { milli } from '#domain/quantity.ts';
import { rowChanges } from '#domain/row-changes.ts';
import { startOfDate } from '#domain/time.ts';
import { date, factFrame, product, saleFact } from './builders.ts';

const zone = 'Asia/Makassar';
const midnight = startOfDate(date('2026-11-23'), zone);
const noon = midnight + 12 * 3_600_000;

describe('the id of a price', () => {
  test('that starts with a day is the one that price lists give', () => {
    expect(priceId({ productId: 'GLA-CRH', tier: 'retail', effectiveFrom: midnight }, zone)).toBe(
      'GLA-CRH:retail:2026-11-23',
    );
  });

  test('that starts within a day is another, and each start has its own', () => {
    const idAt = (effectiveFrom: number): string =>
      priceId({ productId: 'GLA-CRH', tier: 'member', effectiveFrom }, zone);
    expect(idAt(noon)).toBe('GLA-CRH:member:2026-11-23.43200000');
    expect(new Set([midnight, noon, noon + 1].map(idAt)).size).toBe(3);
  });
});

test('a new price takes the place of the one of its own tier that would hold at its start', () => {
  const price = (tier: Price['tier'], effectiveFrom: number, amount: number): Price => ({
    id: `${tier}${effectiveFrom}`,
    productId: 'X',
    tier,
    priceRupiah: rupiah(amount),
    effectiveFrom,
  });
  const prices = [price('retail', 0, 1000), price('retail', noon, 1200), price('member', 0, 900)];
  expect(replacedPrice(prices, { tier: 'retail', effectiveFrom: noon - 1 })?.priceRupiah).toBe(1000);
  expect(replacedPrice(prices, { tier: 'retail', effectiveFrom: noon })?.priceRupiah).toBe(1200);
  expect(replacedPrice(prices.slice(0, 2), { tier: 'member', effectiveFrom: noon })).toBeNull();
});

describe('the rows of a fact', () => {
  const registered: ProductRegistered = {
    ...factFrame(),
    kind: 'product.registered',
    product: product({ id: 'P1' }),
    priceRupiah: rupiah(5_000),
    effectiveFrom: noon,
  };

  test('that registers goods are the goods and their first price, in this order', () => {
    expect(rowChanges(registered)).toEqual([
      { entity: 'product', id: 'P1', row: registered.product, seenSeq: null },
      {
        entity: 'price',
        id: 'P1:retail:2026-11-23.43200000',
        row: {
          id: 'P1:retail:2026-11-23.43200000',
          productId: 'P1',
          tier: 'retail',
          priceRupiah: 5_000,
          effectiveFrom: noon,
        },
      },
    ]);
  });

  test('that changes a row are that row whole, with the counter that was seen', () => {
    const changed = {
      ...factFrame(),
      kind: 'product.changed',
      product: registered.product,
      seenSeq: 7,
    } as const;
    expect(rowChanges(changed)).toEqual([
      { entity: 'product', id: 'P1', row: registered.product, seenSeq: 7 },
    ]);
  });

  test('of a member carry the member, of a price the price, of a sale nothing', () => {
    const member: MemberRegistered['member'] = {
      id: 'M1',
      name: 'Siti',
      joined: date('2026-11-23'),
      simpananPokokRupiah: rupiah(0),
      simpananWajibRupiah: rupiah(0),
      creditLimitRupiah: rupiah(0),
    };
    const price: PriceChanged = {
      ...factFrame(),
      kind: 'price.changed',
      productId: 'P1',
      tier: 'member',
      priceRupiah: rupiah(4_500),
      effectiveFrom: midnight,
      previousRupiah: null,
      reason: '',
    };
    expect(rowChanges({ ...factFrame(), kind: 'member.registered', member })).toMatchObject([
      { entity: 'member', id: 'M1', row: member, seenSeq: null },
    ]);
    expect(rowChanges(price)).toMatchObject([{ entity: 'price', id: 'P1:member:2026-11-23' }]);
    expect(rowChanges(saleFact())).toEqual([]);
  });
});

describe('low stock', () => {
  test.each([
    [null, 'unknown', false],
    [5001, 'enough', false],
    [5000, 'low', true],
    [1, 'low', true],
    [0, 'out', true],
    [-1, 'negative', true],
  ] as const)('%s thousandths without a threshold of its own: %s', (onHand, level, isNoticed) => {
    expect(LOW_STOCK_MILLI_DEFAULT).toBe(5000);
    expect(stockLevel(onHand === null ? null : milli(onHand), product())).toBe(level);
    expect(needsRestocking(level)).toBe(isNoticed);
  });

  test('follows the product’s own threshold, zero included', () => {
    const slow = product({ lowStockMilli: milli(0) });
    const fast = product({ lowStockMilli: milli(24_000) });
    expect([lowStockMilliOf(slow), lowStockMilliOf(fast)]).toEqual([0, 24_000]);
    expect(lowStockMilliOf(product({ lowStockMilli: null }))).toBe(LOW_STOCK_MILLI_DEFAULT);
    expect(stockLevel(milli(1000), slow)).toBe('enough');
    expect(stockLevel(milli(24_000), fast)).toBe('low');
  });
});
