import { Dexie } from 'dexie';
import type { RowEntity } from '#protocol/rows.ts';
import type { PullReply } from '#protocol/pull.ts';
import { failingAsStorage } from '../dexie-failure.ts';
import { noteTakeover } from '../takeover.ts';
import { StorageFailure } from '../storage-failure.ts';
import { lateFile } from '../late-file.ts';
import type {
  MarkedRow,
  PageStamp,
  Replica,
  RowOf,
  StampedStock,
  StockView,
  StreamState,
  TakenPage,
} from './replica.ts';
import {
  fitsEntity,
  ReplicaDatabase,
  replicaName,
  type ReplicaRow,
  type ReplicaSet,
} from './replica-database.ts';
import { rowsOf, setToContinue, sweep } from './replica-sets.ts';

const resets = () => lateFile(() => import('./reset-streams.ts'));

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
    const inUse = sets.find((set) => set.isInUse);
    const asked = setToContinue(sets);
    const stamp = await failingAsStorage(() => this.#db.stamps.get(inUse?.caughtUp ?? -1));
    return {
      caughtUp: stamp?.mine ?? {},
      cursor: asked === undefined ? null : { gen: asked.gen, seq: asked.seq },
      scopeHash: asked?.scopeHash ?? null,
      inUse: inUse === undefined ? null : { gen: inUse.gen, seq: inUse.seq },
    };
  }

  async takePage(reply: PullReply, stream: string): Promise<TakenPage> {
    // The file, sealing and parsing come before the transaction: a foreign await inside it would commit half a page.
    const { incomingRows, storePage } = await lateFile(() => import('./store-page.ts'));
    const incoming = await incomingRows(reply.rows, this.#pinKey);
    const { rows, sets, stamps } = this.#db;
    const taken = await failingAsStorage(() =>
      this.#db.transaction('rw', [rows, sets, stamps], async () =>
        storePage(this.#db, { reply, stream, rows: incoming }),
      ),
    );
    if (taken.isSwapped) await failingAsStorage(() => sweep(this.#db));
    return taken;
  }

  async resetCursors(): Promise<void> {
    await (await resets()).resetCursors(this.#db);
  }

  async dropStream(stream: string): Promise<TakenPage> {
    return (await resets()).dropStream(this.#db, stream);
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
        const set = (await sets.toArray()).find(
          ({ stream, isInUse }) => isInUse && stream.startsWith('outlet:'),
        );
        if (set === undefined) return { rows: [], caughtUp: null, asOf: null };
        const keys = ids?.map((id): [number, string, string] => [set.set, 'stock', id]);
        const [found, pages] = await Promise.all([
          keys === undefined ? rowsOf(this.#db, set.set, 'stock') : rows.bulkGet(keys),
          stamps.where('set').equals(set.set).toArray(),
        ]);
        const byId = new Map<number, PageStamp>(
          pages.map(({ stampId, mine }) => [stampId, { stampId, mine }]),
        );
        return {
          rows: found.flatMap((row) => (row === undefined ? [] : stampedStock(row, set, byId))),
          caughtUp: byId.get(set.caughtUp ?? -1) ?? null,
          asOf: set.caughtUpAt ?? null,
        };
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

function stampedStock(
  row: ReplicaRow,
  set: ReplicaSet,
  stamps: ReadonlyMap<number, PageStamp>,
): readonly StampedStock[] {
  if (!fitsEntity(row, 'stock')) return [];
  const { place, stockItemId, milli } = row.row;
  const isOlder = set.caughtUp !== null && row.stampId <= set.caughtUp;
  return [{ place, stockItemId, milli, stamp: isOlder ? null : (stamps.get(row.stampId) ?? null) }];
}
