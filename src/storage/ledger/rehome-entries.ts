import { entryHash } from '#domain/chain.ts';
import { REHOMES_A_DAY_MAX, type EpochState, type LedgerPoint, type LedgerRecord } from './ledger-port.ts';
import type { RehomeOutcome, RehomeRequest } from './ledger-port.ts';
import { prunedSeq, writable, WRITER_SCHEMA, type EntryRow } from './ledger-record.ts';
import type { LedgerTx } from './ledger-store.ts';
import { closedAt, nextEpoch, totalsAtPoint, type Departure } from './plan-rehome.ts';

/** Entries that are moved at once. All of them move in one transaction; this only bounds what lies in memory. */
const CHUNK = 500;
const DAY_MS = 24 * 60 * 60_000;

/**
 * Gives up a lineage, inside a transaction over entries, epochs and meta. Everything is looked at again here: another tab may
 * have moved the entries already, and a sale may have been appended since, which then simply moves with the others.
 */
export async function rehome(tx: LedgerTx, request: RehomeRequest): Promise<RehomeOutcome> {
  const [before, epochs, flagged] = await Promise.all([tx.record(), tx.epochs(), tx.flagged()]);
  const record = writable(before);
  const left = epochs.find((one) => one.epoch === request.epoch);
  if (left?.isOpen !== request.isOpen || record.serverGen !== request.serverGen) return 'overtaken';
  const departure = await readDeparture(tx, left, request);
  if (departure === null) return 'overtaken';
  const now = record.serverClock?.serverAt ?? 0;
  if (isTooOften(record, now)) return 'too-often';
  const next = nextEpoch(departure, record.identity, 1 + Math.max(...epochs.map((one) => one.ordinal)));
  const head = await moveEntries(tx, departure, next, record.identity.coopId);
  const own = flagged.filter(({ epoch, seq }) => epoch === left.epoch && seq <= departure.parent.seq);
  await Promise.all([
    tx.putEpoch({ ...next, ...head }),
    tx.putEpoch(closedAt(departure, own.length)),
    tx.putRecord({
      ...record,
      openEpoch: left.isOpen ? next.epoch : record.openEpoch,
      writerSchema: WRITER_SCHEMA,
      rehomedAt: [...(record.rehomedAt ?? []), now].slice(-REHOMES_A_DAY_MAX),
    }),
  ]);
  return 'moved';
}

/** Reads where the entries leave from; null when the ledger does not stand as the request says. */
async function readDeparture(
  tx: LedgerTx,
  left: EpochState,
  request: RehomeRequest,
): Promise<Departure | null> {
  const oldest = left.prunedThrough ?? { seq: 0, hash: left.genesisHash };
  const parent = request.parent ?? { seq: oldest.seq, hash: oldest.hash };
  const [parentRow, [firstMoving]] = await Promise.all([
    tx.entry(left.epoch, parent.seq),
    tx.entriesAfter(left.epoch, parent.seq, 1),
  ]);
  const { missingTo } = request;
  const isPruned = parent.seq < prunedSeq(left);
  // What the server has of pruned entries can't be compared any more: its word is all there is.
  const holds = isPruned ? missingTo !== null : ownHashAt(left, parent.seq, parentRow) === parent.hash;
  if (!holds || parent.seq > left.seq) return null;
  if (missingTo === null) {
    // An open ledger may go on from its very end; a closed one without anything to move has been dealt with before.
    if (firstMoving === undefined && !left.isOpen) return null;
  } else if (missingTo <= parent.seq || (firstMoving?.seq ?? Infinity) <= missingTo) return null;
  const totalsAtParent = totalsAtPoint(left, parent.seq, parentRow);
  return { left, parent, request, firstMoving, totalsAtParent };
}

function ownHashAt(left: EpochState, seq: number, row: EntryRow | undefined): string | null {
  if (seq === 0) return left.genesisHash;
  if (row !== undefined) return row.hash;
  if (seq === left.prunedThrough?.seq) return left.prunedThrough.hash;
  return seq === left.seq ? left.hash : null;
}

/** Moves what stands after the parent, in order and with its bytes; the places it leaves are free before it arrives. */
async function moveEntries(
  tx: LedgerTx,
  { left, parent }: Departure,
  next: EpochState,
  coopId: string,
): Promise<LedgerPoint> {
  let head: LedgerPoint = { seq: 0, hash: next.genesisHash };
  for (let after = parent.seq; ;) {
    const rows = await tx.entriesAfter(left.epoch, after, CHUNK);
    const last = rows.at(-1);
    if (last === undefined) return head;
    const moved: EntryRow[] = [];
    for (const row of rows) {
      const arrived = arrivedAt(row, next.epoch, head, coopId);
      moved.push(arrived);
      head = arrived;
    }
    await tx.dropEntries(left.epoch, { from: after + 1, to: last.seq });
    await Promise.all(moved.map((row) => tx.addEntry(row)));
    head = { seq: head.seq, hash: head.hash };
    after = last.seq;
  }
}

/** The row at its new place: what the server said of the old one says nothing here. */
function arrivedAt(row: EntryRow, epoch: string, previous: LedgerPoint, coopId: string): EntryRow {
  const { state: _state, reason: _reason, ...kept } = row;
  const seq = previous.seq + 1;
  const { factId, body } = row;
  const hash = entryHash({ coopId, epoch, seq, factId, body }, previous.hash);
  const origin = row.origin ?? { epoch: row.epoch, seq: row.seq, hash: row.hash };
  return { ...kept, epoch, seq, hash, origin };
}

/** Only server time counts, and a time far ahead of now comes from a server whose clock was wrong. */
function isTooOften({ rehomedAt = [] }: LedgerRecord, now: number): boolean {
  const recent = rehomedAt.filter((at) => Math.abs(now - at) < DAY_MS);
  return recent.length >= REHOMES_A_DAY_MAX;
}
