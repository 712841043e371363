import { genesisHash, ZERO_TOTALS, type Totals } from '#domain/chain.ts';
import { totalsShare } from '#domain/effects.ts';
import { factOfOwnBody } from '#protocol/own-body.ts';
import { parseJson } from '#protocol/parse-json.ts';
import type { EpochOpen } from '#protocol/push.ts';
import type { DeviceIdentity, EpochState, LedgerPoint, RehomeRequest } from './ledger-port.ts';
import { prunedSeq, type EntryRow } from './ledger-record.ts';

/** A lineage that is being left, read in the transaction that leaves it. */
export interface Departure {
  readonly left: EpochState;
  /** The last point that stays. */
  readonly parent: LedgerPoint;
  readonly request: RehomeRequest;
  readonly firstMoving: EntryRow | undefined;
  /** Running totals at the parent; null when it was pruned or can't be read. */
  readonly totalsAtParent: Totals | null;
}

/**
 * The epoch in which the entries go on, before any has arrived. Its totals need no rewriting: the bodies carry the sums of
 * the lineage they were written in, and a new lineage starts from what its parent had summed up to. After missing entries it
 * starts from the first kept entry's totals less its own share, which is how the server's judge resumes too.
 */
export function nextEpoch(departure: Departure, identity: DeviceIdentity, ordinal: number): EpochState {
  const { left, request } = departure;
  const open = openingOf(departure);
  const { coopId, deviceId } = identity;
  const hash = genesisHash({ coopId, deviceId, epoch: request.newEpoch, ...open });
  // With nothing left behind the gap the device still knows its own sums; the server starts unjudged from there.
  const startTotals =
    open.missing === null
      ? (departure.totalsAtParent ?? left.totals)
      : (open.missing.totalsAfter ?? left.totals);
  return {
    epoch: request.newEpoch,
    ordinal,
    open,
    isOpen: left.isOpen,
    genesisHash: hash,
    startTotals,
    seq: 0,
    hash,
    totals: left.totals,
    acked: 0,
    ackedGross: startTotals.gross,
    durable: 0,
    durableAt: null,
    durableMarks: [],
    needsAttention: 0,
  };
}

/** The epoch that is left: it ends at the parent. @param flagged how many of its entries the server keeps back */
export function closedAt({ left, parent, totalsAtParent }: Departure, flagged: number): EpochState {
  const totals = totalsAtParent ?? left.startTotals;
  const isPruned = parent.seq < prunedSeq(left);
  const durable = Math.min(left.durable, parent.seq);
  return {
    ...left,
    isOpen: false,
    seq: parent.seq,
    hash: parent.hash,
    totals,
    acked: Math.min(left.acked, parent.seq),
    ackedGross: left.acked < parent.seq ? left.ackedGross : totals.gross,
    durable,
    durableMarks: left.durableMarks?.map((mark) => ({ ...mark, seq: Math.min(mark.seq, durable) })),
    prunedThrough: isPruned ? { ...parent, totals } : left.prunedThrough,
    needsAttention: flagged,
  };
}

/** Running totals at a point of an epoch; null when what would tell is not here any more. */
export function totalsAtPoint(left: EpochState, seq: number, row: EntryRow | undefined): Totals | null {
  if (seq === 0) return left.startTotals;
  if (row !== undefined) return totalsIn(row.body);
  if (seq === left.prunedThrough?.seq) return left.prunedThrough.totals;
  return seq === left.seq ? left.totals : null;
}

/** The running totals that a body carries, also one that a newer program wrote; null when they can't be read. */
export function totalsIn(body: string): Totals | null {
  const fact = parseJson(body);
  return typeof fact === 'object' && fact !== null && 'totals' in fact && isTotals(fact.totals)
    ? fact.totals
    : null;
}

function isTotals(value: unknown): value is Totals {
  if (typeof value !== 'object' || value === null) return false;
  const sums = new Map<string, unknown>(Object.entries(value));
  return Object.keys(ZERO_TOTALS).every((name) => Number.isSafeInteger(sums.get(name)));
}

function openingOf({ left, parent, request, firstMoving, totalsAtParent }: Departure): EpochOpen {
  const { missingTo, reason } = request;
  const missing =
    missingTo === null
      ? null
      : {
          from: parent.seq + 1,
          to: missingTo,
          // Where the server's point lies among pruned entries, only it knows their sums; ours are a lower bound.
          totalsBefore: totalsAtParent ?? left.startTotals,
          totalsAfter: firstMoving === undefined ? null : totalsBefore(firstMoving),
        };
  return { parent: { epoch: left.epoch, seq: parent.seq, hash: parent.hash }, reason, missing };
}

/** An entry's totals less its own share: where the lineage stood just before it. Null when its bytes are hurt. */
function totalsBefore({ body }: EntryRow): Totals | null {
  try {
    const fact = factOfOwnBody(body);
    if (fact === null) return null;
    const share = totalsShare(fact);
    const { gross, cash, sales, voids, drawer } = fact.totals;
    return {
      gross: gross - share.gross,
      cash: cash - share.cash,
      sales: sales - share.sales,
      voids: voids - share.voids,
      drawer: drawer - share.drawer,
    };
  } catch {
    return null;
  }
}
