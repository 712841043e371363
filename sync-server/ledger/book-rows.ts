import type { Fact } from '#domain/facts.ts';
import { rowChanges, type RowChange } from '#domain/row-changes.ts';
import type { FindingRecord, MasterRecord, RowMark, TouchedRow } from '../store/records.ts';
import type { StoreWriter } from '../store/store.ts';
import { findingRecord } from './findings.ts';
import { MASTER_STREAM } from './knowledge.ts';

/** Facts of a device that a transaction brings into the rows of a co-operative. */
export interface RowBooking {
  readonly coopId: string;
  readonly deviceId: string;
  readonly bookedAt: number;
  /** Facts that are new. */
  readonly applied: readonly { readonly factId: string; readonly fact: Fact }[];
  /** Facts that were booked before: their rows only go down once more. */
  readonly touched: readonly { readonly fact: Fact }[];
}

/** One row that one fact makes. */
interface Edit {
  readonly factId: string;
  /** The generation in which the device read the row's counter. */
  readonly gen: string | null;
  readonly change: RowChange;
}

/**
 * Writes the rows that a device's facts make and stamps them with the co-operative's counter taken once. Whoever arrives
 * last stands; one that was made from a row which somebody else has changed since becomes a finding, and what it replaced
 * stays readable in the fact that brought it. The caller does this before `bookStock`: streams are taken in sorted order.
 */
export async function bookRows(tx: StoreWriter, booking: RowBooking): Promise<void> {
  const { coopId, deviceId } = booking;
  const edits = booking.applied.flatMap(({ factId, fact }): Edit[] =>
    rowChanges(fact).map((change) => ({ factId, gen: fact.priceVersion?.gen ?? null, change })),
  );
  const touched = booking.touched.flatMap(({ fact }) => rowChanges(fact));
  const rows = edits.map(({ change }) => change);
  const keys = inOrder([...rows, ...touched]);
  if (keys.length === 0) return;
  if (edits.length > 0) {
    await tx.insertFindings(coopId, await staleEdits(tx, edits, booking));
    await tx.putMasterRows(coopId, lastOfEach(rows).map(asRecord), deviceId);
  }
  await tx.stampRows(coopId, MASTER_STREAM, keys);
}

/** Each row once and in sorted order, so that a row which two facts touch takes one counter. */
export function inOrder(rows: readonly TouchedRow[]): readonly TouchedRow[] {
  return [...new Map(rows.map(({ entity, id }) => [keyOf({ entity, id }), { entity, id }]))]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, row]) => row);
}

/** Each row as the last fact makes it: one statement can't write a row twice. */
export function lastOfEach<Row extends TouchedRow>(rows: readonly Row[]): readonly Row[] {
  return [...new Map(rows.map((row) => [keyOf(row), row])).values()];
}

async function staleEdits(
  tx: StoreWriter,
  edits: readonly Edit[],
  { coopId, deviceId, bookedAt }: RowBooking,
): Promise<readonly FindingRecord[]> {
  const guarded = edits.filter(({ change }) => change.seenSeq !== undefined);
  if (guarded.length === 0) return [];
  // Two devices that change one row at once are judged one after the other.
  const gen = (await tx.lockCoop(coopId))?.serverGen ?? '';
  const found = await tx.readRowMarks(coopId, MASTER_STREAM, inOrder(guarded.map(({ change }) => change)));
  const marks = new Map(found.map((mark) => [keyOf(mark), mark]));
  return guarded.flatMap(({ factId, gen: seenGen, change }) => {
    const { entity, id, seenSeq } = change;
    const mark = marks.get(keyOf(change));
    // What follows in this request builds on this one, as the device's own ledger has it.
    marks.set(keyOf(change), { entity, id, seq: 0, deviceId });
    if (mark === undefined || isFresh(mark, deviceId, seenGen === gen ? (seenSeq ?? null) : null)) return [];
    const detail = { entity, id, seenSeq: seenSeq ?? null, rowSeq: mark.seq };
    const subject = `${factId}:${keyOf(change)}`;
    return [findingRecord('stale_edit', detail, { deviceId, factId, subject, foundAt: bookedAt })];
  });
}

/** A device knows its own changes before the server sends them back; others only by the counter it saw. */
function isFresh(mark: RowMark, deviceId: string, seenSeq: number | null): boolean {
  return mark.deviceId === deviceId || (seenSeq !== null && mark.seq <= seenSeq);
}

function asRecord({ entity, id, row }: RowChange): MasterRecord {
  return { entity, id, row: JSON.stringify(row) };
}

function keyOf({ entity, id }: TouchedRow): string {
  return `${entity}|${id}`;
}
