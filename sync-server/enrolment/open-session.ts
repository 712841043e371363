import { accepted, refused, type Result } from '#domain/result.ts';
import type { Problem } from '#protocol/problem.ts';
import type { Certificate, SessionReply, SessionRequest } from '#protocol/session.ts';
import { signedText } from '#protocol/signed.ts';
import { deviceIdOf, isSignedBy } from '../keys/signatures.ts';
import { findingRecord } from '../ledger/findings.ts';
import { allocateSeries } from '../ledger/series.ts';
import type { DeviceRecord } from '../store/records.ts';
import type { StoreWriter } from '../store/store.ts';
import type { DeskGround } from './enrolment-desk.ts';

/** Opens a session for a device that signs a fresh nonce with its key. */
export async function openSession(
  ground: DeskGround,
  request: SessionRequest,
): Promise<Result<SessionReply, Problem>> {
  const { clock, knowledge, revocations, sessions, store } = ground;
  const { coopId, deviceId, nonce, signature, certificate } = request;
  if (!sessions.useNonce(nonce)) return refused({ problem: 'unauthenticated', detail: 'nonce' });
  const coop = await store.read((snapshot) => snapshot.readCoop(coopId));
  if (coop === null || certificate.coopId !== coopId) return refused({ problem: 'not_found' });
  const known = await store.read((snapshot) => snapshot.readDevice(coopId, deviceId));
  if (known === null && !isOwnCertificate(ground, certificate, deviceId))
    return refused({ problem: 'unauthenticated' });
  const publicKey = known?.publicKey ?? certificate.publicKey;
  if (!isSignedBy(publicKey, signedText.session({ coopId, deviceId, nonce }), signature)) {
    return refused({ problem: 'unauthenticated', detail: 'signature' });
  }
  const outletId = known?.outletId ?? certificate.outletId;
  if (known === null) {
    const outlets = await store.read((snapshot) => knowledge.read(snapshot, coopId));
    if (!outlets.outlets.has(outletId)) return refused({ problem: 'not_found' });
    await store.write((tx) => recreateDevice(tx, certificate, clock.now()));
  }
  const isRevoked = revocations.has(coopId, deviceId);
  const opened = sessions.open({ coopId, deviceId, outletId, isRevoked });
  return accepted({ ...opened, serverTime: clock.now(), serverGen: coop.serverGen });
}

/** True when this server signed the certificate, for this device and the key that names it. */
export function isOwnCertificate(
  ground: Pick<DeskGround, 'keys'>,
  certificate: Certificate,
  deviceId: string,
): boolean {
  const { signature, ...signed } = certificate;
  if (certificate.deviceId !== deviceId || deviceIdOf(certificate.publicKey) !== deviceId) return false;
  return isSignedBy(ground.keys.publicKey, signedText.certificate(signed), signature);
}

/** A restored server takes back a device it had certified: its ledger may be the only copy of what was sold since. */
export async function recreateDevice(tx: StoreWriter, certificate: Certificate, at: number): Promise<void> {
  const { coopId, deviceId, outletId } = certificate;
  await tx.lockCoop(coopId);
  if ((await tx.readDevice(coopId, deviceId)) !== null) return;
  const device: DeviceRecord = {
    coopId,
    deviceId,
    outletId,
    publicKey: certificate.publicKey,
    name: deviceId,
    series: await allocateSeries(tx, coopId, outletId),
    certifiedAt: certificate.at,
    certificateSignature: certificate.signature,
  };
  await tx.putDevice(device);
  const place = { deviceId, factId: null, subject: deviceId, foundAt: at };
  await tx.insertFindings(coopId, [findingRecord('device_recreated', {}, place)]);
}
