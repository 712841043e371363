import { describe, expect, test } from 'vitest';
import { parseCylinderItem } from '#domain/cylinder.ts';
import { rupiah } from '#domain/money.ts';
import { ACTS, mayDo, permissionOf, ROLES, standsAtTill } from '#domain/permissions.ts';
import { priceAt, type Price } from '#domain/price.ts';
import { barcodeKey, isValidEan, stockItemOf } from '#domain/product.ts';
import { decideShiftOpening } from '#domain/shift.ts';
import { gasRefill, saleContext, sphpRice } from './builders.ts';

describe('products', () => {
  test('a UPC-A is the same with 12 and 13 digits', () => {
    expect(barcodeKey('089686010947')).toBe(barcodeKey('0089686010947'));
    expect(barcodeKey(' brs-sphp-5 ')).toBe('BRS-SPHP-5');
  });

  test.each(['089686010947', '8993496001076', '2000000000015', '8886008101053'])(
    '%s has its right check digit',
    (code) => {
      expect(isValidEan(code)).toBe(true);
    },
  );

  test.each(['089686010948', '8993496001077', '123', 'abcdefghijklm', ''])('%s is no EAN', (code) => {
    expect(isValidEan(code)).toBe(false);
  });

  test('gas is stocked as full cylinders', () => {
    expect(stockItemOf(gasRefill)).toBe('BG-5.5KG:full');
    expect(stockItemOf(sphpRice)).toBe('BRS-SPHP-5');
    expect(parseCylinderItem('BG-5.5KG:at-agent')).toEqual({ cylinder: 'BG-5.5KG', state: 'at-agent' });
    expect(parseCylinderItem('BRS-SPHP-5')).toBeNull();
    expect(parseCylinderItem('BG-5.5KG:broken')).toBeNull();
  });
});

describe('prices', () => {
  const price = (id: string, tier: Price['tier'], priceRupiah: number, effectiveFrom: number): Price => ({
    id,
    productId: 'X',
    tier,
    priceRupiah: rupiah(priceRupiah),
    effectiveFrom,
  });
  const prices = [
    price('P1', 'retail', 1000, 100),
    price('P2', 'retail', 1200, 200),
    price('M1', 'member', 900, 150),
  ];

  test.each([
    [99, 'retail', undefined],
    [100, 'retail', 1000],
    [199, 'retail', 1000],
    [200, 'retail', 1200],
    [100, 'member', 1000],
    [150, 'member', 900],
  ] as const)('at %i a %s buyer pays %s', (at, tier, expected) => {
    expect(priceAt(prices, at, tier)?.priceRupiah).toBe(expected);
  });
});

describe('permissions', () => {
  test.each(ACTS.flatMap((act) => ROLES.map((role) => [act, role] as const)))(
    '%s by %s is decided',
    (act, role) => {
      expect(mayDo(act, role)).toBe(['yes', 'limit', 'approval'].includes(permissionOf(act, role)));
    },
  );

  test('only cashier and manager stand at the till', () => {
    expect(ROLES.filter(standsAtTill)).toEqual(['cashier', 'manager']);
  });

  test('a second shift, a wrong role and a negative float are refused', () => {
    const float = { floatRupiah: rupiah(200_000), role: 'cashier' } as const;
    expect(decideShiftOpening(float, null)).toMatchObject({ ok: true });
    expect(decideShiftOpening(float, saleContext().shift)).toMatchObject({
      refusal: { kind: 'shift-already-open' },
    });
    expect(decideShiftOpening({ ...float, role: 'city' }, null)).toMatchObject({
      refusal: { kind: 'not-permitted' },
    });
    expect(decideShiftOpening({ ...float, floatRupiah: rupiah(-1) }, null)).toMatchObject({
      refusal: { kind: 'amount-too-large' },
    });
  });
});
