import { Dexie } from 'dexie';
import { lateFile } from '../late-file.ts';
import { failingAsStorage } from '../dexie-failure.ts';
import { StorageFailure } from '../storage-failure.ts';
import { ledgerOn, type LateRules } from './ledger.ts';
import { DexieStore } from './dexie-store.ts';
import { ledgerName } from './ledger-database.ts';
import type { LedgerPort, LedgerSeed } from './ledger-port.ts';

/** A file that is here is handed over at once, so that an append is under way in the moment it is asked for. */
function keptFile<File extends object>(load: () => Promise<File>): () => File | Promise<File> {
  let here: File | null = null;
  return () =>
    here ??
    load().then((file) => {
      here = file;
      return file;
    });
}

const LATE_RULES: LateRules = {
  appending: keptFile(() => import('./append-entry.ts')),
  syncing: keptFile(() => import('./sync-rules.ts')),
};

/**
 * Opens the ledger of a device that was enrolled here.
 * @throws StorageFailure `damaged` when there is none: it was cleared or lost, and must never be replaced in silence
 */
export async function openDexieLedger(deviceId: string): Promise<LedgerPort> {
  // Opening a database that is not there would make an empty one, and a loss would look like a new device.
  const names = await failingAsStorage(() => Dexie.getDatabaseNames());
  if (!names.includes(ledgerName(deviceId))) {
    throw new StorageFailure('damaged', 'The ledger of this device is not here any more');
  }
  const store = new DexieStore(deviceId);
  try {
    await store.read(['meta'], async (tx) => tx.record());
  } catch (error) {
    store.close();
    throw error;
  }
  return ledgerOn(store, LATE_RULES);
}

/**
 * Begins the ledger of a device that has just been enrolled: identity, keys and first epoch, in one transaction.
 * @throws StorageFailure; a ledger that is there already is never written over
 */
export async function createDexieLedger(seed: LedgerSeed): Promise<LedgerPort> {
  const { beginDexieLedger } = await lateFile(() => import('./begin-dexie-ledger.ts'));
  return ledgerOn(await beginDexieLedger(seed), LATE_RULES);
}
