import type { PullReply } from '#protocol/pull.ts';
import type { RowEntity } from '#protocol/rows.ts';
import { markedIn } from '../../src/storage/replica/marked-rows.ts';
import type {
  MarkedRow,
  Replica,
  RowOf,
  StockView,
  StreamState,
  TakenPage,
} from '../../src/storage/replica/replica.ts';
import {
  fitsEntity,
  type ReplicaRow,
  type ReplicaSet,
  type ReplicaStamp,
} from '../../src/storage/replica/replica-database.ts';
import type { ReplicaTx } from '../../src/storage/replica/replica-tx.ts';
import {
  NO_STOCK,
  setInUse,
  stockSet,
  stockViewOf,
  streamStateOf,
} from '../../src/storage/replica/replica-views.ts';
import { STREAM_GONE } from '../../src/storage/replica/page-outcomes.ts';
import { dropStream, resetCursors } from '../../src/storage/replica/reset-streams.ts';
import { incomingRows, storePage } from '../../src/storage/replica/store-page.ts';
import { StorageFailure, type StorageFailureKind } from '../../src/storage/storage-failure.ts';

/** How many completed transactions a power cut may take back: the replica is relaxed and does not wait for the disk. */
const UNFLUSHED_MAX = 3;

interface Tables {
  readonly sets: ReadonlyMap<number, ReplicaSet>;
  readonly stamps: ReadonlyMap<number, ReplicaStamp>;
  readonly rows: ReadonlyMap<string, ReplicaRow>;
  readonly lastKey: number;
}

const EMPTY: Tables = { sets: new Map(), stamps: new Map(), rows: new Map(), lastKey: 0 };

/** What lies in a replica, and what lay in it a moment ago. It outlives the programs that use it. */
export class ReplicaDisk {
  tables = EMPTY;
  failure: StorageFailureKind | null = null;
  /** The generation that the rows of a set came from: the cursor forgets it when it is reset. */
  readonly bornIn = new Map<number, string>();
  #before: Tables[] = [];

  commit(tables: Tables): void {
    this.#before = [...this.#before, this.tables].slice(-UNFLUSHED_MAX);
    this.tables = tables;
  }

  /** The power goes: the last transactions may not have reached the disk. @param lost how many, at most */
  cutPower(lost: number): void {
    const kept = this.#before.at(-lost);
    if (lost > 0 && kept !== undefined) this.tables = kept;
    this.#before = [];
  }

  /** The same rows on another disk. */
  copy(): ReplicaDisk {
    const twin = new ReplicaDisk();
    twin.tables = this.tables;
    for (const [set, gen] of this.bornIn) twin.bornIn.set(set, gen);
    return twin;
  }

  /** Makes what lies here the work of an older program, whose rows the next one loads anew. */
  writeAsOlderProgram(): void {
    const sets = new Map([...this.tables.sets].map(([key, set]) => [key, { ...set, schema: 0 }]));
    this.commit({ ...this.tables, sets });
  }
}

/** The product's rules of pages over plain maps. One program of a till has one; the disk stays. */
export class MemoryReplica implements Replica {
  readonly outletId: string;
  readonly #disk: ReplicaDisk;
  readonly #pinKey: CryptoKey;
  #isClosed = false;

  readonly #onCommit: () => void;

  constructor(
    disk: ReplicaDisk,
    owner: { readonly outletId: string; readonly pinKey: CryptoKey },
    onCommit: () => void,
  ) {
    this.#onCommit = onCommit;
    this.outletId = owner.outletId;
    this.#disk = disk;
    this.#pinKey = owner.pinKey;
  }

  readStream(stream: string): Promise<StreamState> {
    const sets = [...this.#tables.sets.values()].filter((set) => set.stream === stream);
    return Promise.resolve(streamStateOf(sets, this.#tables.stamps.get(setInUse(sets)?.caughtUp ?? -1)));
  }

  async takePage(reply: PullReply, stream: string): Promise<TakenPage> {
    const rows = await incomingRows(reply.rows, this.#pinKey);
    const taken = await this.#write((tx) => storePage(tx, { reply, stream, rows }));
    for (const [key, set] of this.#tables.sets)
      if (set.stream === stream && set.gen === reply.serverGen) this.#disk.bornIn.set(key, set.gen);
    return taken;
  }

  resetCursors(): Promise<void> {
    return this.#write((tx) => resetCursors(tx));
  }

  async dropStream(stream: string): Promise<TakenPage> {
    await this.#write((tx) => dropStream(tx, stream));
    return STREAM_GONE;
  }

  readRows<Entity extends RowEntity>(entity: Entity): Promise<readonly RowOf<Entity>[]> {
    return Promise.resolve(this.rowsInUse().flatMap((row) => (fitsEntity(row, entity) ? [row.row] : [])));
  }

  readRow<Entity extends RowEntity>(entity: Entity, id: string): Promise<RowOf<Entity> | null> {
    const found = this.rowsInUse().filter((row) => row.id === id);
    return Promise.resolve(found.flatMap((row) => (fitsEntity(row, entity) ? [row.row] : []))[0] ?? null);
  }

  readMarked(asked: Parameters<Replica['readMarked']>[0]): Promise<readonly MarkedRow[]> {
    const { sets, stamps, rows } = this.#tables;
    const set = [...sets.values()].find(({ stream, isInUse }) => isInUse && stream === 'coop');
    if (set === undefined) return Promise.resolve([]);
    const found = asked.map(({ entity, id }) => rows.get(rowKey(set.set, entity, id)));
    return Promise.resolve(
      markedIn(
        set,
        found,
        [...stamps.values()].filter((stamp) => stamp.set === set.set),
      ),
    );
  }

  readStock(ids?: readonly string[]): Promise<StockView> {
    const { sets, stamps, rows } = this.#tables;
    const set = stockSet([...sets.values()]);
    if (set === undefined) return Promise.resolve(NO_STOCK);
    const found =
      ids === undefined
        ? [...rows.values()].filter((row) => row.set === set.set && row.entity === 'stock')
        : ids.map((id) => rows.get(rowKey(set.set, 'stock', id)));
    const own = [...stamps.values()].filter((stamp) => stamp.set === set.set);
    return Promise.resolve(stockViewOf(set, found, own));
  }

  close(): void {
    this.#isClosed = true;
  }

  /** Rows that screens show, of every stream. */
  rowsInUse(): readonly ReplicaRow[] {
    const { sets, rows } = this.#tables;
    return [...rows.values()].filter((row) => sets.get(row.set)?.isInUse === true);
  }

  get #tables(): Tables {
    return this.#disk.tables;
  }

  async #write<Value>(work: (tx: ReplicaTx) => Promise<Value>): Promise<Value> {
    if (this.#isClosed) return new Promise(() => undefined);
    const draft = new Draft(this.#tables);
    const value = await work(draft);
    const { failure } = this.#disk;
    this.#disk.failure = null;
    if (failure !== null)
      throw new StorageFailure(failure, 'The transaction was aborted when it was to complete');
    if (this.#isClosed) return new Promise(() => undefined);
    this.#disk.commit(draft.tables());
    this.#onCommit();
    return value;
  }
}

/** One transaction: nothing of it is in the tables before it completes. */
class Draft implements ReplicaTx {
  readonly #sets: Map<number, ReplicaSet>;
  readonly #stamps: Map<number, ReplicaStamp>;
  readonly #rows: Map<string, ReplicaRow>;
  #lastKey: number;

  constructor({ sets, stamps, rows, lastKey }: Tables) {
    this.#sets = new Map(sets);
    this.#stamps = new Map(stamps);
    this.#rows = new Map(rows);
    this.#lastKey = lastKey;
  }

  /** Rows of sets that are no more are swept at once. */
  tables(): Tables {
    for (const [key, row] of this.#rows) if (!this.#sets.has(row.set)) this.#rows.delete(key);
    return { sets: this.#sets, stamps: this.#stamps, rows: this.#rows, lastKey: this.#lastKey };
  }

  sets = (stream?: string) =>
    Promise.resolve([...this.#sets.values()].filter((set) => stream === undefined || set.stream === stream));

  addSet = (set: Omit<ReplicaSet, 'set'>) => {
    this.#lastKey += 1;
    this.#sets.set(this.#lastKey, { ...set, set: this.#lastKey });
    return Promise.resolve(this.#lastKey);
  };

  putSet = (set: ReplicaSet) => Promise.resolve(this.#sets.set(set.set, set));

  dropSets = (sets: readonly number[]) => {
    for (const set of sets) this.#sets.delete(set);
    for (const [key, stamp] of this.#stamps) if (sets.includes(stamp.set)) this.#stamps.delete(key);
    return Promise.resolve();
  };

  addStamp = (stamp: Omit<ReplicaStamp, 'stampId'>) => {
    this.#lastKey += 1;
    this.#stamps.set(this.#lastKey, { ...stamp, stampId: this.#lastKey });
    return Promise.resolve(this.#lastKey);
  };

  dropStampsBefore = (set: number, stampId: number) => {
    for (const [key, stamp] of this.#stamps)
      if (stamp.set === set && stamp.stampId < stampId) this.#stamps.delete(key);
    return Promise.resolve();
  };

  putRows = (rows: readonly ReplicaRow[]) => {
    for (const row of rows) this.#rows.set(rowKey(row.set, row.entity, row.id), row);
    return Promise.resolve();
  };

  deleteRows = (set: number, rows: readonly Pick<ReplicaRow, 'entity' | 'id'>[]) => {
    for (const { entity, id } of rows) this.#rows.delete(rowKey(set, entity, id));
    return Promise.resolve();
  };
}

function rowKey(set: number, entity: string, id: string): string {
  return `${set}|${entity}|${id}`;
}
