import { failingAsStorage } from '../dexie-failure.ts';
import { StorageFailure } from '../storage-failure.ts';
import { noteTakeover } from '../takeover.ts';
import { DexieTx } from './dexie-tx.ts';
import { LedgerDatabase } from './ledger-database.ts';
import type { LedgerStore, LedgerTable, LedgerTx } from './ledger-store.ts';

/** A device's ledger database in this tab. */
export class DexieStore implements LedgerStore {
  readonly db: LedgerDatabase;
  readonly #running = new Set<Promise<unknown>>();
  #isClosed = false;

  constructor(deviceId: string) {
    this.db = new LedgerDatabase(deviceId);
    this.db.on('versionchange', () => {
      void this.finish().then(noteTakeover);
      // Dexie would close at once, under the feet of what is running.
      return false;
    });
  }

  read<Value>(tables: readonly LedgerTable[], work: (tx: LedgerTx) => Promise<Value>): Promise<Value> {
    return this.track(() => this.db.transaction('r', [...tables], async () => work(new DexieTx(this.db))));
  }

  write<Value>(tables: readonly LedgerTable[], work: (tx: LedgerTx) => Promise<Value>): Promise<Value> {
    return this.track(() => this.db.transaction('rw', [...tables], async () => work(new DexieTx(this.db))));
  }

  close(): void {
    void this.finish();
  }

  /** Runs work on the database. Dexie's own promise settles only when the transaction has completed or was aborted, at commit too. */
  async track<Value>(work: () => PromiseLike<Value>): Promise<Value> {
    if (this.#isClosed) throw new StorageFailure('blocked', 'The ledger is closed');
    const running = failingAsStorage(work);
    this.#running.add(running);
    try {
      return await running;
    } finally {
      this.#running.delete(running);
    }
  }

  /** Waits for what runs, and lets the database go. */
  async finish(): Promise<void> {
    this.#isClosed = true;
    await Promise.allSettled(this.#running);
    this.db.close();
  }
}
