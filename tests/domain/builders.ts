import { emptyCart, makeLine, type Cart, type CartLine } from '#domain/cart.ts';
import { ZERO_TOTALS } from '#domain/chain.ts';
import { addTotals, totalsShare } from '#domain/effects.ts';
import type { FactFrame, SaleRecorded } from '#domain/facts.ts';
import { rupiah } from '#domain/money.ts';
import { cashPayment } from '#domain/payment.ts';
import type { Product } from '#domain/product.ts';
import { milli } from '#domain/quantity.ts';
import { cashDue } from '#domain/cart-rules.ts';
import { decideSale, type SaleContext } from '#domain/sale.ts';
import type { SaleRule } from '#domain/sale-rule.ts';
import { parseBusinessDate, type BusinessDate } from '#domain/time.ts';

export function date(text: string): BusinessDate {
  const parsed = parseBusinessDate(text);
  if (parsed === null) throw new Error(`${text} is no day`);
  return parsed;
}

export function product(overrides: Partial<Product> = {}): Product {
  return {
    id: 'GRM-DLP-250',
    name: 'Garam beryodium 250 g',
    category: 'bumbu',
    unit: 'bungkus',
    isSoldByWeight: false,
    content: null,
    carton: null,
    barcodes: [],
    supplier: 'Distributor',
    ppnClass: 'exempt',
    programme: null,
    cylinder: null,
    consignor: null,
    isActive: true,
    ...overrides,
  };
}

export const sphpRice = product({
  id: 'BRS-SPHP-5',
  name: 'Beras SPHP 5 kg',
  category: 'beras',
  unit: 'pak',
  content: { milli: milli(5000), unit: 'kg' },
  programme: 'SPHP',
});
export const looseSugar = product({
  id: 'GLA-CRH',
  name: 'Gula pasir curah',
  category: 'gula',
  unit: 'kg',
  isSoldByWeight: true,
});
export const gasRefill = product({
  id: 'BG55-ISI',
  name: 'Bright Gas 5,5 kg isi ulang',
  category: 'gas',
  unit: 'tabung',
  cylinder: { size: 'BG-5.5KG', role: 'refill' },
});
export const newCylinder = product({
  ...gasRefill,
  id: 'BG55-TBG',
  cylinder: { size: 'BG-5.5KG', role: 'new' },
});
export const noodles = product({
  id: 'MIE-IDG',
  name: 'Indomie Goreng 85 g',
  unit: 'bungkus',
  carton: { unit: 'dus', size: 40 },
});

export function rule(overrides: Partial<SaleRule> = {}): SaleRule {
  return {
    id: 'R1',
    appliesTo: ['BRS-SPHP-5'],
    kind: 'price_ceiling',
    limit: 65_500,
    unit: 'pak',
    period: null,
    classes: [],
    from: date('2024-05-01'),
    to: null,
    mode: 'block',
    ...overrides,
  };
}

export function cartOf(
  ...items: readonly (readonly [Product, soldMilli: number, priceRupiah: number, unit?: string])[]
): Cart {
  const lines = items.map(([sold, soldMilli, price, unit], index) =>
    makeLine({
      lineId: `L${index}`,
      product: sold,
      unit: unit ?? sold.unit,
      soldMilli: milli(soldMilli),
      priceRupiah: rupiah(price),
      tier: 'retail',
    }),
  );
  return { ...emptyCart('cart-1', 1_771_390_800_000), lines };
}

export function lineOf(cart: Cart, index = 0): CartLine {
  const line = cart.lines[index];
  if (line === undefined) throw new Error(`the cart has no line ${index}`);
  return line;
}

export function saleContext(overrides: Partial<SaleContext> = {}): SaleContext {
  return {
    role: 'cashier',
    shift: {
      shiftId: '019c6f3a-0000-7000-8000-000000000001',
      businessDate: date('2026-02-18'),
      floatRupiah: rupiah(200_000),
      openedAt: 1_771_376_400_000,
      staffId: 'rina',
    },
    rules: [],
    place: 'GI-gerai',
    cashStepRupiah: 100,
    ...overrides,
  };
}

export function factFrame(overrides: Partial<FactFrame> = {}): FactFrame {
  return {
    v: 1,
    at: 1_771_390_800_000,
    clock: { boot: 3, mono: 12_345 },
    tz: 'Asia/Makassar',
    businessDate: date('2026-02-18'),
    outletId: 'GI',
    actor: { staffId: 'rina', role: 'cashier' },
    app: 'test',
    priceVersion: { gen: 'g_1', seq: 120 },
    totals: ZERO_TOTALS,
    moves: [],
    ...overrides,
  };
}

/** A whole cash sale, decided by the product's own rules. */
export function saleFact(
  cart: Cart = cartOf([sphpRice, 2000, 65_500]),
  common: Partial<FactFrame> = {},
): SaleRecorded {
  const context = saleContext();
  const due = cashDue(cart, [], date('2026-02-18'), context.cashStepRupiah);
  const decided = decideSale(cart, [cashPayment(due.totalRupiah, due.totalRupiah)], context);
  if (!decided.ok) throw new Error(`refused: ${decided.refusal.kind}`);
  const before = common.totals ?? ZERO_TOTALS;
  const { kind, moves, ...rest } = decided.value;
  return {
    ...factFrame(common),
    kind,
    number: 'GI-A-000042',
    ...rest,
    moves,
    totals: addTotals(before, totalsShare(decided.value)),
  };
}
