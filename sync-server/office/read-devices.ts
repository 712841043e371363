import type { OfficeDevices } from '#protocol/office/reads.ts';
import { pushRequestSchema, type PushRequest } from '#protocol/push.ts';
import type { SeenDevice } from '../store/office-store.ts';
import type { EpochRecord } from '../store/records.ts';
import type { OfficeGround } from './office-ground.ts';

type Device = OfficeDevices['devices'][number];

/** All devices of a co-operative, with what each said of itself when it last spoke. */
export async function readDevices(ground: OfficeGround, coopId: string): Promise<OfficeDevices> {
  return ground.store.read(async (snapshot) => {
    const findings = await snapshot.office.countFindings(coopId, 'device_id');
    const devices: Device[] = [];
    for (const device of await snapshot.office.readDevices(coopId)) {
      const epochs = await snapshot.readEpochsOf(coopId, device.deviceId);
      devices.push({
        ...describeReport(device),
        isRevoked: ground.revocations.has(coopId, device.deviceId),
        epochs: epochs.map(describeEpoch),
        findingCount: findings.get(device.deviceId) ?? 0,
      });
    }
    return { devices };
  });
}

function describeReport(device: SeenDevice): Omit<Device, 'isRevoked' | 'epochs' | 'findingCount'> {
  const { deviceId, name, outletId, series, certifiedAt, seenAt } = device;
  const client = readClient(device.client);
  return {
    deviceId,
    name,
    outletId,
    series: client?.series ?? series,
    certifiedAt,
    seenAt,
    build: client?.build ?? null,
    isPersisted: client?.persisted ?? null,
    pending: client?.pending ?? null,
    pendingRupiah: client?.pendingRupiah ?? null,
    oldestPendingAt: client?.oldestPendingAt ?? null,
    clockOffsetMs: client === null || seenAt === null ? null : seenAt - client.now,
  };
}

function describeEpoch(epoch: EpochRecord): Device['epochs'][number] {
  const { seenHead, acked, ackedTotals } = epoch;
  const isAhead = seenHead !== null && seenHead.seq > acked.seq;
  const missing = isAhead && ackedTotals !== null ? seenHead.totals.gross - ackedTotals.gross : null;
  return {
    epoch: epoch.epoch,
    reason: epoch.reason,
    ackedSeq: acked.seq,
    headSeq: seenHead?.seq ?? null,
    missingRupiah: seenHead !== null && !isAhead ? 0 : missing,
    durableSeq: epoch.durableSeq,
  };
}

/** What a device said, as it was stored; an older program may have stored something else. */
function readClient(text: string | null): PushRequest['client'] | null {
  const parsed = pushRequestSchema.shape.client.safeParse(JSON.parse(text ?? 'null'));
  return parsed.success ? parsed.data : null;
}
