import type { Coop, Outlet, Staff } from '#domain/coop.ts';
import type { Product } from '#domain/product.ts';
import type { OwnDraft } from '../../sync-server/ledger/own-ledger.ts';
import { milli } from '#domain/quantity.ts';
import { looseSugar } from '../domain/builders.ts';

/** What the co-operatives of every world are like. Two of them use the same ids on purpose: nothing may leak between tenants. */

export const CASHIER: Staff = { id: 'rina', name: 'Rina', role: 'cashier', isActive: true };
export const BAYU: Staff = { id: 'bayu', name: 'Bayu', role: 'manager', isActive: true };

export const PRICE_RUPIAH = 18_000;

export const PRODUCTS: readonly Product[] = [
  looseSugar,
  {
    ...looseSugar,
    id: 'MNY-1L',
    name: 'Minyak 1 l',
    category: 'minyak',
    unit: 'botol',
    isSoldByWeight: false,
  },
  { ...looseSugar, id: 'BRS-5', name: 'Beras 5 kg', category: 'beras', unit: 'pak', isSoldByWeight: false },
];

/** Which co-operatives there are, and which outlets they have. */
export const HOUSES = [
  { coopId: 'kkmp-satu', outlets: ['GI', 'TM'] },
  { coopId: 'kkmp-dua', outlets: ['GI'] },
] as const;

export function outletOf(id: string): Outlet {
  return {
    id,
    code: id,
    name: `Gerai ${id}`,
    address: 'Balikpapan',
    zone: 'Asia/Makassar',
    places: [{ id: placeOf(id), name: 'Gerai', kind: 'gerai' }],
  };
}

/** Where an outlet's goods lie. */
export function placeOf(outletId: string): string {
  return `${outletId}-gerai`;
}

function imported(
  entity: Extract<OwnDraft, { kind: 'master.imported' }>['entity'],
  all: readonly object[],
): OwnDraft {
  return {
    kind: 'master.imported',
    documentId: `import-${entity}`,
    part: 1,
    parts: 1,
    entity,
    rows: all.map((row) => ({ ...row })),
    moves: [],
  };
}

/** What an import brings into a co-operative before its first tablet. */
export function openingOf(coopId: string, outletIds: readonly string[]): readonly OwnDraft[] {
  const coop: Coop = { id: coopId, name: coopId, cashStepRupiah: 100 };
  const prices = PRODUCTS.map(({ id }) => ({
    id: `${id}:retail:2026-01-01`,
    productId: id,
    tier: 'retail',
    priceRupiah: PRICE_RUPIAH,
    effectiveFrom: Date.UTC(2025, 11, 31, 16),
  }));
  return [
    imported('coop', [coop]),
    imported('outlet', outletIds.map(outletOf)),
    imported(
      'staff',
      [CASHIER, BAYU].map((person) => ({ ...person, pin: null })),
    ),
    imported('product', PRODUCTS),
    imported('price', prices),
  ];
}

/** What lies in an outlet when it opens. */
export function openingStock(outletId: string): OwnDraft {
  const moves = PRODUCTS.map(({ id }) => ({
    stockItemId: id,
    place: placeOf(outletId),
    milli: milli(24_000),
  }));
  return { kind: 'stock.opened', documentId: `opening-${outletId}`, part: 1, parts: 1, moves };
}
