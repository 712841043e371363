import { Dexie } from 'dexie';
import type { RowEntity } from '#protocol/rows.ts';
import type { PullReply } from '#protocol/pull.ts';
import { failingAsStorage } from '../dexie-failure.ts';
import { noteTakeover } from '../takeover.ts';
import { StorageFailure } from '../storage-failure.ts';
import { lateFile } from '../late-file.ts';
import type { MarkedRow, Replica, RowOf, StockView, StreamState, TakenPage } from './replica.ts';
import { fitsEntity, ReplicaDatabase, replicaName, type ReplicaSet } from './replica-database.ts';
import { rowsOf, sweep } from './replica-sets.ts';
import { NO_STOCK, setInUse, stockSet, stockViewOf, streamStateOf } from './replica-views.ts';

const pages = () => lateFile(() => import('./dexie-pages.ts'));

export interface ReplicaOwner {
  readonly deviceId: string;
  readonly outletId: string;
  /** Seals PIN hashes. */
  readonly pinKey: CryptoKey;
}

/**
 * Opens the replica of a device, or begins an empty one. One that can't be opened is thrown away and begun anew: all of it
 * lies on the server.
 * @throws StorageFailure when even a new one can't be opened
 */
export async function openReplica(owner: ReplicaOwner): Promise<Replica> {
  try {
    return await failingAsStorage(() => opened(owner));
  } catch (error) {
    const isHopeless =
      error instanceof StorageFailure && (error.kind === 'damaged' || error.kind === 'unknown');
    if (!isHopeless) throw error;
    await failingAsStorage(() => Dexie.delete(replicaName(owner.deviceId)));
    return failingAsStorage(() => opened(owner));
  }
}

async function opened(owner: ReplicaOwner): Promise<Replica> {
  const replica = new DexieReplica(owner);
  await replica.open();
  return replica;
}

class DexieReplica implements Replica {
  readonly outletId: string;
  readonly #db: ReplicaDatabase;
  readonly #pinKey: CryptoKey;

  constructor(owner: ReplicaOwner) {
    this.outletId = owner.outletId;
    this.#pinKey = owner.pinKey;
    this.#db = new ReplicaDatabase(owner.deviceId);
    this.#db.on('versionchange', () => {
      this.#db.close();
      noteTakeover();
      return false;
    });
  }

  async open(): Promise<void> {
    await this.#db.open();
    await sweep(this.#db);
  }

  async readStream(stream: string): Promise<StreamState> {
    const sets = await failingAsStorage(() => this.#db.sets.where('stream').equals(stream).toArray());
    const stamp = await failingAsStorage(() => this.#db.stamps.get(setInUse(sets)?.caughtUp ?? -1));
    return streamStateOf(sets, stamp);
  }

  async takePage(reply: PullReply, stream: string): Promise<TakenPage> {
    return (await pages()).storePageIn(this.#db, { reply, stream }, this.#pinKey);
  }

  async resetCursors(): Promise<void> {
    await (await pages()).resetCursorsIn(this.#db);
  }

  async dropStream(stream: string): Promise<TakenPage> {
    return (await pages()).dropStreamIn(this.#db, stream);
  }

  async readRows<Entity extends RowEntity>(entity: Entity): Promise<readonly RowOf<Entity>[]> {
    const sets = await this.#setsInUse();
    const found = await failingAsStorage(() =>
      Promise.all(sets.map((set) => rowsOf(this.#db, set.set, entity))),
    );
    return found.flat().flatMap((row) => (fitsEntity(row, entity) ? [row.row] : []));
  }

  async readRow<Entity extends RowEntity>(entity: Entity, id: string): Promise<RowOf<Entity> | null> {
    const sets = await this.#setsInUse();
    const keys = sets.map(({ set }): [number, string, string] => [set, entity, id]);
    const found = await failingAsStorage(() => this.#db.rows.bulkGet(keys));
    return found.flatMap((row) => (row !== undefined && fitsEntity(row, entity) ? [row.row] : []))[0] ?? null;
  }

  async readMarked(asked: Parameters<Replica['readMarked']>[0]): Promise<readonly MarkedRow[]> {
    const { readMarkedRows } = await lateFile(() => import('./marked-rows.ts'));
    return readMarkedRows(this.#db, asked);
  }

  async readStock(ids?: readonly string[]): Promise<StockView> {
    const { rows, sets, stamps } = this.#db;
    return failingAsStorage(() =>
      this.#db.transaction('r', [rows, sets, stamps], async () => {
        const set = stockSet(await sets.toArray());
        if (set === undefined) return NO_STOCK;
        const keys = ids?.map((id): [number, string, string] => [set.set, 'stock', id]);
        const [found, stored] = await Promise.all([
          keys === undefined ? rowsOf(this.#db, set.set, 'stock') : rows.bulkGet(keys),
          stamps.where('set').equals(set.set).toArray(),
        ]);
        return stockViewOf(set, found, stored);
      }),
    );
  }

  close(): void {
    this.#db.close();
  }

  async #setsInUse(): Promise<readonly ReplicaSet[]> {
    const sets = await failingAsStorage(() => this.#db.sets.toArray());
    return sets.filter((set) => set.isInUse);
  }
}
