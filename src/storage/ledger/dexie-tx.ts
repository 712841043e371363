import { Dexie, type PromiseExtended } from 'dexie';
import { StorageFailure } from '../storage-failure.ts';
import type { LedgerDatabase } from './ledger-database.ts';
import type {
  DeviceKeys,
  EpochState,
  FlaggedEntry,
  LedgerRecord,
  StoredCart,
  StoredCheckpoint,
} from './ledger-port.ts';
import type { EntryRow } from './ledger-record.ts';
import type { LedgerTx } from './ledger-store.ts';
import type { PinAttempts } from './pin-lock.ts';
import type { StateChange } from './plan-mark.ts';

/** The tables of one Dexie transaction; the database knows from its zone which transaction that is. */
export class DexieTx implements LedgerTx {
  readonly #db: LedgerDatabase;

  constructor(db: LedgerDatabase) {
    this.#db = db;
  }

  record(): PromiseExtended<LedgerRecord> {
    return this.#db.meta.get('record').then((row) => {
      if (row?.name !== 'record') throw new StorageFailure('damaged', 'The ledger has lost its record');
      return row.record;
    });
  }

  putRecord(record: LedgerRecord): PromiseExtended<unknown> {
    return this.#db.meta.put({ name: 'record', record });
  }

  keys(): PromiseExtended<DeviceKeys> {
    return this.#db.meta.get('keys').then((row) => {
      if (row?.name !== 'keys') throw new StorageFailure('damaged', 'The ledger has lost its keys');
      return row.keys;
    });
  }

  epochs(): PromiseExtended<readonly EpochState[]> {
    return this.#db.epochs.toArray().then((epochs) => epochs.toSorted((a, b) => a.ordinal - b.ordinal));
  }

  putEpoch(epoch: EpochState): PromiseExtended<unknown> {
    return this.#db.epochs.put(epoch);
  }

  deleteEpoch(epoch: string): PromiseExtended<unknown> {
    return this.#db.epochs.delete(epoch);
  }

  entry(epoch: string, seq: number): PromiseExtended<EntryRow | undefined> {
    return this.#db.entries.get([epoch, seq]);
  }

  entryOfFact(factId: string): PromiseExtended<EntryRow | undefined> {
    return this.#db.entries.where('factId').equals(factId).first();
  }

  entriesAfter(epoch: string, afterSeq: number, limit: number): PromiseExtended<readonly EntryRow[]> {
    return this.#db.entries
      .where('[epoch+seq]')
      .between([epoch, afterSeq + 1], [epoch, Dexie.maxKey])
      .limit(limit)
      .toArray();
  }

  entriesOfDay(businessDate: string): PromiseExtended<readonly EntryRow[]> {
    return this.#db.entries.where('businessDate').equals(businessDate).toArray();
  }

  flagged(): PromiseExtended<readonly FlaggedEntry[]> {
    // A range over the whole index: only entries with a state stand in it.
    const rows = this.#db.entries.where('[epoch+state]').aboveOrEqual([]);
    return rows
      .toArray()
      .then((found) =>
        found.flatMap(({ epoch, seq, state, reason }) =>
          state === undefined ? [] : [{ epoch, seq, state, reason: reason ?? null }],
        ),
      );
  }

  addEntry(row: EntryRow): PromiseExtended<unknown> {
    return this.#db.entries.add(row);
  }

  dropEntries(epoch: string, { from, to }: { from: number; to: number }): PromiseExtended<unknown> {
    return this.#db.entries.where('[epoch+seq]').between([epoch, from], [epoch, to], true, true).delete();
  }

  changeStates(epoch: string, changes: readonly StateChange[]): PromiseExtended<unknown> {
    return this.#db.entries.bulkUpdate(
      changes.map(({ seq, state, reason }) => ({
        key: [epoch, seq],
        // An undefined property is deleted, and the entry leaves the index of states.
        changes: { state: state ?? undefined, reason: state === null ? undefined : reason },
      })),
    );
  }

  checkpoints(): PromiseExtended<readonly StoredCheckpoint[]> {
    return this.#db.checkpoints.toArray();
  }

  putCheckpoint(checkpoint: StoredCheckpoint): PromiseExtended<unknown> {
    return this.#db.checkpoints.put(checkpoint);
  }

  pinAttempts(staffId: string): PromiseExtended<PinAttempts | undefined> {
    return this.#db.meta
      .get(`pin:${staffId}`)
      .then((row) => (row !== undefined && 'attempts' in row ? row.attempts : undefined));
  }

  putPinAttempts(attempts: PinAttempts): PromiseExtended<unknown> {
    return this.#db.meta.put({ name: `pin:${attempts.staffId}`, attempts });
  }

  deletePinAttempts(staffId: string): PromiseExtended<unknown> {
    return this.#db.meta.delete(`pin:${staffId}`);
  }

  cart(cartId: string): PromiseExtended<StoredCart | undefined> {
    return this.#db.carts.get(cartId);
  }

  carts(): PromiseExtended<readonly StoredCart[]> {
    return this.#db.carts.toArray();
  }

  putCart(cart: StoredCart): PromiseExtended<unknown> {
    return this.#db.carts.put(cart);
  }

  deleteCart(cartId: string): PromiseExtended<unknown> {
    return this.#db.carts.delete(cartId);
  }
}
