import { Dexie } from 'dexie';
import { beginLedger } from './begin-ledger.ts';
import { DexieStore } from './dexie-store.ts';
import type { LedgerSeed } from './ledger-port.ts';

/** Writes what a ledger begins with. @throws StorageFailure; then nothing is left that looks like a device */
export async function beginDexieLedger(seed: LedgerSeed): Promise<DexieStore> {
  const store = new DexieStore(seed.identity.deviceId);
  const { record, epoch } = beginLedger(seed);
  const { db } = store;
  try {
    await store.track(() =>
      db.transaction('rw', [db.meta, db.epochs], async () => {
        await db.epochs.add(epoch);
        await db.meta.bulkAdd([
          { name: 'record', record },
          { name: 'keys', keys: seed.keys },
        ]);
      }),
    );
  } catch (error) {
    await discardIfEmpty(store);
    throw error;
  }
  return store;
}

/**
 * Takes back a database in which nothing was ever begun: left lying, it would pass for the damaged ledger of a device.
 * One that holds anything at all is closed and never touched.
 */
async function discardIfEmpty(store: DexieStore): Promise<void> {
  const { db } = store;
  const isEmpty = await db.transaction('r', db.tables, async () => {
    const counts = await Promise.all(db.tables.map((table) => table.count()));
    return counts.every((count) => count === 0);
  });
  await store.finish();
  if (isEmpty) await Dexie.delete(db.name);
}
