import { Dexie } from 'dexie';
import { createDexieLedger } from '../../src/storage/ledger/dexie-ledger.ts';
import { ledgerName } from '../../src/storage/ledger/ledger-database.ts';
import { aCart, anAppend, newId, newSeed } from '../storage/ledger-seed.ts';

/** How long a save takes, milliseconds. */
export interface SaveTimes {
  readonly p50: number;
  readonly p99: number;
}

export interface LedgerTimes {
  /** A sale through the ledger: number, hash, totals and entry, and the cart goes. */
  readonly ledger: SaveTimes;
  /** The same bytes put into one table with Dexie, flushed as strictly. */
  readonly dexie: SaveTimes;
  /** The same with IndexedDB alone. */
  readonly raw: SaveTimes;
}

const WARM_UP = 30;

/**
 * Saves sales one after the other in this browser, each way in turn, so that a busy moment of the machine falls on all
 * three. Runs in a page; the databases it makes are deleted.
 * @param count sales to measure each way
 */
export async function measureSaves(count: number): Promise<LedgerTimes> {
  const seed = await newSeed();
  const ledger = await createDexieLedger(seed);
  const plain = new Dexie(`bench-${newId()}`, { chromeTransactionDurability: 'strict' });
  plain.version(1).stores({ sales: '++id' });
  const raw = await openRaw(`bench-${newId()}`);
  const times: Record<keyof LedgerTimes, number[]> = { ledger: [], dexie: [], raw: [] };
  let body = '';
  for (let round = 0; round < count + WARM_UP; round += 1) {
    const cart = aCart();
    await ledger.writeCart(cart);
    const request = anAppend({ cart: { cartId: cart.cart.cartId, revision: 1 } });
    const took = {
      ledger: await timed(async () => {
        const appended = await ledger.append(request);
        if (appended.ok) body = appended.value.entry.body;
      }),
      dexie: await timed(() => plain.table('sales').add({ body })),
      raw: await timed(() => addRaw(raw, { body })),
    };
    if (round < WARM_UP) continue;
    times.ledger.push(took.ledger);
    times.dexie.push(took.dexie);
    times.raw.push(took.raw);
  }
  ledger.close();
  raw.close();
  await Promise.all([
    Dexie.delete(ledgerName(seed.identity.deviceId)),
    plain.delete(),
    Dexie.delete(raw.name),
  ]);
  return { ledger: saveTimes(times.ledger), dexie: saveTimes(times.dexie), raw: saveTimes(times.raw) };
}

async function timed(work: () => PromiseLike<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

function saveTimes(times: readonly number[]): SaveTimes {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { p50: at(0.5), p99: at(0.99) };
}

function openRaw(name: string): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, 1);
    request.addEventListener('upgradeneeded', () => {
      request.result.createObjectStore('sales', { autoIncrement: true });
    });
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(request.error ?? new Error('not opened')));
  });
}

function addRaw(db: IDBDatabase, sale: { readonly body: string }): Promise<void> {
  return new Promise((resolve, reject) => {
    const transaction = db.transaction('sales', 'readwrite', { durability: 'strict' });
    transaction.objectStore('sales').add(sale);
    transaction.addEventListener('complete', () => resolve());
    transaction.addEventListener('abort', () => reject(transaction.error ?? new Error('aborted')));
  });
}
