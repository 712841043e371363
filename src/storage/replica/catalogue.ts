import { create } from 'zustand';
import type { Coop, Outlet, Staff } from '#domain/coop.ts';
import type { Member } from '#domain/member.ts';
import type { Price, PriceVersion } from '#domain/price.ts';
import { barcodeKey, stockItemOf, type Product } from '#domain/product.ts';
import type { SaleRule } from '#domain/sale-rule.ts';
import type { LedgerPort } from '../ledger/ledger-port.ts';
import type { OwnRows } from './own-rows.ts';
import type { Replica, RowOf, StreamState } from './replica.ts';

/** Products that a search shows at most: nobody scrolls further, and a typed letter has to answer within a frame. */
export const SEARCH_RESULTS_MAX = 60;

/** A product as the till shows and finds it. */
export interface CatalogueItem {
  readonly product: Product;
  /** Name, SKU and barcodes in lower case, each on a line of its own. */
  readonly searchText: string;
  /** The stock item that its tile counts. */
  readonly stockItem: string;
  /** All its prices, in any order; `priceAt` finds the one in force. */
  readonly prices: readonly Price[];
}

export type RosterEntry = Staff & { readonly hasPin: boolean };

/** The master rows in memory, ready for the till. */
export interface Catalogue {
  readonly coop: Coop | null;
  readonly outlet: Outlet | null;
  /** Products that are sold, by name. */
  readonly products: readonly CatalogueItem[];
  /** The categories of what is sold, by name. */
  readonly categories: readonly string[];
  /** By `barcodeKey`; SKUs stand in it too, because labels print them. Holds goods that are not sold any more. */
  readonly byBarcode: ReadonlyMap<string, CatalogueItem>;
  /** By product id; holds goods that are not sold any more. */
  readonly byId: ReadonlyMap<string, CatalogueItem>;
  readonly rules: readonly SaleRule[];
  readonly prices: ReadonlyMap<string, readonly Price[]>;
  readonly members: ReadonlyMap<string, Member>;
  readonly staff: readonly RosterEntry[];
  /** The cursor that these prices came with. */
  readonly priceVersion: PriceVersion | null;
  /** Milliseconds since 1970; null before the first load. */
  readonly loadedAt: number | null;
}

const EMPTY: Catalogue = {
  coop: null,
  outlet: null,
  products: [],
  categories: [],
  byBarcode: new Map(),
  byId: new Map(),
  rules: [],
  prices: new Map(),
  members: new Map(),
  staff: [],
  priceVersion: null,
  loadedAt: null,
};

/** The catalogue in memory. It is replaced whole, so that a screen never sees half of a change. */
export const useCatalogue = create<Catalogue>()(() => EMPTY);

/** Loads go one after the other, or a slow one could show what was true before a faster one. */
let lastLoad: Promise<unknown> = Promise.resolve();

/**
 * Reads the catalogue out of the replica, with own changes laid over it that the rows do not hold yet: at the start, after a
 * pull that changed master rows, and after an act that changed some here.
 */
export function loadCatalogue(ledger: LedgerPort, replica: Replica): Promise<void> {
  const load = lastLoad.then(() => showCatalogue(ledger, replica));
  lastLoad = load.catch(() => undefined);
  return load;
}

async function showCatalogue(ledger: LedgerPort, replica: Replica): Promise<void> {
  const stream = await replica.readStream('coop');
  const over = await rowsOver(ledger, replica, stream);
  const [coops, outlets, products, prices, rules, members, staff] = await Promise.all([
    replica.readRows('coop'),
    replica.readRows('outlet'),
    replica.readRows('product').then((rows) => over('product', rows)),
    replica.readRows('price').then((rows) => over('price', rows)),
    replica.readRows('rule'),
    replica.readRows('member').then((rows) => over('member', rows)),
    replica.readRows('staff'),
  ]);
  const pricesOf = Map.groupBy(prices, (price) => price.productId);
  useCatalogue.setState({
    coop: coops[0] ?? null,
    outlet: outlets.find((outlet) => outlet.id === replica.outletId) ?? null,
    ...shelvesOf(products, pricesOf),
    rules,
    prices: pricesOf,
    members: new Map(members.map((member) => [member.id, member])),
    staff: staff.toSorted((a, b) => compare(a.name, b.name)).map(rosterEntry),
    priceVersion: stream.inUse,
    loadedAt: Date.now(),
  });
}

/** Own changes are rare: the file that knows them is asked for only when an entry may not be in the rows. */
async function rowsOver(
  ledger: LedgerPort,
  replica: Replica,
  { caughtUp }: StreamState,
): Promise<OwnRows['over']> {
  const isOpen = (await ledger.readEpochs()).some(({ epoch, seq }) => {
    const mine = caughtUp[epoch];
    return seq > (mine?.acked ?? 0) || (mine?.unapplied.length ?? 0) > 0;
  });
  // Selling waits for no file: without it the rows stand as the server sent them until the next load.
  const file = isOpen ? await import('./own-rows.ts').catch(() => null) : null;
  return file === null ? (_entity, rows) => rows : (await file.readOwnRows(ledger, replica)).over;
}

/**
 * Finds products: every word of the text stands in the name, the SKU or a barcode. What was typed or scanned in full comes
 * first, then the order of `items`; at most {@link SEARCH_RESULTS_MAX}. An empty text finds nothing.
 */
export function searchProducts(items: readonly CatalogueItem[], text: string): readonly CatalogueItem[] {
  const typed = text.trim().toLowerCase();
  if (typed === '') return [];
  const words = typed.split(/\s+/);
  const whole = `\n${typed}\n`;
  const wholeCode = `\n${barcodeKey(typed).toLowerCase()}\n`;
  const exact: CatalogueItem[] = [];
  const found: CatalogueItem[] = [];
  for (const item of items) {
    if (item.searchText.includes(wholeCode) || item.searchText.includes(whole)) exact.push(item);
    else if (found.length < SEARCH_RESULTS_MAX && words.every((word) => item.searchText.includes(word)))
      found.push(item);
  }
  return [...exact, ...found].slice(0, SEARCH_RESULTS_MAX);
}

/** Makes an item of a product and its prices. */
export function catalogueItem(product: Product, prices: readonly Price[]): CatalogueItem {
  const codes = new Set([product.id, ...product.barcodes, ...product.barcodes.map(barcodeKey)]);
  const searchText = `\n${[product.name, ...codes].join('\n').toLowerCase()}\n`;
  return { product, searchText, stockItem: stockItemOf(product), prices };
}

function shelvesOf(
  products: readonly Product[],
  pricesOf: ReadonlyMap<string, readonly Price[]>,
): Pick<Catalogue, 'products' | 'categories' | 'byBarcode' | 'byId'> {
  const items = products
    .map((product) => catalogueItem(product, pricesOf.get(product.id) ?? []))
    .toSorted((a, b) => compare(a.searchText, b.searchText));
  const sold = items.filter((item) => item.product.isActive);
  const byBarcode = new Map<string, CatalogueItem>();
  // A code on two products means the one that is sold; an SKU never hides a barcode.
  for (const item of [...sold, ...items]) addCodes(byBarcode, item, item.product.barcodes);
  for (const item of [...sold, ...items]) addCodes(byBarcode, item, [item.product.id]);
  return {
    products: sold,
    categories: [...new Set(sold.map((item) => item.product.category))].toSorted(compare),
    byBarcode,
    byId: new Map(items.map((item) => [item.product.id, item])),
  };
}

function addCodes(
  byBarcode: Map<string, CatalogueItem>,
  item: CatalogueItem,
  codes: readonly string[],
): void {
  for (const code of codes) {
    const key = barcodeKey(code);
    if (!byBarcode.has(key)) byBarcode.set(key, item);
  }
}

function rosterEntry({ id, name, role, isActive, pin }: RowOf<'staff'>): RosterEntry {
  return { id, name, role, isActive, hasPin: pin !== null };
}

/** By code unit: ten thousand names are sorted at each load, and a collator would take ten times as long. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
