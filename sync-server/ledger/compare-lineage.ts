import type { PushReply } from '#protocol/push.ts';
import type { EpochRecord, Point } from '../store/records.ts';
import type { PushedEntries } from './pushed-entries.ts';

/** How a request stands to the lineage that the server holds. */
export interface Comparison {
  readonly outcome: PushReply['outcome'];
  /** The highest point among base and entries that both sides hold alike; for a gap the server's own last point. */
  readonly matched: Point | null;
}

/**
 * Compares in the order that decides: a base the server has not reached is a gap, another hash at the base a rewind, another
 * hash above it a fork, and a device that ends before the server's last entry is ahead of nothing but an older copy.
 *
 *   base.seq > acked          gap      nothing is stored
 *   hash(base) differs        rewind   nothing is stored
 *   hash(seq ≤ acked) differs fork     nothing is stored
 *   head.seq < acked          ahead    nothing is stored
 *   else                      ok       what lies above acked is stored
 *
 * @param stored hashes of the server's slots from `base.seq` on, by seq
 */
export function compareLineage(
  request: Pick<PushedEntries, 'base' | 'entries' | 'head'>,
  epoch: Pick<EpochRecord, 'acked' | 'genesisHash'>,
  stored: ReadonlyMap<number, string>,
): Comparison {
  const { base, entries } = request;
  const { acked, genesisHash } = epoch;
  if (base.seq > acked.seq) return { outcome: 'gap', matched: acked };
  const hashAt = (seq: number): string | undefined => (seq === 0 ? genesisHash : stored.get(seq));
  if (hashAt(base.seq) !== base.hash) return { outcome: 'rewind', matched: null };
  let matched: Point = base;
  for (const entry of entries) {
    if (entry.seq > acked.seq) break;
    if (hashAt(entry.seq) !== entry.hash) return { outcome: 'fork', matched };
    matched = { seq: entry.seq, hash: entry.hash };
  }
  const ends = Math.max(request.head?.seq ?? 0, entries.at(-1)?.seq ?? 0);
  if (ends < acked.seq) return { outcome: 'ahead', matched };
  const last = entries.at(-1);
  return { outcome: 'ok', matched: last === undefined ? matched : { seq: last.seq, hash: last.hash } };
}
