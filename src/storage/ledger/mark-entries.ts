import type { Stamp } from '#protocol/pull.ts';
import type { EpochState, FlaggedEntry, PushMark, StoredCheckpoint } from './ledger-port.ts';
import { prunedSeq, writable } from './ledger-record.ts';
import type { LedgerTx } from './ledger-store.ts';
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

/** Takes over another generation of the server, inside a transaction over meta and epochs. */
export async function adoptServerGen(tx: LedgerTx, serverGen: string): Promise<void> {
  const [record, epochs] = await Promise.all([tx.record(), tx.epochs()]);
  const rows = planServerGen(writable(record), epochs, serverGen);
  if (rows.record === record) return;
  await Promise.all([tx.putRecord(rows.record), ...rows.epochs.map((epoch) => tx.putEpoch(epoch))]);
}

/** Notes what a page's `mine` says of own entries, inside a transaction over meta, epochs and entries. */
export async function noteStamp(tx: LedgerTx, stamp: Stamp): Promise<void> {
  const [record, epochs, flagged] = await Promise.all([tx.record(), tx.epochs(), tx.flagged()]);
  writable(record);
  for (const epoch of epochs) {
    const mine = stamp[epoch.epoch];
    const own = flaggedOf(flagged, epoch.epoch);
    const changes = mine === undefined ? [] : changesByStamp(own, epoch, mine);
    if (changes.length === 0) continue;
    const needsAttention = flaggedAfter(own, changes);
    await Promise.all([tx.putEpoch({ ...epoch, needsAttention }), tx.changeStates(epoch.epoch, changes)]);
  }
}

/**
 * Notes a push reply, inside a transaction over entries, epochs, meta and checkpoints. The generation comes first: were `acked` of the other epochs left for a later transaction, a power
 * cut in between would leave them believed to lie on a server that has lost them.
 */
export async function markPush(tx: LedgerTx, mark: PushMark): Promise<void> {
  const [before, epochsBefore, allFlagged, checkpoints] = await Promise.all([
    tx.record(),
    tx.epochs(),
    tx.flagged(),
    mark.checkpoint === null ? [] : tx.checkpoints(),
  ]);
  const fresh = planServerGen(writable(before), epochsBefore, mark.serverGen);
  const epochs = fresh.epochs.length === 0 ? epochsBefore : fresh.epochs;
  const epoch = epochs.find((one) => one.epoch === mark.epoch);
  // A closed epoch may have been pruned away between the request and its reply: then there is nothing to note of it.
  if (epoch === undefined) return;
  const flagged = flaggedOf(allFlagged, mark.epoch);
  const statuses = mark.statuses.filter(([seq]) => seq > prunedSeq(epoch) && seq <= epoch.seq);
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
  if (seq === epoch.prunedThrough?.seq) return epoch.prunedThrough.totals.gross;
  if (seq === 0) return epoch.startTotals.gross;
  const row = await tx.entry(epoch.epoch, seq);
  if (row === undefined) throw new StorageFailure('damaged', `Entry ${seq} is missing`);
  return row.gross;
}

function flaggedOf(flagged: readonly FlaggedEntry[], epoch: string): readonly FlaggedEntry[] {
  return flagged.filter((entry) => entry.epoch === epoch);
}
