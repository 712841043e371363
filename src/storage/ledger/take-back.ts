import { factOfOwnBody } from '#protocol/own-body.ts';
import type {
  CopiedEntry,
  EpochState,
  FlaggedEntry,
  LedgerCopy,
  LedgerRecord,
  LedgerStanding,
  PrunedThrough,
  TakenBack,
} from './ledger-port.ts';
import { isBehind } from './is-behind.ts';
import { prunedSeq, writable, type EntryRow } from './ledger-record.ts';
import type { LedgerTx } from './ledger-store.ts';
import { totalsIn } from './plan-rehome.ts';

/** A copied entry beside what the ledger has at its place, and where else the ledger has its fact. */
interface Found {
  readonly copied: CopiedEntry;
  readonly there: EntryRow | undefined;
  readonly elsewhere: EntryRow | undefined;
}

/** Rows that go because an entry of the copy belongs in their stead, and those that come. */
interface Repair {
  readonly drop: readonly EntryRow[];
  readonly add: readonly EntryRow[];
}

/** Reads the record and the epochs in one snapshot. */
export async function readStanding(tx: LedgerTx): Promise<LedgerStanding> {
  const [record, epochs] = await Promise.all([tx.record(), tx.epochs()]);
  return { record, epochs };
}

/**
 * Brings back what a second copy of this ledger has and the ledger lacks, inside a transaction over entries, epochs and meta.
 * The caller has recomputed the copy's hashes. Entries return to the very places where they stood, so nothing has to be said to
 * the server. A ledger that is behind its copy takes the copy's record too: numbers on paper go on where they were.
 * @returns `diverged` when the ledger has written something else at such a place: then nothing was done
 */
export async function takeBack(tx: LedgerTx, copy: LedgerCopy): Promise<TakenBack> {
  const [before, epochs, flagged] = await Promise.all([tx.record(), tx.epochs(), tx.flagged()]);
  const record = writable(before);
  const found = await Promise.all(
    copy.entries.map(async (copied): Promise<Found> => {
      const [there, fact] = await Promise.all([
        tx.entry(copied.epoch, copied.seq),
        tx.entryOfFact(copied.factId),
      ]);
      const isHere = fact?.epoch === copied.epoch && fact.seq === copied.seq;
      return { copied, there, elsewhere: isHere ? undefined : fact };
    }),
  );
  const { standing } = copy;
  const isCut = standing.epochs.some((epoch) => epoch.isOpen && isBehind(epochs, epoch));
  const repair = isCut ? repairCut(found, epochs, standing) : repairHoles(found, epochs);
  if (repair === null || standing.record.identity.deviceId !== record.identity.deviceId) return 'diverged';
  if (!isCut && repair.add.length === 0) return 'whole';
  for (const { epoch, seq } of repair.drop) await tx.dropEntries(epoch, { from: seq, to: seq });
  await Promise.all(repair.add.map((row) => tx.addEntry(row)));
  if (!isCut) return 'taken-back';
  await Promise.all([
    ...standing.epochs.map((epoch) => tx.putEpoch(epochAfter(epoch, { epochs, copy, flagged }))),
    tx.putRecord(recordAfter(record, standing.record)),
  ]);
  return 'taken-back';
}

/** The ledger ends before its copy does: whatever the copy has belongs here. */
function repairCut(
  found: readonly Found[],
  epochs: readonly EpochState[],
  standing: LedgerStanding,
): Repair | null {
  const isStrange = found.some(({ copied, there }) => there !== undefined && there.hash !== copied.hash);
  const repair = isStrange ? null : repairOf(found);
  if (repair === null) return null;
  // What stands behind the end of a lineage that the copy knows as closed must have moved on with it.
  for (const { epoch, seq } of standing.epochs) {
    const own = epochs.find((one) => one.epoch === epoch);
    const behind = Math.max(0, (own?.seq ?? 0) - seq);
    if (repair.drop.filter((row) => row.epoch === epoch && row.seq > seq).length !== behind) return null;
  }
  return repair;
}

/** The ledger goes at least as far as its copy: only entries that it has lost or that are hurt come back. */
function repairHoles(found: readonly Found[], epochs: readonly EpochState[]): Repair | null {
  return repairOf(
    found.filter(({ copied, there, elsewhere }) => {
      const epoch = epochs.find((one) => one.epoch === copied.epoch);
      if (epoch === undefined || elsewhere !== undefined) return false;
      const isOurs = there === undefined || there.hash === copied.hash;
      return isOurs && copied.seq > prunedSeq(epoch) && copied.seq <= epoch.seq;
    }),
  );
}

function repairOf(found: readonly Found[]): Repair | null {
  const lacking = found.filter(({ copied, there }) => there?.body !== copied.body);
  const rows = lacking.map(({ copied }) => rowOf(copied));
  const add = rows.filter((row) => row !== null);
  // Only a newer program can have written a kind that this one does not know: it has to bring it back itself.
  if (add.length < rows.length) return null;
  const drop = lacking.flatMap(({ there, elsewhere }) =>
    [there, elsewhere].filter((row) => row !== undefined),
  );
  return { drop, add };
}

function rowOf({ epoch, seq, factId, hash, body, origin }: CopiedEntry): EntryRow | null {
  const fact = factOfOwnBody(body);
  if (fact === null) return null;
  const { kind, at, businessDate, totals } = fact;
  return { epoch, seq, factId, hash, body, origin, kind, at, businessDate, gross: totals.gross };
}

/** The record of the copy, with what only ever grows taken from whichever has more of it. */
function recordAfter(own: LedgerRecord, copied: LedgerRecord): LedgerRecord {
  return {
    ...copied,
    boot: Math.max(own.boot, copied.boot),
    isRevoked: own.isRevoked || copied.isRevoked,
    writerSchema: Math.max(own.writerSchema, copied.writerSchema),
  };
}

interface EpochGround {
  readonly epochs: readonly EpochState[];
  readonly copy: LedgerCopy;
  readonly flagged: readonly FlaggedEntry[];
}

/** An epoch as the copy knew it, with what the server said of the entries that stayed here. */
function epochAfter(epoch: EpochState, { epochs, copy, flagged }: EpochGround): EpochState {
  const own = epochs.find((one) => one.epoch === epoch.epoch);
  const needsAttention = flagged.filter((entry) => entry.epoch === epoch.epoch).length;
  const gap = gapBelow(epoch, own, copy);
  return { ...epoch, needsAttention, ...(gap === null ? {} : { prunedThrough: gap }) };
}

/**
 * Acknowledged entries that neither the ledger nor its copy has any more lie on the server. They count as let go of, so that a
 * push has a point to grow from. Lost ones that were never sent leave a hole, which the sync names as missing.
 */
function gapBelow(epoch: EpochState, own: EpochState | undefined, copy: LedgerCopy): PrunedThrough | null {
  const here = Math.max(prunedSeq(epoch), Math.min(own?.seq ?? 0, epoch.seq));
  const first = copy.entries.find((entry) => entry.epoch === epoch.epoch && entry.seq > prunedSeq(epoch));
  if (first === undefined) {
    const { seq, hash, totals } = epoch;
    return here < seq && epoch.acked >= seq ? { seq, hash, totals } : null;
  }
  const totals = first.seq > here + 1 && first.seq <= epoch.acked ? totalsIn(first.body) : null;
  return totals === null ? null : { seq: first.seq, hash: first.hash, totals };
}
