import type { Fact } from '#domain/facts.ts';
import { invariant } from '#domain/invariant.ts';
import type { AppendRefusal } from '#domain/refusal.ts';
import { accepted, refused, type Result } from '#domain/result.ts';
import type { Stamp } from '#protocol/pull.ts';
import type {
  Appended,
  AppendRequest,
  EpochState,
  FlaggedEntry,
  LedgerPort,
  Moment,
  PinLock,
  PushMark,
  StoredCart,
  StoredCheckpoint,
  StoredEntry,
} from './ledger-port.ts';
import { entryOf, isOvertaken, metaOf, type EntryRow, type LedgerRecord } from './ledger-record.ts';
import type { LedgerStore, LedgerTable, LedgerTx } from './ledger-store.ts';
import { addFailure, lockOf, noAttempts, watchLock } from './pin-lock.ts';
import { planAppend, type AppendPlan } from './plan-append.ts';
import {
  ackedAfter,
  changesByStamp,
  changesByStatus,
  epochAfterMark,
  flaggedAfter,
  planServerGen,
  recordAfterMark,
} from './plan-mark.ts';
import { StorageFailure } from '../storage-failure.ts';

const APPEND_TABLES: readonly LedgerTable[] = ['entries', 'epochs', 'meta', 'carts'];
const MARK_TABLES: readonly LedgerTable[] = ['entries', 'epochs', 'meta', 'checkpoints'];

/** The ledger's rules over a place where it lies. */
export function ledgerOn(store: LedgerStore): LedgerPort {
  return {
    ...readsOf(store),
    ...appendingOf(store),
    ...markingOf(store),
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
      return rows.map((row) => shown(row, epochs));
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
        return rows.toSorted((a, b) => age(b) - age(a) || b.seq - a.seq).map((row) => shown(row, epochs));
      }),
    readFlagged: () => store.read(['entries'], async (tx) => tx.flagged()),
    readCheckpoints: () => store.read(['checkpoints'], async (tx) => tx.checkpoints()),
  };
}

function appendingOf(store: LedgerStore) {
  return {
    append: <Refusal>(request: AppendRequest<Refusal>): Promise<Result<Appended, Refusal | AppendRefusal>> =>
      store.write(APPEND_TABLES, async (tx) => {
        const [record, epochs, row, cart] = await Promise.all([
          tx.record(),
          tx.epochs(),
          tx.entryOfFact(request.factId),
          request.cart === null ? null : tx.cart(request.cart.cartId),
        ]);
        const epoch = epochIn(epochs, record.openEpoch);
        const existing = row === undefined ? null : shown(row, epochs);
        const plan = planAppend({ record, epoch, existing, cart: cart ?? null }, request);
        await carryOut(tx, plan);
        return plan.kind === 'refused' ? refused(plan.refusal) : accepted(plan.appended);
      }),
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

async function carryOut<Refusal>(tx: LedgerTx, plan: AppendPlan<Refusal>): Promise<void> {
  if (plan.kind === 'refused') {
    if (plan.parkedCart !== null) await tx.putCart(plan.parkedCart);
    return;
  }
  if (plan.kind === 'repeat') {
    if (plan.paidCartId !== null) await tx.deleteCart(plan.paidCartId);
    return;
  }
  const { entry, epoch, record, paidCartId } = plan.rows;
  await Promise.all([
    tx.addEntry(entry),
    tx.putEpoch(epoch),
    tx.putRecord(record),
    ...(paidCartId === null ? [] : [tx.deleteCart(paidCartId)]),
  ]);
}

function markingOf(store: LedgerStore) {
  return {
    markPush: (mark: PushMark) => store.write(MARK_TABLES, (tx) => markPush(tx, mark)),
    adoptServerGen: (serverGen: string) =>
      store.write(['meta', 'epochs'], async (tx) => {
        const [record, epochs] = await Promise.all([tx.record(), tx.epochs()]);
        const rows = planServerGen(writable(record), epochs, serverGen);
        if (rows.record === record) return;
        await Promise.all([tx.putRecord(rows.record), ...rows.epochs.map((epoch) => tx.putEpoch(epoch))]);
      }),
    noteStamp: (stamp: Stamp) =>
      store.write(['meta', 'epochs', 'entries'], async (tx) => {
        const [record, epochs, flagged] = await Promise.all([tx.record(), tx.epochs(), tx.flagged()]);
        writable(record);
        for (const epoch of epochs) {
          const mine = stamp[epoch.epoch];
          const own = flaggedOf(flagged, epoch.epoch);
          const changes = mine === undefined ? [] : changesByStamp(own, epoch, mine);
          if (changes.length === 0) continue;
          const needsAttention = flaggedAfter(own, changes);
          await Promise.all([
            tx.putEpoch({ ...epoch, needsAttention }),
            tx.changeStates(epoch.epoch, changes),
          ]);
        }
      }),
  };
}

/**
 * Notes a push reply. The generation comes first: were `acked` of the other epochs left for a later transaction, a power
 * cut in between would leave them believed to lie on a server that has lost them.
 */
async function markPush(tx: LedgerTx, mark: PushMark): Promise<void> {
  const [before, epochsBefore, allFlagged, checkpoints] = await Promise.all([
    tx.record(),
    tx.epochs(),
    tx.flagged(),
    mark.checkpoint === null ? [] : tx.checkpoints(),
  ]);
  const fresh = planServerGen(writable(before), epochsBefore, mark.serverGen);
  const epochs = fresh.epochs.length === 0 ? epochsBefore : fresh.epochs;
  const epoch = epochIn(epochs, mark.epoch);
  const flagged = flaggedOf(allFlagged, mark.epoch);
  const statuses = mark.statuses.filter(([seq]) => seq >= 1 && seq <= epoch.seq);
  const changes = changesByStatus(flagged, statuses);
  const acked = ackedAfter(epoch, mark);
  const ackedGross = await grossAt(tx, epoch, acked);
  const marked = epochAfterMark(epoch, mark, { ackedGross, flagged: flaggedAfter(flagged, changes) });
  const others = fresh.epochs.filter((other) => other.epoch !== mark.epoch);
  await Promise.all([
    tx.putRecord(recordAfterMark(fresh.record, mark)),
    ...[marked, ...others].map((row) => tx.putEpoch(row)),
    changes.length === 0 ? null : tx.changeStates(mark.epoch, changes),
    isNewer(mark, checkpoints) ? tx.putCheckpoint({ ...mark.checkpoint, serverGen: mark.serverGen }) : null,
  ]);
}

/** A later checkpoint of an epoch covers all earlier ones by the chain, so the newest is the one worth its place. */
function isNewer(
  mark: PushMark,
  checkpoints: readonly StoredCheckpoint[],
): mark is PushMark & { readonly checkpoint: NonNullable<PushMark['checkpoint']> } {
  const { checkpoint, serverGen } = mark;
  if (checkpoint === null) return false;
  return !checkpoints.some(
    (kept) => kept.serverGen === serverGen && kept.epoch === checkpoint.epoch && kept.n >= checkpoint.n,
  );
}

async function grossAt(tx: LedgerTx, epoch: EpochState, seq: number): Promise<number> {
  if (seq === epoch.seq) return epoch.totals.gross;
  if (seq === epoch.acked) return epoch.ackedGross;
  if (seq === 0) return epoch.startTotals.gross;
  const row = await tx.entry(epoch.epoch, seq);
  if (row === undefined) throw new StorageFailure('damaged', `Entry ${seq} is missing`);
  return row.gross;
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

/** The record, once it is known that this program may write. @throws StorageFailure when a newer program has taken over */
function writable(record: LedgerRecord): LedgerRecord {
  if (isOvertaken(record)) throw new StorageFailure('blocked', 'A newer program has taken over this ledger');
  return record;
}

function epochIn(epochs: readonly EpochState[], epoch: string): EpochState {
  const found = epochs.find((one) => one.epoch === epoch);
  invariant(found !== undefined, `the ledger has the epoch ${epoch}`);
  return found;
}

function flaggedOf(flagged: readonly FlaggedEntry[], epoch: string): readonly FlaggedEntry[] {
  return flagged.filter((entry) => entry.epoch === epoch);
}

function shown(row: EntryRow, epochs: readonly EpochState[]): StoredEntry {
  return entryOf(row, epochs.find((epoch) => epoch.epoch === row.epoch)?.acked ?? 0);
}
