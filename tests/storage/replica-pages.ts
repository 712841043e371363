import type { PullReply, Stamp } from '#protocol/pull.ts';

export const OUTLET_STREAM = 'outlet:gi';

type WireRow = PullReply['rows'][number];

/** A page of a pull; by default the last one of a stream that begins at 0. */
export function aPage(rows: readonly WireRow[], wish: Partial<Omit<PullReply, 'rows'>> = {}): PullReply {
  const to = wish.to ?? Math.max(wish.from ?? 0, ...rows.map(([, , seq]) => seq));
  return {
    serverGen: 'g_1',
    serverTime: 1_795_400_000_000,
    reset: false,
    from: 0,
    to,
    head: to,
    more: false,
    mine: {},
    scopeHash: 'a'.repeat(64),
    ...wish,
    rows: [...rows],
  };
}

/** The `mine` of a page for one epoch. */
export function aStamp(epoch: string, acked: number, wish: Partial<Stamp[string]> = {}): Stamp {
  return { [epoch]: { acked, durable: 0, unapplied: [], quarantined: [], ...wish } };
}

export function stockRow(item: string, quantityMilli: number, seq: number): WireRow {
  return ['stock', `gerai-gi|${item}`, seq, { place: 'gerai-gi', stockItemId: item, milli: quantityMilli }];
}

export function productRow(id: string, seq: number, over: Record<string, unknown> = {}): WireRow {
  const product = {
    id,
    name: `Barang ${id}`,
    category: 'Sembako',
    unit: 'pak',
    isSoldByWeight: false,
    content: null,
    carton: null,
    barcodes: [],
    supplier: '',
    ppnClass: 'exempt',
    programme: null,
    cylinder: null,
    consignor: null,
    isActive: true,
  };
  return ['product', id, seq, { ...product, ...over }];
}

export function priceRow(productId: string, priceRupiah: number, seq: number): WireRow {
  const id = `${productId}-${seq}`;
  return ['price', id, seq, { id, productId, tier: 'retail', priceRupiah, effectiveFrom: 0 }];
}

export function staffRow(id: string, hash: string | null, seq: number): WireRow {
  const pin =
    hash === null ? null : { salt: 'c2FsdA', rounds: 600_000, hash, note: 'unknown to this program' };
  return ['staff', id, seq, { id, name: `Orang ${id}`, role: 'cashier', isActive: true, pin }];
}
