import { entryHash, firstBrokenLink, genesisHash } from '#domain/chain.ts';
import type { WireEntry } from '#protocol/entry.ts';
import type { PushRequest } from '#protocol/push.ts';
import { digest } from '../keys/signatures.ts';
import type { PushedEntries } from './pushed-entries.ts';

/** What a request's own arithmetic says, before anything is compared with what is stored. */
export type RequestChain =
  | { readonly isSound: true; readonly genesisHash: string }
  /** `seq` is the first place that does not follow from the one before. */
  | { readonly isSound: false; readonly seq: number };

/** Recomputes the chain of a request from its base. A flipped bit on the way shows here, and is not a fork. */
export function checkRequestChain(
  coopId: string,
  request: Omit<PushedEntries, 'head' | 'client'>,
): RequestChain {
  const { deviceId, epoch, epochOpen, base, entries } = request;
  const genesis = genesisHash({ coopId, deviceId, epoch, ...epochOpen });
  if (base.seq === 0 && base.hash !== genesis) return { isSound: false, seq: 0 };
  const run = { coopId, epoch, fromSeq: base.seq + 1, previousHash: base.hash };
  const broken = firstBrokenLink(run, entries, digest);
  return broken === null ? { isSound: true, genesisHash: genesis } : { isSound: false, seq: broken };
}

/**
 * Entries that were moved here tell where they stood first. Where the entry before it is known there too, its old hash can
 * be recomputed: one that differs was damaged on the device before it was moved.
 * @param before where the entry before the first one of the request stood first; null when nobody knows
 * @returns the moved entries whose first place does not hold
 */
export function damagedOrigins(
  coopId: string,
  entries: PushRequest['entries'],
  before: WireEntry['origin'],
): PushRequest['entries'] {
  return entries.filter((entry, index) => {
    if (entry.origin === null) return false;
    const { epoch, seq, hash } = entry.origin;
    const previous = index === 0 ? before : (entries[index - 1]?.origin ?? null);
    if (previous?.epoch !== epoch || previous.seq !== seq - 1) return false;
    const link = { coopId, epoch, seq, factId: entry.factId, body: entry.body };
    return entryHash(link, previous.hash, digest) !== hash;
  });
}
