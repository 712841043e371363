import type { Checkpoint } from '#protocol/push.ts';
import { signedText } from '#protocol/signed.ts';
import type { ServerKeys } from '../keys/server-keys.ts';
import { signText } from '../keys/signatures.ts';
import type { Point } from '../store/records.ts';
import type { StoreWriter } from '../store/store.ts';

export interface CheckpointClaim {
  readonly coopId: string;
  readonly deviceId: string;
  readonly serverGen: string;
  readonly epoch: string;
  readonly point: Point;
  readonly at: number;
}

/**
 * Signs the server's word that it holds a prefix, and keeps it. A point that the last checkpoint already covers gets the
 * same one again, so that a device saying hello each minute does not fill the store.
 */
export async function signCheckpoint(
  tx: StoreWriter,
  keys: ServerKeys,
  claim: CheckpointClaim,
): Promise<Checkpoint> {
  const { coopId, deviceId, serverGen, epoch, at } = claim;
  const { seq, hash } = claim.point;
  const last = await tx.readLastCheckpoint(coopId, deviceId, serverGen);
  if (last !== null && last.epoch === epoch && last.seq === seq && last.hash === hash) {
    return { epoch, seq, hash, n: last.n, at: last.at, signature: last.signature };
  }
  const n = (last?.n ?? 0) + 1;
  const text = signedText.checkpoint({ coopId, deviceId, serverGen, n, epoch, seq, hash, at });
  const checkpoint = { epoch, seq, hash, n, at, signature: signText(text, keys.signing) };
  await tx.insertCheckpoint(coopId, deviceId, { serverGen, ...checkpoint });
  return checkpoint;
}
