import { durableForLong } from './durable-marks.ts';
import type { EpochState, LedgerRecord, PruneRequest } from './ledger-port.ts';
import { prunedSeq, writable, WRITER_SCHEMA, type EntryRow } from './ledger-record.ts';
import type { LedgerTx } from './ledger-store.ts';
import { totalsIn } from './plan-rehome.ts';

/**
 * Takes away the oldest entries of one epoch that nobody needs here any more, inside a transaction over entries, epochs and
 * meta. It stops at the first that has to stay, because a ledger may lose its beginning but never get a hole.
 * @returns how many went; 0 when nothing is left to do
 */
export async function prune(tx: LedgerTx, request: PruneRequest): Promise<number> {
  const [before, epochs, flagged] = await Promise.all([tx.record(), tx.epochs(), tx.flagged()]);
  const record = writable(before);
  for (const epoch of epochs) {
    if (isSpent(epoch)) {
      await Promise.all([tx.deleteEpoch(epoch.epoch), lift(tx, record)]);
      continue;
    }
    const kept = flagged.filter((entry) => entry.epoch === epoch.epoch).map((entry) => entry.seq - 1);
    const through = Math.min(safeThrough(epoch, request, record), ...kept);
    if (through <= prunedSeq(epoch)) continue;
    const rows = await tx.entriesAfter(epoch.epoch, prunedSeq(epoch), request.entriesMax);
    const last = lastToGo(rows, through, record);
    const totals = last === undefined ? null : totalsIn(last.body);
    // An entry whose sums can't be read is the only witness of them.
    if (last === undefined || totals === null) continue;
    const prunedThrough = { seq: last.seq, hash: last.hash, totals };
    await Promise.all([
      tx.dropEntries(epoch.epoch, { from: prunedSeq(epoch) + 1, to: last.seq }),
      tx.putEpoch({ ...epoch, prunedThrough }),
      lift(tx, record),
    ]);
    return rows.indexOf(last) + 1;
  }
  return 0;
}

/** From now on a program of writer schema 1 would miss entries here. */
function lift(tx: LedgerTx, record: LedgerRecord): PromiseLike<unknown> | null {
  return record.writerSchema === WRITER_SCHEMA
    ? null
    : tx.putRecord({ ...record, writerSchema: WRITER_SCHEMA });
}

/** A closed epoch of which the server has everything and the device nothing left. */
function isSpent(epoch: EpochState): boolean {
  return !epoch.isOpen && epoch.seq === prunedSeq(epoch) && epoch.acked >= epoch.seq;
}

/** The seq through which the server has an epoch for good: acknowledged, in its rows, and in backups for long enough. */
function safeThrough(epoch: EpochState, { contained }: PruneRequest, record: LedgerRecord): number {
  const mine = contained[epoch.epoch];
  const serverAt = record.serverClock?.serverAt;
  if (mine === undefined || serverAt === undefined) return 0;
  const open = Math.min(...mine.unapplied, ...mine.quarantined);
  const durable = Math.min(epoch.durable, durableForLong(epoch.durableMarks ?? [], serverAt));
  return Math.min(epoch.acked, mine.acked, durable, open - 1);
}

/** The last of the oldest entries that may go; the day of an open shift stays whole, because its Z report is made from it. */
function lastToGo(rows: readonly EntryRow[], through: number, record: LedgerRecord): EntryRow | undefined {
  const shiftDate = record.openShift?.businessDate;
  const firstToStay = rows.findIndex(
    ({ seq, businessDate }) => seq > through || (shiftDate !== undefined && businessDate >= shiftDate),
  );
  return firstToStay === -1 ? rows.at(-1) : rows[firstToStay - 1];
}
