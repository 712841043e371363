import { milli } from '#domain/quantity.ts';
import { systemClock } from '../../src/device/clock.ts';
import { systemRandom } from '../../src/device/random.ts';
import { openDexieLedger } from '../../src/storage/ledger/dexie-ledger.ts';
import type { LedgerPort } from '../../src/storage/ledger/ledger-port.ts';
import { openReplica } from '../../src/storage/replica/dexie-replica.ts';
import { enrolDevice } from '../../src/sync/enrol-client.ts';
import { runSync } from '../../src/sync/run-sync.ts';
import type { SyncPlace } from '../../src/sync/sync-place.ts';
import { anAppend } from '../storage/ledger-seed.ts';

const REFERENCE_BATCH = 500;

/** What the bench calls in this page (`drain-bench.ts`). */
export interface DrainPage {
  /** Enrols this page as a device of the server it came from. */
  enrol(code: string): Promise<void>;
  /** Writes sales into the ledger while nothing is sent. @returns the bytes of all bodies */
  queue(count: number): Promise<number>;
  /** Sends everything. @returns milliseconds from the start of the sync until the last entry is acknowledged */
  drain(): Promise<number>;
  /** The same with what a developer would write first: rows in IndexedDB, posted 500 at a time, deleted when answered. */
  drainOutbox(count: number, body: string): Promise<number>;
}

let place: SyncPlace | null = null;

const page: DrainPage = {
  async enrol(code) {
    const signal = new AbortController().signal;
    const enrolled = await enrolDevice({ code, name: 'Tablet ukur', onMatch: () => undefined, signal });
    if (!enrolled.ok) throw new Error(JSON.stringify(enrolled.refusal));
    const { deviceId } = enrolled.value;
    const ledger = await openDexieLedger(deviceId);
    const { identity } = await ledger.readMeta();
    const { pinKey } = await ledger.readKeys();
    const replica = await openReplica({ deviceId, outletId: identity.outletId, pinKey });
    place = { identity, ledger, replica, clock: systemClock, random: systemRandom, build: '0.1.0+bench' };
  },

  async queue(count) {
    const { ledger, replica } = opened();
    const [staff, products, prices] = await Promise.all([
      replica.readRows('staff'),
      replica.readRows('product'),
      replica.readRows('price'),
    ]);
    const cashier = staff.find((person) => person.role === 'cashier');
    const rice = products.find((product) => product.id === 'BRS-MED-5');
    const price = prices.find((row) => row.productId === 'BRS-MED-5' && row.tier === 'retail');
    if (cashier === undefined || rice === undefined || price === undefined)
      throw new Error('The demonstration has changed');
    let bytes = 0;
    for (let sold = 0; sold < count; sold += 1) {
      const appended = await ledger.append(
        anAppend({
          productId: rice.id,
          name: rice.name,
          priceRupiah: price.priceRupiah,
          over: {
            at: Date.now(),
            outletId: 'GI',
            actor: { staffId: cashier.id, role: 'cashier' },
            moves: [{ stockItemId: rice.id, place: 'GI-gerai', milli: milli(-1000) }],
          },
        }),
      );
      if (!appended.ok) throw new Error(JSON.stringify(appended.refusal));
      bytes += appended.value.entry.body.length;
    }
    return bytes;
  },

  async drain() {
    const { ledger } = opened();
    const startedAt = performance.now();
    const sync = runSync(opened(), () => undefined);
    while ((await unsent(ledger)) > 0) await new Promise((resolve) => setTimeout(resolve, 10));
    const took = performance.now() - startedAt;
    sync.stop();
    return took;
  },

  async drainOutbox(count, body) {
    const db = await openOutbox();
    const filling = db.transaction('outbox', 'readwrite');
    for (let n = 0; n < count; n += 1) filling.objectStore('outbox').add({ id: crypto.randomUUID(), body });
    await completed(filling);
    const startedAt = performance.now();
    for (;;) {
      const reading = db.transaction('outbox').objectStore('outbox');
      const [keys, rows] = await Promise.all([
        answered(reading.getAllKeys(null, REFERENCE_BATCH)),
        answered(reading.getAll(null, REFERENCE_BATCH)),
      ]);
      const [first, last] = [keys[0], keys.at(-1)];
      if (first === undefined || last === undefined) break;
      const reply = await fetch('/outbox', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(rows),
      });
      if (!reply.ok) throw new Error(`The reference answered ${reply.status}`);
      const deleting = db.transaction('outbox', 'readwrite', { durability: 'strict' });
      deleting.objectStore('outbox').delete(IDBKeyRange.bound(first, last));
      await completed(deleting);
    }
    const took = performance.now() - startedAt;
    db.close();
    return took;
  },
};

Object.assign(window, { drainPage: page });

function opened(): SyncPlace {
  if (place === null) throw new Error('enrol first');
  return place;
}

async function unsent(ledger: LedgerPort): Promise<number> {
  return (await ledger.readEpochs()).reduce((sum, epoch) => sum + epoch.seq - epoch.acked, 0);
}

function openOutbox(): Promise<IDBDatabase> {
  const request = indexedDB.open(`outbox-${crypto.randomUUID()}`, 1);
  request.addEventListener('upgradeneeded', () => {
    request.result.createObjectStore('outbox', { autoIncrement: true });
  });
  return answered(request);
}

function answered<Value>(request: IDBRequest<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(request.error ?? new Error('IndexedDB refused')));
  });
}

function completed(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.addEventListener('complete', () => resolve());
    transaction.addEventListener('abort', () => reject(transaction.error ?? new Error('aborted')));
  });
}
