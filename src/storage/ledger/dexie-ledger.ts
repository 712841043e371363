import { Dexie } from 'dexie';
import { lateFile } from '../late-file.ts';
import { failingAsStorage } from '../dexie-failure.ts';
import { noteTakeover } from '../takeover.ts';
import { StorageFailure } from '../storage-failure.ts';
import { ledgerOn, type LateRules } from './ledger.ts';
import { DexieTx } from './dexie-tx.ts';
import { LedgerDatabase, ledgerName } from './ledger-database.ts';
import type { DeviceKeys, LedgerPort, LedgerSeed } from './ledger-port.ts';
import type { beginLedger } from './begin-ledger.ts';
import type { LedgerStore, LedgerTable, LedgerTx } from './ledger-store.ts';

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
  const { beginLedger: begin } = await lateFile(() => import('./begin-ledger.ts'));
  const rows = begin(seed);
  const store = new DexieStore(seed.identity.deviceId);
  try {
    await store.begin(rows, seed.keys);
  } catch (error) {
    await store.discardIfEmpty();
    throw error;
  }
  return ledgerOn(store, LATE_RULES);
}

class DexieStore implements LedgerStore {
  readonly #db: LedgerDatabase;
  readonly #running = new Set<Promise<unknown>>();
  #isClosed = false;

  constructor(deviceId: string) {
    this.#db = new LedgerDatabase(deviceId);
    this.#db.on('versionchange', () => {
      void this.#finish().then(noteTakeover);
      // Dexie would close at once, under the feet of what is running.
      return false;
    });
  }

  begin({ record, epoch }: ReturnType<typeof beginLedger>, keys: DeviceKeys): Promise<void> {
    const db = this.#db;
    return this.#track(() =>
      db.transaction('rw', [db.meta, db.epochs], async () => {
        await db.epochs.add(epoch);
        await db.meta.bulkAdd([
          { name: 'record', record },
          { name: 'keys', keys },
        ]);
      }),
    );
  }

  read<Value>(tables: readonly LedgerTable[], work: (tx: LedgerTx) => Promise<Value>): Promise<Value> {
    return this.#track(() => this.#db.transaction('r', [...tables], async () => work(new DexieTx(this.#db))));
  }

  write<Value>(tables: readonly LedgerTable[], work: (tx: LedgerTx) => Promise<Value>): Promise<Value> {
    return this.#track(() =>
      this.#db.transaction('rw', [...tables], async () => work(new DexieTx(this.#db))),
    );
  }

  close(): void {
    void this.#finish();
  }

  /**
   * Takes back a database in which nothing was ever begun: left lying, it would pass for the damaged ledger of a device.
   * One that holds anything at all is closed and never touched.
   */
  async discardIfEmpty(): Promise<void> {
    const db = this.#db;
    const isEmpty = await db.transaction('r', db.tables, async () => {
      const counts = await Promise.all(db.tables.map((table) => table.count()));
      return counts.every((count) => count === 0);
    });
    await this.#finish();
    if (isEmpty) await Dexie.delete(db.name);
  }

  /** Dexie's own promise settles only when the transaction has completed or was aborted, at commit time too. */
  async #track<Value>(work: () => PromiseLike<Value>): Promise<Value> {
    if (this.#isClosed) throw new StorageFailure('blocked', 'The ledger is closed');
    const running = failingAsStorage(work);
    this.#running.add(running);
    try {
      return await running;
    } finally {
      this.#running.delete(running);
    }
  }

  async #finish(): Promise<void> {
    this.#isClosed = true;
    await Promise.allSettled(this.#running);
    this.#db.close();
  }
}
