import { accepted, refused, type Result } from '#domain/result.ts';
import type { DumpReply, DumpRequest } from '#protocol/dump.ts';
import { DUMP_DEVICE_BYTES_MAX } from '#protocol/limits.ts';
import type { Problem } from '#protocol/problem.ts';
import type { DeviceSession } from '../enrolment/session-register.ts';
import type { Clock } from '../ports.ts';
import type { Store, StoreReader } from '../store/store.ts';
import { findingRecord } from './findings.ts';

/** A part of a dump, whoever handed it in and for whatever reason. */
export interface HandedIn extends Omit<DumpRequest, 'proto' | 'reason'> {
  readonly reason: string;
}

/**
 * Keeps one part of a ledger that its device could not push. It is evidence in quarantine: nothing in it is read here, let
 * alone booked, and a finding asks a person to look. The same part again changes nothing, so a lost reply costs nothing.
 */
export async function keepDump(
  ground: { readonly store: Store; readonly clock: Clock },
  session: Pick<DeviceSession, 'coopId' | 'deviceId'>,
  request: HandedIn,
): Promise<Result<DumpReply, Problem>> {
  const { coopId, deviceId } = session;
  const { dumpId, part, isLast, epoch, epochOpen, reason, lines } = request;
  if (request.deviceId !== deviceId) return refused({ problem: 'not_found' });
  return ground.store.write(async (tx) => {
    // Parts of one device come one after another, so that its share is never measured twice for the same room.
    await tx.lockDevice(coopId, deviceId);
    const known = await tx.readDumpParts(coopId, deviceId, dumpId);
    if (!known.includes(part)) {
      const bytes = Buffer.byteLength(lines);
      const kept = await tx.readDumpedBytes(coopId, deviceId);
      // A stolen device must not be able to fill the disk that everybody's sales go to.
      if (kept + bytes > DUMP_DEVICE_BYTES_MAX)
        return refused({ problem: 'dump_full', detail: `${kept} bytes` });
      const receivedAt = ground.clock.now();
      const opened = JSON.stringify(epochOpen);
      const place = { coopId, deviceId, dumpId, part, epoch, reason };
      await tx.insertDumpPart({ ...place, isLast, epochOpen: opened, lines, bytes, receivedAt });
      const subject = `${deviceId}:${dumpId}`;
      const where = { deviceId, factId: null, subject, foundAt: receivedAt };
      await tx.insertFindings(coopId, [findingRecord('ledger_dumped', { dumpId, epoch, reason }, where)]);
    }
    return accepted({ through: await readThrough(tx, session, dumpId) });
  });
}

/** The last of the parts 1, 2, 3 … that are here without a gap. */
async function readThrough(
  tx: StoreReader,
  session: Pick<DeviceSession, 'coopId' | 'deviceId'>,
  dumpId: string,
): Promise<number> {
  const parts = await tx.readDumpParts(session.coopId, session.deviceId, dumpId);
  const gap = parts.findIndex((part, index) => part !== index + 1);
  return gap === -1 ? parts.length : gap;
}
