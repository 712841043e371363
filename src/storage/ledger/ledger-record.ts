import { genesisHash, ZERO_TOTALS } from '#domain/chain.ts';
import type { PaperKind } from '#domain/series.ts';
import type { EpochOpen } from '#protocol/push.ts';
import type { EpochState, LedgerMeta, LedgerSeed, StoredEntry } from './ledger-port.ts';

/**
 * What this program writes. A program that finds a higher number here was overtaken by a newer one: it may read, and must
 * not write, because IndexedDB lets an old bundle write into what a newer one has changed without a word.
 */
export const WRITER_SCHEMA = 1;

/** The one changing record of the ledger database, as both adapters keep it. */
export interface LedgerRecord extends Omit<LedgerMeta, 'needsUpdate'> {
  readonly openEpoch: string;
  readonly writerSchema: number;
}

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

const NO_PAPERS: Readonly<Record<PaperKind, number>> = { receipt: 0, refund: 0, z: 0, deposit: 0 };

/** The record and the first epoch of a ledger that begins with an enrolment. */
export function beginLedger(seed: LedgerSeed): { record: LedgerRecord; epoch: EpochState } {
  const { identity, epoch } = seed;
  const open: EpochOpen = { parent: null, reason: 'install', missing: null };
  const { coopId, deviceId } = identity;
  const hash = genesisHash({ coopId, deviceId, epoch, parent: null, reason: open.reason, missing: null });
  return {
    record: {
      identity,
      serverGen: seed.serverGen,
      series: seed.series,
      counters: NO_PAPERS,
      boot: 0,
      openShift: null,
      lastFactDate: null,
      serverClock: seed.serverClock,
      isRevoked: false,
      openEpoch: epoch,
      writerSchema: WRITER_SCHEMA,
    },
    epoch: {
      epoch,
      ordinal: 1,
      open,
      isOpen: true,
      genesisHash: hash,
      startTotals: ZERO_TOTALS,
      seq: 0,
      hash,
      totals: ZERO_TOTALS,
      acked: 0,
      ackedGross: 0,
      durable: 0,
      durableAt: null,
      needsAttention: 0,
    },
  };
}

/** The record as the port shows it. */
export function metaOf(record: LedgerRecord): LedgerMeta {
  const { openEpoch: _openEpoch, writerSchema: _writerSchema, ...meta } = record;
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
