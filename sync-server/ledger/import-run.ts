import { accepted, refused, type Result } from '#domain/result.ts';
import type { ImportReply, ImportRequest, KeptReason } from '#protocol/import.ts';
import type { Problem } from '#protocol/problem.ts';
import type { PushReply } from '#protocol/push.ts';
import { signedText } from '#protocol/signed.ts';
import { isOwnCertificate, recreateDevice } from '../enrolment/open-session.ts';
import type { RevocationList } from '../keys/revocation-list.ts';
import { digest, isSignedBy } from '../keys/signatures.ts';
import { OWN_DEVICE } from '../store/own-device.ts';
import type { DeviceRecord } from '../store/records.ts';
import { acceptPush, type PushGround } from './accept-push.ts';
import { keepDump } from './keep-dump.ts';
import { noteSeriesSeen } from './series.ts';

export interface ImportGround extends PushGround {
  readonly revocations: RevocationList;
}

type Proof = ImportRequest['proofs'][number];

const DUMP_ID_LENGTH = 32;

/**
 * Takes a run of a ledger file, whoever brings it. Entries that the device signed, or that this server has vouched for before,
 * go the way of a push: judged, booked once, and a duplicate the second time. What proves nothing or does not fit is kept
 * unbooked for a person to look at, so that nothing is lost either way.
 * @param coopId the co-operative of who brings it, to whom every other one does not exist; null for the machine's owner
 */
export async function importRun(
  ground: ImportGround,
  coopId: string | null,
  run: ImportRequest,
): Promise<Result<ImportReply, Problem>> {
  const device = await findDevice(ground, coopId, run);
  if (device === null) return refused({ problem: 'not_found', detail: 'certificate' });
  const why = run.entries.length === 0 ? 'damaged' : await takeRun(ground, device, run);
  const kept = typeof why === 'string' ? why : run.damaged.length > 0 ? 'damaged' : null;
  if (kept !== null) {
    const outcome = await keepRun(ground, device, { run, kept });
    if (!outcome.ok) return outcome;
  }
  const statuses = typeof why === 'string' ? [] : why;
  const count = (status: PushReply['status'][number][1]): number =>
    statuses.filter(([, one]) => one === status).length;
  return accepted({
    kept,
    accepted: count('accepted'),
    duplicate: count('duplicate'),
    held: count('held'),
    quarantined: count('quarantined'),
  });
}

/** A device that is known by this key, or that this server has certified and forgotten since. */
async function findDevice(
  ground: ImportGround,
  coopId: string | null,
  { certificate }: ImportRequest,
): Promise<DeviceRecord | null> {
  const { store, clock } = ground;
  const { coopId: of, deviceId, publicKey, outletId } = certificate;
  // What the server wrote itself comes back by a restore, never by a file.
  if (deviceId === OWN_DEVICE || (coopId !== null && of !== coopId)) return null;
  const known = await store.read((snapshot) => snapshot.readDevice(of, deviceId));
  if (known !== null) return known.publicKey === publicKey ? known : null;
  if (!isOwnCertificate(ground, certificate, deviceId)) return null;
  return store.write(async (tx) => {
    const hasPlace =
      (await tx.readCoop(of)) !== null && (await ground.knowledge.read(tx, of)).outlets.has(outletId);
    if (!hasPlace) return null;
    await recreateDevice(tx, certificate, clock.now());
    return tx.readDevice(of, deviceId);
  });
}

/** @returns how each entry stands now, or why none of them was taken */
async function takeRun(
  ground: ImportGround,
  device: DeviceRecord,
  run: ImportRequest,
): Promise<PushReply['status'] | KeptReason> {
  const { coopId, deviceId, outletId } = device;
  const { epoch, epochOpen, base, entries, series } = run;
  const last = entries.at(-1);
  const proof = run.proofs.find((one) => speaksFor(ground, { device, run, proof: one }));
  if (last === undefined || proof === undefined) return 'unproved';
  if (series !== null) await ground.store.write((tx) => noteSeriesSeen(tx, { coopId, outletId, series }));
  const session = { coopId, deviceId, outletId, isRevoked: ground.revocations.has(coopId, deviceId) };
  const head = proof.line === 'head' ? proof : null;
  const pushed = { deviceId, epoch, epochOpen, base, entries, head, client: null };
  const taken = await acceptPush(ground, session, pushed);
  if (!taken.ok) return taken.refusal.problem === 'broken_chain' ? 'broken_chain' : 'fork';
  const { outcome, matched, status } = taken.value;
  // An older file ends before the server does, and is no less there for it.
  if (matched?.seq === last.seq && matched.hash === last.hash) return status;
  return outcome === 'gap' ? 'gap' : 'fork';
}

/** True when a signature is about the last entry of the run, and the device's own or this server's. */
function speaksFor(
  { keys }: ImportGround,
  {
    device,
    run,
    proof,
  }: { readonly device: DeviceRecord; readonly run: ImportRequest; readonly proof: Proof },
): boolean {
  const { coopId, deviceId, publicKey } = device;
  const last = run.entries.at(-1);
  if (proof.seq !== last?.seq || proof.hash !== last.hash) return false;
  const about = { ...proof, coopId, deviceId, epoch: run.epoch };
  return proof.line === 'head'
    ? isSignedBy(publicKey, signedText.head({ ...about, totals: proof.totals }), proof.signature)
    : isSignedBy(
        keys.publicKey,
        signedText.checkpoint({ ...about, serverGen: proof.serverGen, n: proof.n, at: proof.at }),
        proof.signature,
      );
}

/** Evidence has the same name each time, so that the same run again adds nothing. */
async function keepRun(
  ground: ImportGround,
  device: DeviceRecord,
  { run, kept }: { readonly run: ImportRequest; readonly kept: KeptReason },
): Promise<Result<unknown, Problem>> {
  const { epoch, epochOpen, entries, damaged } = run;
  const lines = [...entries.map((entry) => JSON.stringify(entry)), ...damaged].join('\n');
  const dumpId = digest(`gerai1|import|${epoch}|${lines}`).slice(0, DUMP_ID_LENGTH);
  const part = { deviceId: device.deviceId, dumpId, epoch, epochOpen, part: 1, isLast: true, lines };
  return keepDump(ground, device, { ...part, reason: `file-${kept}` });
}
