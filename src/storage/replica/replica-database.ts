import { Dexie, type EntityTable, type Table } from 'dexie';
import type { RowEntity } from '#protocol/rows.ts';
import type { Stamp } from '#protocol/pull.ts';
import type { RowOf } from './replica.ts';

/** One row as it came, in the set it was loaded with. */
export interface ReplicaRow {
  readonly set: number;
  readonly entity: string;
  readonly id: string;
  readonly seq: number;
  readonly row: Readonly<Record<string, unknown>>;
  /** The page that brought it. */
  readonly stampId: number;
  /** True when this program can read it; found out once, when it came in. */
  readonly fits: boolean;
}

/** One loading of a stream. A stream has at most one set in use, and one that is being loaded to replace it. */
export interface ReplicaSet {
  readonly set: number;
  readonly stream: string;
  readonly gen: string;
  readonly seq: number;
  readonly scopeHash: string;
  /** `REPLICA_SCHEMA` of the program that loaded it. */
  readonly schema: number;
  readonly isInUse: boolean;
  /** The stamp of the last page that caught up with the server. */
  readonly caughtUp: number | null;
  /** Server time of that page; absent in sets of before, null when the server did not say. */
  readonly caughtUpAt?: number | null;
}

/** The `mine` of one page. Rows name it, because a thousand copies of it would weigh more than the rows. */
export interface ReplicaStamp {
  readonly stampId: number;
  readonly set: number;
  readonly mine: Stamp;
}

/** The name of a device's replica database. */
export function replicaName(deviceId: string): string {
  return `gerai-replica-${deviceId}`;
}

/** True when a row is of an entity and this program can read it. */
export function fitsEntity<Entity extends RowEntity>(
  row: ReplicaRow,
  entity: Entity,
): row is ReplicaRow & { readonly row: RowOf<Entity> } {
  return row.fits && row.entity === entity;
}

/** What can be loaded again at any time, so its transactions need not wait for the disk. */
export class ReplicaDatabase extends Dexie {
  declare rows: Table<ReplicaRow, [set: number, entity: string, id: string]>;
  declare sets: EntityTable<ReplicaSet, 'set'>;
  declare stamps: EntityTable<ReplicaStamp, 'stampId'>;

  constructor(deviceId: string) {
    super(replicaName(deviceId), { chromeTransactionDurability: 'relaxed', cache: 'disabled' });
    this.version(1).stores({
      rows: '[set+entity+id]',
      sets: '++set, stream',
      stamps: '++stampId, set',
    });
  }
}
