import { describe, expect, test } from 'vitest';
import { rupiah, RUPIAH_MAX } from '#domain/money.ts';
import { decideProductChange, decideRegistration, type ProductDraft } from '#domain/product-registration.ts';
import { milli } from '#domain/quantity.ts';
import { product } from './builders.ts';

const draft: ProductDraft = {
  name: '  Sabun   colek ',
  category: 'Sabun',
  unit: 'PCS',
  priceRupiah: rupiah(4_000),
  barcode: ' 4006381333931 ',
  lowStockMilli: null,
};
const ground = { role: 'manager', productId: 'P1', nameOfCode: () => null } as const;

describe('registering goods', () => {
  test('makes a product that can be sold at once', () => {
    expect(decideRegistration(draft, ground)).toMatchObject({
      ok: true,
      value: {
        priceRupiah: 4_000,
        product: {
          id: 'P1',
          name: 'Sabun colek',
          category: 'sabun',
          unit: 'pcs',
          isSoldByWeight: false,
          barcodes: ['4006381333931'],
          isActive: true,
        },
      },
    });
    const loose = decideRegistration({ ...draft, unit: 'kg', barcode: '' }, ground);
    expect(loose).toMatchObject({ value: { product: { isSoldByWeight: true, barcodes: [] } } });
  });

  test.each<[string, Partial<ProductDraft>, object]>([
    ['no name', { name: '  ' }, { kind: 'field-missing', field: 'name' }],
    ['a name of 81 letters', { name: 'x'.repeat(81) }, { kind: 'field-missing', field: 'name' }],
    ['no category', { category: '' }, { kind: 'field-missing', field: 'category' }],
    ['no unit', { unit: '' }, { kind: 'field-missing', field: 'unit' }],
    ['no price', { priceRupiah: rupiah(0) }, { kind: 'field-missing', field: 'price' }],
    ['a wrong check digit', { barcode: '4006381333932' }, { kind: 'barcode-broken' }],
    ['letters no label prints', { barcode: 'é|' }, { kind: 'barcode-broken' }],
  ])('with %s is refused', (_what, patch, refusal) => {
    expect(decideRegistration({ ...draft, ...patch }, ground)).toEqual({ ok: false, refusal });
  });

  test('is a manager’s act, and a code belongs to one product', () => {
    expect(decideRegistration(draft, { ...ground, role: 'cashier' })).toMatchObject({
      refusal: { kind: 'not-permitted' },
    });
    expect(decideRegistration(draft, { ...ground, nameOfCode: () => 'Garam' })).toMatchObject({
      refusal: { kind: 'barcode-taken', productName: 'Garam' },
    });
    expect(decideRegistration({ ...draft, priceRupiah: rupiah(RUPIAH_MAX) }, ground)).toMatchObject({
      ok: true,
    });
  });
});

test('changing goods changes the name and the mark and leaves every other column', () => {
  const known = { ...product(), colour: 'putih' };
  const change = { name: ' Garam  halus ', lowStockMilli: milli(0) };
  expect(decideProductChange(known, change, 'manager')).toEqual({
    ok: true,
    value: { ...known, name: 'Garam halus', lowStockMilli: 0 },
  });
  expect(decideProductChange(known, change, 'cashier')).toMatchObject({ refusal: { kind: 'not-permitted' } });
  expect(decideProductChange(known, { ...change, name: '' }, 'manager')).toMatchObject({
    refusal: { kind: 'field-missing' },
  });
});
