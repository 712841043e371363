import { firstBrokenLink } from '#domain/chain.ts';
import type { EpochState, LedgerPort } from '../storage/ledger/ledger-port.ts';
import type { Breach, Point } from './sync-model.ts';

/** Entries read at once while our own chain is recomputed. */
const CHAIN_CHUNK = 500;

/**
 * Recomputes an epoch's chain from the last entry that the server has acknowledged, or from the oldest that is here when even
 * that one is gone.
 * @returns where it breaks first, or null when every hash holds and no entry is missing
 */
export async function findBreach(
  ledger: LedgerPort,
  coopId: string,
  epochId: string,
): Promise<Breach | null> {
  const epoch = (await ledger.readEpochs()).find((candidate) => candidate.epoch === epochId);
  if (epoch === undefined) return null;
  let parent = await firstPoint(ledger, epoch);
  while (parent.seq < epoch.seq) {
    const read = await ledger.readEntries(epochId, parent.seq, CHAIN_CHUNK);
    // A sale may have been appended since the head was read.
    const entries = read.filter((entry) => entry.seq <= epoch.seq);
    const run = { coopId, epoch: epochId, fromSeq: parent.seq + 1, previousHash: parent.hash };
    const broken = firstBrokenLink(run, entries);
    const last = broken === null ? entries.at(-1) : entries.find((entry) => entry.seq === broken - 1);
    if (last !== undefined) parent = { seq: last.seq, hash: last.hash };
    if (broken === null && last !== undefined) continue;
    // Where the entry itself is there it was changed; where it is not, all up to the next one are gone.
    const next = entries.find((entry) => entry.seq > parent.seq);
    const isThere = next?.seq === parent.seq + 1;
    return { parent, missingTo: isThere ? null : (next?.seq ?? epoch.seq + 1) - 1 };
  }
  return parent.hash === epoch.hash ? null : { parent, missingTo: null };
}

async function firstPoint(ledger: LedgerPort, epoch: EpochState): Promise<Point> {
  const { acked, prunedThrough } = epoch;
  const oldest = prunedThrough ?? { seq: 0, hash: epoch.genesisHash };
  if (acked === epoch.seq) return { seq: epoch.seq, hash: epoch.hash };
  if (acked <= oldest.seq) return { seq: oldest.seq, hash: oldest.hash };
  const entry = await ledger.readEntry(epoch.epoch, acked);
  return entry === null ? { seq: oldest.seq, hash: oldest.hash } : { seq: acked, hash: entry.hash };
}
