import type {
  DeviceKeys,
  EpochState,
  FlaggedEntry,
  LedgerRecord,
  StoredCart,
  StoredCheckpoint,
} from './ledger-port.ts';
import type { EntryRow } from './ledger-record.ts';
import type { PinAttempts } from './pin-lock.ts';
import type { StateChange } from './plan-mark.ts';

/** The tables of the ledger database. A transaction names those it touches, so that others need not wait for it. */
export type LedgerTable = 'entries' | 'epochs' | 'checkpoints' | 'meta' | 'carts';

/**
 * What one transaction reads and writes. Every promise belongs to the database: a transaction may await these and nothing
 * else, because a timer, a request or WebCrypto in between makes IndexedDB commit half of the work. What it reads after it
 * wrote is undefined, so each transaction reads first.
 */
export interface LedgerTx {
  record(): PromiseLike<LedgerRecord>;
  putRecord(record: LedgerRecord): PromiseLike<unknown>;
  keys(): PromiseLike<DeviceKeys>;
  /** All epochs, oldest first. */
  epochs(): PromiseLike<readonly EpochState[]>;
  putEpoch(epoch: EpochState): PromiseLike<unknown>;
  deleteEpoch(epoch: string): PromiseLike<unknown>;
  entry(epoch: string, seq: number): PromiseLike<EntryRow | undefined>;
  entryOfFact(factId: string): PromiseLike<EntryRow | undefined>;
  /** Entries with seq > `afterSeq` that are here, in order. */
  entriesAfter(epoch: string, afterSeq: number, limit: number): PromiseLike<readonly EntryRow[]>;
  /** In any order. */
  entriesOfDay(businessDate: string): PromiseLike<readonly EntryRow[]>;
  flagged(): PromiseLike<readonly FlaggedEntry[]>;
  addEntry(row: EntryRow): PromiseLike<unknown>;
  /** Takes the places of entries away; the same facts may be added elsewhere once this has resolved. */
  dropEntries(epoch: string, range: { readonly from: number; readonly to: number }): PromiseLike<unknown>;
  /** Changes of entries that are not there are ignored. */
  changeStates(epoch: string, changes: readonly StateChange[]): PromiseLike<unknown>;
  checkpoints(): PromiseLike<readonly StoredCheckpoint[]>;
  putCheckpoint(checkpoint: StoredCheckpoint): PromiseLike<unknown>;
  pinAttempts(staffId: string): PromiseLike<PinAttempts | undefined>;
  putPinAttempts(attempts: PinAttempts): PromiseLike<unknown>;
  deletePinAttempts(staffId: string): PromiseLike<unknown>;
  cart(cartId: string): PromiseLike<StoredCart | undefined>;
  carts(): PromiseLike<readonly StoredCart[]>;
  putCart(cart: StoredCart): PromiseLike<unknown>;
  deleteCart(cartId: string): PromiseLike<unknown>;
}

/** Where a ledger lies: IndexedDB or memory. All its rules stand in `ledger.ts`; an adapter only reads and writes. */
export interface LedgerStore {
  /** Runs `work` in one snapshot. */
  read<Value>(tables: readonly LedgerTable[], work: (tx: LedgerTx) => Promise<Value>): Promise<Value>;
  /**
   * Runs `work` in one transaction that is whole or not at all. Resolves once it is complete and on the disk.
   * @throws StorageFailure when the world failed; nothing has changed then
   */
  write<Value>(tables: readonly LedgerTable[], work: (tx: LedgerTx) => Promise<Value>): Promise<Value>;
  close(): void;
}
