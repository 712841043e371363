import { entryHash, paperCode } from '#domain/chain.ts';
import { accepted, refused, type Result } from '#domain/result.ts';
import type { OfficeFact } from '#protocol/office/reads.ts';
import type { Problem } from '#protocol/problem.ts';
import { signedText } from '#protocol/signed.ts';
import { digest, isSignedBy } from '../keys/signatures.ts';
import type { SlotPlace } from '../store/office-store.ts';
import type { CheckpointRecord, EpochRecord, FactRecord } from '../store/records.ts';
import type { StoreReader } from '../store/store.ts';
import type { OfficeGround } from './office-ground.ts';
import { actorIn, describeFindings } from './read-findings.ts';

type Entry = OfficeFact['entries'][number];

/** A fact down to its bytes, with everything that can be recomputed about it, recomputed now. */
export async function readFact(
  ground: OfficeGround,
  coopId: string,
  factId: string,
): Promise<Result<OfficeFact, Problem>> {
  return ground.store.read(async (snapshot) => {
    const fact = await snapshot.office.readWholeFact(coopId, factId);
    if (fact === null) return refused({ problem: 'not_found' });
    const knowledge = await ground.knowledge.read(snapshot, coopId);
    const findings = await snapshot.office.readFindingsOn(coopId, factId);
    const device = await snapshot.readDevice(coopId, fact.deviceId);
    return accepted({
      ...shown(fact),
      deviceName: device?.name ?? fact.deviceId,
      staffName: knowledge.staff.get(actorIn(fact.body) ?? '')?.name ?? null,
      isContentRight: digest(fact.body) === fact.content,
      paperCode: paperCode(coopId, factId, fact.content),
      entries: await readEntries(snapshot, ground, { coopId, factId }),
      findings: await describeFindings(snapshot, knowledge, { coopId, findings }),
    });
  });
}

function shown(fact: FactRecord) {
  const { factId, kind, status, reason, deviceId, at, receivedAt, number, body, content } = fact;
  return { factId, kind, status, reason, deviceId, at, receivedAt, number, body, content };
}

async function readEntries(
  snapshot: StoreReader,
  ground: OfficeGround,
  { coopId, factId }: { readonly coopId: string; readonly factId: string },
): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (const place of await snapshot.office.readPlaces(coopId, factId)) {
    const epoch = await snapshot.readEpoch(coopId, place.epoch);
    const slot = await snapshot.readSlotBody(coopId, place.epoch, place.seq);
    if (epoch === null || slot === null) continue;
    const previousHash = await hashBefore(snapshot, epoch, place.seq);
    // Where two bodies bear one id, the bytes of this very place are what was hashed here.
    const link = { coopId, epoch: place.epoch, seq: place.seq, factId, body: slot.body };
    entries.push({
      epoch: place.epoch,
      seq: place.seq,
      hash: place.hash,
      previousHash,
      origin: place.origin,
      isHashRight: entryHash(link, previousHash) === place.hash,
      checkpoint: await readCheckpoint(snapshot, ground, { epoch, place }),
    });
  }
  return entries;
}

async function hashBefore(snapshot: StoreReader, epoch: EpochRecord, seq: number): Promise<string> {
  if (seq === 1) return epoch.genesisHash;
  const [before] = await snapshot.readSlots(epoch.coopId, epoch.epoch, { from: seq - 1, to: seq - 1 });
  return before?.hash ?? epoch.genesisHash;
}

async function readCheckpoint(
  snapshot: StoreReader,
  ground: OfficeGround,
  { epoch, place }: { readonly epoch: EpochRecord; readonly place: SlotPlace },
): Promise<Entry['checkpoint']> {
  const { coopId, deviceId } = epoch;
  const serverGen = (await snapshot.readCoop(coopId))?.serverGen ?? '';
  const over = await snapshot.office.readCheckpointOver(coopId, {
    deviceId,
    serverGen,
    epoch: place.epoch,
    seq: place.seq,
  });
  if (over === null) return null;
  const stored = await snapshot.readSlots(coopId, place.epoch, { from: over.seq, to: over.seq });
  // A signature over another hash than the one that stands there proves nothing about this ledger.
  const isSignatureRight = stored[0]?.hash === over.hash && isSigned(ground, { coopId, deviceId }, over);
  return { seq: over.seq, at: over.at, isSignatureRight };
}

function isSigned(
  ground: OfficeGround,
  of: { readonly coopId: string; readonly deviceId: string },
  checkpoint: CheckpointRecord,
): boolean {
  const { signature, ...signed } = checkpoint;
  return isSignedBy(ground.keys.publicKey, signedText.checkpoint({ ...of, ...signed }), signature);
}
