import { accepted, refused, type Result } from '#domain/result.ts';
import type { JudgeDevice } from '#protocol/office/acts.ts';
import type { Problem } from '#protocol/problem.ts';
import { OWN_DEVICE } from '../store/own-device.ts';
import type { Acting } from './do-act.ts';
import { cleanText } from './staff-id.ts';

/**
 * Takes a device's rights away, or gives them back. The list of revoked devices is a file beside the database, so that no
 * restored database brings one back; it is written before the fact, and put right again if the fact can't be written.
 */
export async function judgeDevice(
  { tx, ground, person, append }: Acting,
  wish: JudgeDevice,
  verdict: 'revoked' | 'reinstated',
): Promise<Result<null, Problem>> {
  const { coopId } = person.session;
  const { deviceId } = wish;
  const device = deviceId === OWN_DEVICE ? null : await tx.readDevice(coopId, deviceId);
  if (device === null) return refused({ problem: 'not_found' });
  const isRevoked = verdict === 'revoked';
  if (ground.revocations.has(coopId, deviceId) === isRevoked) return accepted(null);
  ground.revocations.set(coopId, deviceId, isRevoked);
  try {
    const reason = cleanText(wish.reason);
    await append({ kind: `device.${verdict}`, deviceId, reason, moves: [] }, device.outletId);
  } catch (error) {
    ground.revocations.set(coopId, deviceId, !isRevoked);
    throw error;
  }
  ground.sessions.closeAllOf(coopId, deviceId);
  return accepted(null);
}
