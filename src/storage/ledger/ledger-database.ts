import { Dexie, type EntityTable, type Table } from 'dexie';
import type { DeviceKeys, EpochState, LedgerRecord, StoredCart, StoredCheckpoint } from './ledger-port.ts';
import type { EntryRow } from './ledger-record.ts';
import type { PinAttempts } from './pin-lock.ts';

const NAME_PREFIX = 'gerai-ledger-';

/** The name of a device's ledger database. */
export function ledgerName(deviceId: string): string {
  return NAME_PREFIX + deviceId;
}

/** The device that a database belongs to, or null when it is no ledger. */
export function deviceOfLedgerName(name: string): string | null {
  return name.startsWith(NAME_PREFIX) ? name.slice(NAME_PREFIX.length) : null;
}

/** Rows of `meta`, by name: the one record, the keys, and the wrong PINs of each person. */
export type MetaRow =
  | { readonly name: 'record'; readonly record: LedgerRecord }
  | { readonly name: 'keys'; readonly keys: DeviceKeys }
  | { readonly name: `pin:${string}`; readonly attempts: PinAttempts };

/**
 * The irreplaceable database. Its schema is nearly frozen: tables and indexes change only with a `WRITER_SCHEMA` of their
 * own. `strict` makes Chromium flush to the disk before a transaction counts as complete.
 */
export class LedgerDatabase extends Dexie {
  declare entries: Table<EntryRow, [epoch: string, seq: number]>;
  declare epochs: EntityTable<EpochState, 'epoch'>;
  declare checkpoints: Table<StoredCheckpoint, [serverGen: string, epoch: string]>;
  declare meta: Table<MetaRow, string>;
  declare carts: Table<StoredCart, string>;

  constructor(deviceId: string) {
    super(ledgerName(deviceId), { chromeTransactionDurability: 'strict', cache: 'disabled' });
    this.version(1).stores({
      // `[epoch+state]` holds only what the server keeps back: an entry without a state is in no index of states.
      entries: '[epoch+seq], &factId, businessDate, [epoch+state]',
      epochs: 'epoch',
      checkpoints: '[serverGen+epoch]',
      meta: 'name',
      carts: 'cart.cartId',
    });
  }
}
