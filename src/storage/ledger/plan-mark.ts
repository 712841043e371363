import { compareSeries } from '#domain/series.ts';
import type { Stamp } from '#protocol/pull.ts';
import type { EpochState, FlaggedEntry, LedgerRecord, PushMark } from './ledger-port.ts';
import { noteDurable } from './durable-marks.ts';
import { prunedSeq, withSeries } from './ledger-record.ts';

/** How one entry's state changes; `state` null means that the server has accepted it. */
export interface StateChange {
  readonly seq: number;
  readonly state: FlaggedEntry['state'] | null;
  readonly reason: string | null;
}

/** What the record and the epochs become. Only epochs that changed are listed. */
export interface MarkRows {
  readonly record: LedgerRecord;
  readonly epochs: readonly EpochState[];
}

/**
 * Takes over a generation of the server. Another one was restored from a backup and may lack anything, so `acked` and
 * `durable` of every epoch start again from the oldest entry that is here; the entries themselves stay untouched and are
 * offered anew.
 */
export function planServerGen(
  record: LedgerRecord,
  epochs: readonly EpochState[],
  serverGen: string,
): MarkRows {
  if (record.serverGen === serverGen) return { record, epochs: [] };
  return {
    record: { ...record, serverGen },
    epochs: epochs.map((epoch) => ({
      ...epoch,
      acked: prunedSeq(epoch),
      ackedGross: (epoch.prunedThrough?.totals ?? epoch.startTotals).gross,
      durable: 0,
      durableAt: null,
      durableMarks: [],
    })),
  };
}

/**
 * Where `acked` stands after a mark: first back, as far as a gap or a rewind asks, then forward. It never falls below what
 * was pruned: that can't be sent again, and a server that lacks it is answered by a re-home.
 */
export function ackedAfter(epoch: EpochState, mark: Pick<PushMark, 'ackedTo' | 'ackedBackTo'>): number {
  const back = Math.min(epoch.acked, mark.ackedBackTo ?? epoch.acked);
  return Math.max(prunedSeq(epoch), Math.min(epoch.seq, Math.max(back, mark.ackedTo ?? back)));
}

/**
 * The epoch after a push.
 * @param ackedGross running gross at the new `acked`
 * @param flagged how many of its entries are held or quarantined now
 */
export function epochAfterMark(
  epoch: EpochState,
  mark: PushMark,
  found: { readonly ackedGross: number; readonly flagged: number },
): EpochState {
  const durable = Math.max(epoch.durable, Math.min(mark.durableThrough, epoch.seq));
  return {
    ...epoch,
    acked: ackedAfter(epoch, mark),
    ackedGross: found.ackedGross,
    durable,
    durableAt: durable > epoch.durable ? mark.serverClock.serverAt : epoch.durableAt,
    durableMarks: noteDurable(epoch.durableMarks ?? [], {
      seq: durable,
      learntAt: mark.serverClock.serverAt,
    }),
    needsAttention: found.flagged,
  };
}

/**
 * The record after a push. A series is adopted only from a reply to the open epoch, and only a later one: series never run
 * back, so an earlier one would print numbers that stand on paper already.
 */
export function recordAfterMark(record: LedgerRecord, mark: PushMark): LedgerRecord {
  const marked = { ...record, serverClock: mark.serverClock };
  const isLater = mark.epoch === record.openEpoch && compareSeries(mark.series, record.series) > 0;
  return isLater ? withSeries(marked, mark.series) : marked;
}

/** What the statuses of a push change. @param flagged this epoch's entries that are held or quarantined so far */
export function changesByStatus(
  flagged: readonly FlaggedEntry[],
  statuses: PushMark['statuses'],
): readonly StateChange[] {
  const before = new Map(flagged.map((entry) => [entry.seq, entry]));
  return statuses.flatMap(([seq, status, reason]): StateChange[] => {
    const isFlag = status === 'held' || status === 'quarantined';
    if (isFlag) return sameState(before.get(seq), status, reason) ? [] : [{ seq, state: status, reason }];
    return before.has(seq) ? [{ seq, state: null, reason: null }] : [];
  });
}

/** What a page's `mine` changes: it names all that was held or quarantined up to its `acked` when it was read. */
export function changesByStamp(
  flagged: readonly FlaggedEntry[],
  epoch: EpochState,
  stamp: Stamp[string],
): readonly StateChange[] {
  const before = new Map(flagged.map((entry) => [entry.seq, entry]));
  const named = new Map<number, FlaggedEntry['state']>(stamp.unapplied.map((seq) => [seq, 'held']));
  for (const seq of stamp.quarantined) named.set(seq, 'quarantined');
  const cleared = flagged
    .filter((entry) => entry.seq <= stamp.acked && !named.has(entry.seq))
    .map((entry): StateChange => ({ seq: entry.seq, state: null, reason: null }));
  const flaggedNow = [...named]
    .filter(([seq, state]) => seq > prunedSeq(epoch) && seq <= epoch.seq && before.get(seq)?.state !== state)
    .map(([seq, state]): StateChange => ({ seq, state, reason: null }));
  return [...cleared, ...flaggedNow];
}

/** How many entries are held or quarantined once the changes are made. */
export function flaggedAfter(flagged: readonly FlaggedEntry[], changes: readonly StateChange[]): number {
  const seqs = new Set(flagged.map((entry) => entry.seq));
  for (const change of changes) {
    if (change.state === null) seqs.delete(change.seq);
    else seqs.add(change.seq);
  }
  return seqs.size;
}

function sameState(
  entry: FlaggedEntry | undefined,
  state: FlaggedEntry['state'],
  reason: string | null,
): boolean {
  return entry?.state === state && entry.reason === reason;
}
