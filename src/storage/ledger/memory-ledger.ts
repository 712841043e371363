import { invariant } from '#domain/invariant.ts';
import { StorageFailure, type StorageFailureKind } from '../storage-failure.ts';
import * as appending from './append-entry.ts';
import { beginLedger } from './begin-ledger.ts';
import { ledgerOn, type LateRules } from './ledger.ts';
import type {
  EpochState,
  LedgerPort,
  LedgerRecord,
  LedgerSeed,
  StoredCart,
  StoredCheckpoint,
} from './ledger-port.ts';
import type { EntryRow } from './ledger-record.ts';
import type { LedgerStore, LedgerTx } from './ledger-store.ts';
import * as syncing from './sync-rules.ts';
import type { PinAttempts } from './pin-lock.ts';

const RULES: LateRules = {
  appending: () => appending,
  syncing: () => syncing,
};

/** A ledger in memory, with the faults of a disk: for tests and the simulator. */
export interface MemoryLedger extends LedgerPort {
  /** A second connection to the same memory, as another tab has. */
  openAgain(): MemoryLedger;
  /**
   * Cuts the power: whatever has not completed is gone. Its promises never settle, because nobody is left to hear them.
   * @returns the ledger as the next start finds it
   */
  powerCut(): MemoryLedger;
  /** Lets the next transaction that writes fail when it is to complete, as a full disk does. */
  failNextCommit(kind: StorageFailureKind): void;
  /** Makes the ledger one that a newer program has written. */
  writeAsNewerProgram(): void;
  /** Makes the ledger one that the first program, of writer schema 1, has written. */
  writeAsFirstProgram(): void;
  /**
   * A copy of the disk as it is now, as a cloned profile or an image of the tablet has it.
   * @param pause of the copy, which may lie in another tablet; the same as here when none is given
   */
  copyDisk(pause?: Pause): MemoryLedger;
  /** Hurts what lies at a place: the row is gone, or its body is another. No program of ours does that. */
  damage(epoch: string, seq: number, body: string | null): void;
}

/** Waited for before a transaction's writes reach the memory, and again before it is said to be complete. */
export type Pause = () => Promise<void>;

/**
 * Makes a ledger in memory.
 * @param pause a power cut falls into its gaps: work is lost whole, or kept whole without anyone having heard of it
 */
export function createMemoryLedger(seed: LedgerSeed, pause: Pause = () => Promise.resolve()): MemoryLedger {
  return connect(new MemoryDisk(seed, pause));
}

function connect(disk: MemoryDisk): MemoryLedger {
  return {
    ...ledgerOn(new MemoryStore(disk), RULES),
    openAgain: () => connect(disk),
    powerCut() {
      disk.cutPower();
      return connect(disk);
    },
    failNextCommit(kind) {
      disk.failure = kind;
    },
    writeAsFirstProgram() {
      disk.record = { ...disk.record, writerSchema: 1 };
      for (const [key, { durableMarks: _marks, ...epoch }] of disk.epochs) disk.epochs.set(key, epoch);
    },
    copyDisk: (pause) => connect(disk.copy(pause)),
    damage(epoch, seq, body) {
      const place = placeKey(epoch, seq);
      const row = disk.entries.get(place);
      invariant(row !== undefined, 'only an entry that is there can be damaged');
      if (body !== null) disk.entries.set(place, { ...row, body });
      else disk.entries.delete(place);
      if (body === null) disk.placeOfFact.delete(row.factId);
    },
    writeAsNewerProgram() {
      disk.record = { ...disk.record, writerSchema: disk.record.writerSchema + 1 };
    },
  };
}

class MemoryDisk {
  record: LedgerRecord;
  readonly seed: LedgerSeed;
  readonly epochs = new Map<string, EpochState>();
  readonly entries = new Map<string, EntryRow>();
  readonly placeOfFact = new Map<string, string>();
  /** The highest seq that ever stood in an epoch: a reading of the ones after a hole has to end somewhere. */
  readonly lastSeq = new Map<string, number>();
  readonly carts = new Map<string, StoredCart>();
  readonly pins = new Map<string, PinAttempts>();
  readonly checkpoints = new Map<string, StoredCheckpoint>();
  failure: StorageFailureKind | null = null;
  readonly #pause: Pause;
  /** Counts power cuts: a connection of an earlier life never completes anything. */
  #life = 0;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(seed: LedgerSeed, pause: Pause) {
    const { record, epoch } = beginLedger(seed);
    this.seed = seed;
    this.record = record;
    this.epochs.set(epoch.epoch, epoch);
    this.#pause = pause;
  }

  /** The same contents on another disk. Rows are never changed in place, so they can be shared. */
  copy(pause = this.#pause): MemoryDisk {
    const twin = new MemoryDisk(this.seed, pause);
    twin.record = this.record;
    for (const table of [
      'epochs',
      'entries',
      'placeOfFact',
      'lastSeq',
      'carts',
      'pins',
      'checkpoints',
    ] as const) {
      copyInto<unknown>(this[table], twin[table]);
    }
    return twin;
  }

  get life(): number {
    return this.#life;
  }

  cutPower(): void {
    this.#life += 1;
    this.#queue = Promise.resolve();
    this.failure = null;
  }

  /** One transaction at a time in the order asked, as IndexedDB gives to transactions that write the same tables. */
  inTurn<Value>(life: number, work: (tx: MemoryTx) => Promise<Value>): Promise<Value> {
    const turn = this.#queue.then(() => this.#run(life, work));
    this.#queue = turn.catch(() => undefined);
    return turn;
  }

  async #run<Value>(life: number, work: (tx: MemoryTx) => Promise<Value>): Promise<Value> {
    const tx = new MemoryTx(this);
    const value = await work(tx);
    if (tx.writes.length === 0) return this.#life === life ? value : nobodyHears();
    await this.#pause();
    if (this.#life !== life) return nobodyHears();
    const failure = this.failure;
    this.failure = null;
    if (failure !== null)
      throw new StorageFailure(failure, 'The transaction was aborted when it was to complete');
    for (const write of tx.writes) write();
    await this.#pause();
    return this.#life === life ? value : nobodyHears();
  }
}

class MemoryStore implements LedgerStore {
  readonly #disk: MemoryDisk;
  readonly #life: number;
  #isClosed = false;

  constructor(disk: MemoryDisk) {
    this.#disk = disk;
    this.#life = disk.life;
  }

  read<Value>(_tables: unknown, work: (tx: LedgerTx) => Promise<Value>): Promise<Value> {
    if (this.#isClosed) return Promise.reject(new StorageFailure('blocked', 'The ledger is closed'));
    // A program that died with the power asks for nothing any more, and keeps nobody waiting.
    if (this.#life !== this.#disk.life) return nobodyHears();
    return this.#disk.inTurn(this.#life, work);
  }

  write<Value>(tables: unknown, work: (tx: LedgerTx) => Promise<Value>): Promise<Value> {
    return this.read(tables, work);
  }

  close(): void {
    this.#isClosed = true;
  }
}

/** Reads what is there, and keeps its writes to itself until the transaction completes. */
class MemoryTx implements LedgerTx {
  readonly writes: (() => unknown)[] = [];
  readonly #disk: MemoryDisk;
  /** Places that this transaction has taken away: another entry may stand there afterwards. */
  readonly #freed = new Set<string>();

  constructor(disk: MemoryDisk) {
    this.#disk = disk;
  }

  record = () => Promise.resolve(this.#disk.record);
  keys = () => Promise.resolve(this.#disk.seed.keys);
  epochs = () => Promise.resolve([...this.#disk.epochs.values()].toSorted((a, b) => a.ordinal - b.ordinal));
  entry = (epoch: string, seq: number) => Promise.resolve(this.#disk.entries.get(placeKey(epoch, seq)));
  checkpoints = () => Promise.resolve([...this.#disk.checkpoints.values()]);
  pinAttempts = (staffId: string) => Promise.resolve(this.#disk.pins.get(staffId));
  cart = (cartId: string) => Promise.resolve(this.#disk.carts.get(cartId));
  carts = () => Promise.resolve([...this.#disk.carts.values()]);

  putRecord = (record: LedgerRecord) => this.#later(() => (this.#disk.record = record));
  putEpoch = (epoch: EpochState) => this.#later(() => this.#disk.epochs.set(epoch.epoch, epoch));
  deleteEpoch = (epoch: string) => this.#later(() => this.#disk.epochs.delete(epoch));
  putCart = (cart: StoredCart) => this.#later(() => this.#disk.carts.set(cart.cart.cartId, cart));
  deleteCart = (cartId: string) => this.#later(() => this.#disk.carts.delete(cartId));
  putPinAttempts = (attempts: PinAttempts) =>
    this.#later(() => this.#disk.pins.set(attempts.staffId, attempts));
  deletePinAttempts = (staffId: string) => this.#later(() => this.#disk.pins.delete(staffId));
  putCheckpoint = (checkpoint: StoredCheckpoint) =>
    this.#later(() => this.#disk.checkpoints.set(`${checkpoint.serverGen}|${checkpoint.epoch}`, checkpoint));

  entryOfFact(factId: string) {
    const place = this.#disk.placeOfFact.get(factId);
    return Promise.resolve(place === undefined ? undefined : this.#disk.entries.get(place));
  }

  entriesAfter(epoch: string, afterSeq: number, limit: number) {
    const rows: EntryRow[] = [];
    const last = this.#disk.lastSeq.get(epoch) ?? 0;
    for (let seq = afterSeq + 1; seq <= last && rows.length < limit; seq += 1) {
      const row = this.#disk.entries.get(placeKey(epoch, seq));
      if (row !== undefined) rows.push(row);
    }
    return Promise.resolve(rows);
  }

  entriesOfDay(businessDate: string) {
    return Promise.resolve(
      [...this.#disk.entries.values()].filter((row) => row.businessDate === businessDate),
    );
  }

  flagged: LedgerTx['flagged'] = () => {
    const rows = [...this.#disk.entries.values()];
    return Promise.resolve(
      rows.flatMap(({ epoch, seq, state, reason }) =>
        state === undefined ? [] : [{ epoch, seq, state, reason: reason ?? null }],
      ),
    );
  };

  addEntry(row: EntryRow) {
    const place = placeKey(row.epoch, row.seq);
    const isFree = this.#freed.has(place) || !this.#disk.entries.has(place);
    invariant(isFree, 'a place in the ledger is given once');
    return this.#later(() => {
      this.#disk.entries.set(place, row);
      this.#disk.placeOfFact.set(row.factId, place);
      this.#disk.lastSeq.set(row.epoch, Math.max(row.seq, this.#disk.lastSeq.get(row.epoch) ?? 0));
    });
  }

  dropEntries(epoch: string, { from, to }: { from: number; to: number }) {
    for (let seq = from; seq <= to; seq += 1) this.#freed.add(placeKey(epoch, seq));
    return this.#later(() => {
      for (let seq = from; seq <= to; seq += 1) {
        const row = this.#disk.entries.get(placeKey(epoch, seq));
        if (row !== undefined) this.#disk.placeOfFact.delete(row.factId);
        this.#disk.entries.delete(placeKey(epoch, seq));
      }
    });
  }

  changeStates: LedgerTx['changeStates'] = (epoch, changes) =>
    this.#later(() => {
      for (const { seq, state, reason } of changes) {
        const place = placeKey(epoch, seq);
        const row = this.#disk.entries.get(place);
        if (row === undefined) continue;
        const { state: _state, reason: _reason, ...untouched } = row;
        this.#disk.entries.set(place, state === null ? untouched : { ...untouched, state, reason });
      }
    });

  #later(write: () => unknown): Promise<void> {
    this.writes.push(write);
    return Promise.resolve();
  }
}

function copyInto<Value>(from: ReadonlyMap<string, Value>, to: Map<string, Value>): void {
  to.clear();
  for (const [key, value] of from) to.set(key, value);
}

function placeKey(epoch: string, seq: number): string {
  return `${epoch}|${seq}`;
}

function nobodyHears(): Promise<never> {
  return new Promise(() => undefined);
}
