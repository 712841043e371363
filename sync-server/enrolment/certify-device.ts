import type { Outlet } from '#domain/coop.ts';
import { signedText } from '#protocol/signed.ts';
import type { Certificate } from '#protocol/session.ts';
import { deviceIdOf, signText } from '../keys/signatures.ts';
import { appendOwnFacts, type OwnLedgerGround } from '../ledger/own-ledger.ts';
import { allocateSeries } from '../ledger/series.ts';
import type { DeviceRecord } from '../store/records.ts';
import type { StoreWriter } from '../store/store.ts';

export interface Applicant {
  readonly coopId: string;
  readonly outlet: Outlet;
  readonly publicKey: string;
  readonly name: string;
}

/** Makes a device of the co-operative: a certificate over its key, a series, and a fact in the server's own ledger. */
export async function certifyDevice(
  tx: StoreWriter,
  ground: OwnLedgerGround,
  applicant: Applicant,
): Promise<DeviceRecord> {
  const { coopId, outlet, publicKey, name } = applicant;
  const deviceId = deviceIdOf(publicKey);
  const at = ground.clock.now();
  const text = signedText.certificate({ coopId, outletId: outlet.id, deviceId, publicKey, at });
  const device: DeviceRecord = {
    coopId,
    deviceId,
    outletId: outlet.id,
    publicKey,
    name,
    series: await allocateSeries(tx, coopId, outlet.id),
    certifiedAt: at,
    certificateSignature: signText(text, ground.keys.signing),
  };
  await tx.putDevice(device);
  const { series } = device;
  const fact = { kind: 'device.enrolled', deviceId, name: name.normalize('NFC'), series, moves: [] } as const;
  await appendOwnFacts(tx, ground, { coopId, outlet }, [fact]);
  return device;
}

/** The certificate of a device, as it was signed. */
export function certificateOf(device: DeviceRecord): Certificate {
  const { coopId, outletId, deviceId, publicKey, certifiedAt, certificateSignature } = device;
  return { coopId, outletId, deviceId, publicKey, at: certifiedAt, signature: certificateSignature };
}
