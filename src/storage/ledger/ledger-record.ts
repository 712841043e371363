import { invariant } from '#domain/invariant.ts';
import type { PaperKind } from '#domain/series.ts';
import type { EpochState, LedgerMeta, LedgerRecord, StoredEntry } from './ledger-port.ts';
import { StorageFailure } from '../storage-failure.ts';

/**
 * What this program writes. A program that finds a higher number here was overtaken by a newer one: it may read, and must
 * not write, because IndexedDB lets an old bundle write into what a newer one has changed without a word.
 *
 * 1 · the first. 2 · entries may be pruned and epochs re-homed. A ledger of schema 1 opens as it is; the first re-home or
 * prune lifts it, because a program of schema 1 misreads nothing before that.
 */
export const WRITER_SCHEMA = 2;

/**
 * An entry as both adapters keep it. The state is written only where the server said something else than yes, so that
 * noting a push of 500 entries changes one row, the epoch's, and rewrites none of their bodies.
 */
export interface EntryRow extends Omit<StoredEntry, 'state' | 'reason'> {
  /** Running gross, copied from the body's totals. */
  readonly gross: number;
  readonly state?: 'held' | 'quarantined' | undefined;
  readonly reason?: string | null | undefined;
}

/** The counters of a series that has printed nothing. */
export const NO_PAPERS: Readonly<Record<PaperKind, number>> = { receipt: 0, refund: 0, z: 0, deposit: 0 };

/** The record as the port shows it. */
export function metaOf(record: LedgerRecord): LedgerMeta {
  const { openEpoch: _openEpoch, writerSchema: _writerSchema, rehomedAt: _rehomedAt, ...meta } = record;
  return { ...meta, needsUpdate: isOvertaken(record) };
}

/** True when a newer program has written here. */
export function isOvertaken(record: LedgerRecord): boolean {
  return record.writerSchema > WRITER_SCHEMA;
}

/** The series with its counters at 0: numbers on paper are gap-free within a series. */
export function withSeries(record: LedgerRecord, series: string): LedgerRecord {
  return { ...record, series, counters: NO_PAPERS };
}

/** The entry as the port shows it. @param acked of the entry's epoch */
export function entryOf(row: EntryRow, acked: number): StoredEntry {
  const { gross: _gross, state, reason, ...entry } = row;
  return { ...entry, state: state ?? (row.seq <= acked ? 'accepted' : 'saved'), reason: reason ?? null };
}

/** The record, once it is known that this program may write. @throws StorageFailure when a newer program has taken over */
export function writable(record: LedgerRecord): LedgerRecord {
  if (isOvertaken(record)) throw new StorageFailure('blocked', 'A newer program has taken over this ledger');
  return record;
}

/** An epoch by its id. @throws Error when the ledger has none */
export function epochIn(epochs: readonly EpochState[], epoch: string): EpochState {
  const found = epochs.find((one) => one.epoch === epoch);
  invariant(found !== undefined, `the ledger has the epoch ${epoch}`);
  return found;
}

/** The seq before the oldest entry that is here. */
export function prunedSeq(epoch: EpochState): number {
  return epoch.prunedThrough?.seq ?? 0;
}

/** A row with the state that its epoch's `acked` gives it. */
export function shownEntry(row: EntryRow, epochs: readonly EpochState[]): StoredEntry {
  return entryOf(row, epochs.find((epoch) => epoch.epoch === row.epoch)?.acked ?? 0);
}
