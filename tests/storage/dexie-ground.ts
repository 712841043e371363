import { createDexieLedger, openDexieLedger } from '../../src/storage/ledger/dexie-ledger.ts';
import { LedgerDatabase } from '../../src/storage/ledger/ledger-database.ts';
import type { LedgerPort, LedgerSeed } from '../../src/storage/ledger/ledger-port.ts';
import type { LedgerGround } from './ledger-kit.ts';

/** A ledger in this browser's IndexedDB. */
export async function dexieGround(seed: LedgerSeed): Promise<LedgerGround> {
  const { deviceId } = seed.identity;
  const opened: LedgerPort[] = [await createDexieLedger(seed)];
  const open = async (): Promise<LedgerPort> => {
    const ledger = await openDexieLedger(deviceId);
    opened.push(ledger);
    return ledger;
  };
  const [ledger] = opened;
  if (ledger === undefined) throw new Error('no ledger');
  return {
    ledger,
    openAgain: open,
    async restart() {
      for (const used of opened) used.close();
      return open();
    },
    async damage(epoch, seq, body) {
      const db = new LedgerDatabase(deviceId);
      if (body === null) await db.entries.delete([epoch, seq]);
      else await db.entries.update([epoch, seq], { body });
      db.close();
    },
    async writeAsFirstProgram() {
      const db = new LedgerDatabase(deviceId);
      const row = await db.meta.get('record');
      if (row?.name !== 'record') throw new Error('no record');
      await db.meta.put({ ...row, record: { ...row.record, writerSchema: 1 } });
      await db.epochs.toCollection().modify((epoch) => {
        delete (epoch as { durableMarks?: unknown }).durableMarks;
      });
      db.close();
    },
    failNextCommit,
    async keepImage() {
      const db = new LedgerDatabase(deviceId);
      const image = await Promise.all(
        db.tables.map(async (table) => [table, await table.toArray()] as const),
      );
      db.close();
      return async () => {
        for (const used of opened) used.close();
        const again = new LedgerDatabase(deviceId);
        for (const [{ name }, rows] of image) {
          await again.table(name).clear();
          await again.table(name).bulkAdd(rows);
        }
        again.close();
        return open();
      };
    },
    async writeAsNewerProgram() {
      const db = new LedgerDatabase(deviceId);
      const row = await db.meta.get('record');
      if (row?.name !== 'record') throw new Error('no record');
      await db.meta.put({ ...row, record: { ...row.record, writerSchema: row.record.writerSchema + 1 } });
      db.close();
    },
    async discard() {
      for (const used of opened) used.close();
      await new LedgerDatabase(deviceId).delete();
    },
  };
}

let isNextAborted = false;

/**
 * Aborts the next transaction that writes after all its requests have succeeded: that is how a full disk looks, because
 * Chromium finds out when it commits and no request ever says so.
 */
function failNextCommit(): void {
  isNextAborted = true;
}

// Dexie binds the method when it opens a database, so it is watched from the beginning.
const { transaction } = IDBDatabase.prototype;
IDBDatabase.prototype.transaction = function (this: IDBDatabase, ...call: Parameters<typeof transaction>) {
  const idb = transaction.apply(this, call);
  if (isNextAborted && call[1] === 'readwrite') {
    isNextAborted = false;
    abortAfterLastWrite(idb);
  }
  return idb;
};

function abortAfterLastWrite(idb: IDBTransaction): void {
  const { objectStore } = idb;
  let running = 0;
  idb.objectStore = function (this: IDBTransaction, name: string) {
    const store = objectStore.call(this, name);
    for (const act of ['add', 'put', 'delete'] as const) {
      const write = store[act];
      store[act] = function (this: IDBObjectStore, ...values: never[]) {
        const request: IDBRequest = Reflect.apply(write, this, values);
        running += 1;
        request.addEventListener('success', () => {
          running -= 1;
          if (running === 0) idb.abort();
        });
        return request;
      } as never;
    }
    return store;
  };
}
