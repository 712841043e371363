import type { Fact } from '#domain/facts.ts';
import type { AppendRefusal } from '#domain/refusal.ts';
import type { Result } from '#domain/result.ts';
import type { Stamp } from '#protocol/pull.ts';
import type {
  Appended,
  AppendRequest,
  LedgerCopy,
  LedgerPort,
  Moment,
  PinLock,
  PruneRequest,
  PushMark,
  RehomeRequest,
  StoredCart,
  StoredEntry,
} from './ledger-port.ts';
import { metaOf, shownEntry, writable, type EntryRow } from './ledger-record.ts';
import type { LedgerStore, LedgerTable, LedgerTx } from './ledger-store.ts';
import { addFailure, lockOf, noAttempts, watchLock } from './pin-lock.ts';
import type * as appending from './append-entry.ts';
import type * as syncing from './sync-rules.ts';
import { withFile } from '../late-file.ts';

const LINE_TABLES: readonly LedgerTable[] = ['entries', 'epochs', 'meta'];
const MARK_TABLES: readonly LedgerTable[] = [...LINE_TABLES, 'checkpoints'];

/** The rules that write entries. A till shows its goods before it needs them, so they may come in files of their own. */
export interface LateRules {
  readonly appending: () => typeof appending | Promise<typeof appending>;
  readonly syncing: () => typeof syncing | Promise<typeof syncing>;
}

/**
 * The ledger's rules over a place where it lies.
 * @param late is awaited before a transaction opens, never inside: a foreign await would tear it
 */
export function ledgerOn(store: LedgerStore, late: LateRules): LedgerPort {
  return {
    ...readsOf(store),
    ...appendingOf(store, late),
    ...syncingOf(store, late),
    ...pinsOf(store),
    ...cartsOf(store),
    close: () => store.close(),
  };
}

function readsOf(store: LedgerStore) {
  /** Reads rows and shows them with the state that their epoch's `acked` gives them. */
  const readRows = (read: (tx: LedgerTx) => PromiseLike<readonly EntryRow[]>): Promise<StoredEntry[]> =>
    store.read(['entries', 'epochs'], async (tx) => {
      const [rows, epochs] = await Promise.all([read(tx), tx.epochs()]);
      return rows.map((row) => shownEntry(row, epochs));
    });
  const readRow = async (
    read: (tx: LedgerTx) => PromiseLike<EntryRow | undefined>,
  ): Promise<StoredEntry | null> => {
    const [entry] = await readRows(async (tx) => {
      const row = await read(tx);
      return row === undefined ? [] : [row];
    });
    return entry ?? null;
  };
  return {
    readMeta: () => store.read(['meta'], async (tx) => metaOf(await tx.record())),
    readKeys: () => store.read(['meta'], async (tx) => tx.keys()),
    readEpochs: () => store.read(['epochs'], async (tx) => tx.epochs()),
    readEntries: (epoch: string, afterSeq: number, limit: number) =>
      readRows((tx) => tx.entriesAfter(epoch, afterSeq, limit)),
    readEntry: (epoch: string, seq: number) => readRow((tx) => tx.entry(epoch, seq)),
    findEntry: (factId: string) => readRow((tx) => tx.entryOfFact(factId)),
    readDay: (date: Fact['businessDate']) =>
      store.read(['entries', 'epochs'], async (tx) => {
        const [rows, epochs] = await Promise.all([tx.entriesOfDay(date), tx.epochs()]);
        const ordinal = new Map(epochs.map((epoch) => [epoch.epoch, epoch.ordinal]));
        const age = (row: EntryRow): number => ordinal.get(row.epoch) ?? 0;
        return rows
          .toSorted((a, b) => age(b) - age(a) || b.seq - a.seq)
          .map((row) => shownEntry(row, epochs));
      }),
    readFlagged: () => store.read(['entries'], async (tx) => tx.flagged()),
    readCheckpoints: () => store.read(['checkpoints'], async (tx) => tx.checkpoints()),
  };
}

function appendingOf(store: LedgerStore, late: LateRules) {
  return {
    append: <Refusal>(request: AppendRequest<Refusal>): Promise<Result<Appended, Refusal | AppendRefusal>> =>
      withFile(late.appending, ({ append }) => append(store, request)),
    countBoot: () =>
      store.write(['meta'], async (tx) => {
        const record = writable(await tx.record());
        const boot = record.boot + 1;
        await tx.putRecord({ ...record, boot });
        return boot;
      }),
    patchMeta: (patch: Parameters<LedgerPort['patchMeta']>[0]) =>
      store.write(['meta'], async (tx) => {
        const record = writable(await tx.record());
        await tx.putRecord({ ...record, ...patch });
      }),
  };
}

function syncingOf(store: LedgerStore, late: LateRules) {
  const write = <Value>(
    tables: readonly LedgerTable[],
    work: (rules: typeof syncing.syncRules, tx: LedgerTx) => Promise<Value>,
  ): Promise<Value> =>
    withFile(late.syncing, ({ syncRules }) => store.write(tables, (tx) => work(syncRules, tx)));
  return {
    markPush: (mark: PushMark) => write(MARK_TABLES, (rules, tx) => rules.markPush(tx, mark)),
    adoptServerGen: (serverGen: string) =>
      write(['meta', 'epochs'], (rules, tx) => rules.adoptServerGen(tx, serverGen)),
    noteStamp: (stamp: Stamp) => write(LINE_TABLES, (rules, tx) => rules.noteStamp(tx, stamp)),
    rehome: (request: RehomeRequest) => write(LINE_TABLES, (rules, tx) => rules.rehome(tx, request)),
    prune: (request: PruneRequest) => write(LINE_TABLES, (rules, tx) => rules.prune(tx, request)),
    takeBack: (copy: LedgerCopy) => write(LINE_TABLES, (rules, tx) => rules.takeBack(tx, copy)),
    readStanding: () =>
      withFile(late.syncing, ({ syncRules }) => store.read(['meta', 'epochs'], syncRules.readStanding)),
  };
}

function pinsOf(store: LedgerStore) {
  return {
    readPinLock: (staffId: string, at: Moment): Promise<PinLock> =>
      store.write(['meta'], async (tx) => {
        const before = await tx.pinAttempts(staffId);
        if (before === undefined) return lockOf(noAttempts(staffId), at.boot);
        const attempts = watchLock(before, at);
        if (attempts !== before) await tx.putPinAttempts(attempts);
        return lockOf(attempts, at.boot);
      }),
    notePinFailure: (staffId: string, at: Moment): Promise<PinLock> =>
      store.write(['meta'], async (tx) => {
        const attempts = addFailure((await tx.pinAttempts(staffId)) ?? noAttempts(staffId), at);
        await tx.putPinAttempts(attempts);
        return lockOf(attempts, at.boot);
      }),
    clearPinFailures: (staffId: string): Promise<void> =>
      store.write(['meta'], async (tx) => {
        await tx.deletePinAttempts(staffId);
      }),
  };
}

function cartsOf(store: LedgerStore) {
  return {
    readCarts: () =>
      store.read(['carts'], async (tx) => {
        const carts = await tx.carts();
        return carts.toSorted((a, b) => b.updatedAt - a.updatedAt);
      }),
    writeCart: (cart: StoredCart): Promise<boolean> =>
      store.write(['carts', 'meta'], async (tx) => {
        const [record, stored] = await Promise.all([tx.record(), tx.cart(cart.cart.cartId)]);
        writable(record);
        if ((stored?.revision ?? 0) !== cart.revision - 1) return false;
        await tx.putCart(cart);
        return true;
      }),
    deleteCart: (cartId: string): Promise<void> =>
      store.write(['carts', 'meta'], async (tx) => {
        writable(await tx.record());
        await tx.deleteCart(cartId);
      }),
  };
}
