import { expect, type Page } from '@playwright/test';
import type { Shop } from '../journeys/shop.ts';

const DRAIN_MS = 60_000;

/** What lies in a browser's ledger, read past all of our code. */
export interface LedgerPicture {
  readonly coopId: string;
  /** In their order. */
  readonly entries: readonly PicturedEntry[];
  readonly head: { readonly epoch: string; readonly seq: number; readonly hash: string };
  readonly genesisHash: string;
  readonly acked: number;
  /** Last receipt number that was given. */
  readonly receipts: number;
  /** Lines of the cart that is being filled: product, and thousandths. */
  readonly cartLines: readonly (readonly [productId: string, milli: number])[];
}

export interface PicturedEntry {
  readonly epoch: string;
  readonly seq: number;
  readonly factId: string;
  readonly hash: string;
  readonly body: string;
}

/** Waits until everything is sent. @returns what then differs between the ledger and the books; empty when not one byte does */
export async function drainedDifferences(page: Page, shop: Shop): Promise<readonly string[]> {
  const { entries, head } = await pictureLedger(page);
  await expect.poll(async () => (await pictureLedger(page)).acked, { timeout: DRAIN_MS }).toBe(head.seq);
  const sql = `SELECT slot.seq, slot.fact_id, slot.hash, fact.body, fact.status FROM slot
    JOIN fact USING (coop_id, fact_id) WHERE epoch = ? ORDER BY seq`;
  const booked = shop.query(sql, head.epoch).map((row) => JSON.stringify(Object.values(row)));
  const own = entries.map(({ seq, factId, hash, body }) =>
    JSON.stringify([seq, factId, hash, body, 'accepted']),
  );
  return [
    ...own.filter((entry) => !booked.includes(entry)).map((entry) => `lost or altered: ${entry}`),
    ...booked.filter((entry) => !own.includes(entry)).map((entry) => `made up: ${entry}`),
    ...(booked.length === own.length ? [] : [`${booked.length} places for ${own.length} entries`]),
  ];
}

interface Shelves {
  readonly entries: readonly PicturedEntry[];
  readonly epochs: readonly {
    readonly epoch: string;
    readonly isOpen: boolean;
    readonly seq: number;
    readonly hash: string;
    readonly genesisHash: string;
    readonly acked: number;
  }[];
  readonly record: {
    readonly counters: { readonly receipt: number };
    readonly identity: { readonly coopId: string };
  };
  readonly carts: readonly {
    readonly state: string;
    readonly cart: {
      readonly lines: readonly { readonly product: { readonly id: string }; readonly milli: number }[];
    };
  }[];
}

/** Reads the ledger of a page's origin. */
export async function pictureLedger(page: Page): Promise<LedgerPicture> {
  const { entries, epochs, record, carts } = await page.evaluate(readShelves);
  const open = epochs.find(({ isOpen }) => isOpen);
  if (open === undefined) throw new Error('The ledger has no open epoch');
  const active = carts.filter(({ state }) => state === 'active');
  return {
    coopId: record.identity.coopId,
    entries: entries.filter(({ epoch }) => epoch === open.epoch).toSorted((a, b) => a.seq - b.seq),
    head: { epoch: open.epoch, seq: open.seq, hash: open.hash },
    genesisHash: open.genesisHash,
    acked: open.acked,
    receipts: record.counters.receipt,
    cartLines: active.flatMap(({ cart }) =>
      cart.lines.map(({ product, milli }) => [product.id, milli] as const),
    ),
  };
}

/** Runs in the page. */
async function readShelves(): Promise<Shelves> {
  const answered = <Value>(request: IDBRequest<Value>): Promise<Value> =>
    new Promise((resolve, reject) => {
      request.addEventListener('success', () => resolve(request.result));
      request.addEventListener('error', () => reject(request.error ?? new Error('IndexedDB refused')));
    });
  const names = (await indexedDB.databases()).map(({ name = '' }) => name);
  const name = names.find((one) => one.startsWith('gerai-ledger-'));
  if (name === undefined) throw new Error('There is no ledger');
  const database = await answered(indexedDB.open(name));
  const shelf = database.transaction(['entries', 'epochs', 'meta', 'carts']);
  const [entries, epochs, row, carts] = (await Promise.all([
    answered(shelf.objectStore('entries').getAll()),
    answered(shelf.objectStore('epochs').getAll()),
    answered(shelf.objectStore('meta').get('record')),
    answered(shelf.objectStore('carts').getAll()),
  ])) as [Shelves['entries'], Shelves['epochs'], { record: Shelves['record'] }, Shelves['carts']];
  database.close();
  return { entries, epochs, record: row.record, carts };
}
