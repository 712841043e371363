import { accepted, refused, type Result } from '#domain/result.ts';
import type { WireEntry } from '#protocol/entry.ts';
import type { Problem } from '#protocol/problem.ts';
import type { PushReply, PushRequest } from '#protocol/push.ts';
import { signedText } from '#protocol/signed.ts';
import type { DeviceSession } from '../enrolment/session-register.ts';
import type { ServerKeys } from '../keys/server-keys.ts';
import { isSignedBy } from '../keys/signatures.ts';
import type { Clock } from '../ports.ts';
import type { DeviceRecord, EpochRecord, FindingRecord, SlotVerdict } from '../store/records.ts';
import type { Store, StoreReader, StoreWriter } from '../store/store.ts';
import { BUILD_MIN } from '../version.ts';
import { bookFacts } from './book-facts.ts';
import { signCheckpoint } from './checkpoint.ts';
import { compareLineage, type Comparison } from './compare-lineage.ts';
import { examineEntries, type Examined } from './examine-entries.ts';
import { findingRecord, findingsOnFact } from './findings.ts';
import { MASTER_STREAM, outletStream, type KnowledgeCache } from './knowledge.ts';
import { listSales } from './list-sales.ts';
import { findOrOpenEpoch } from './lineage.ts';
import type { PushedEntries } from './pushed-entries.ts';
import { checkRequestChain, damagedOrigins } from './request-chain.ts';
import { isJudgedByRows, numbersTakenMeanwhile } from './side-by-side.ts';
import { noteSeriesSeen } from './series.ts';

/** What accepting a push stands on. */
export interface PushGround {
  readonly store: Store;
  readonly keys: ServerKeys;
  readonly clock: Clock;
  readonly knowledge: KnowledgeCache;
}

/** One push inside its transaction. */
interface Push {
  readonly ground: PushGround;
  readonly tx: StoreWriter;
  readonly session: DeviceSession;
  readonly device: DeviceRecord;
  readonly request: PushedEntries;
  readonly receivedAt: number;
}

/**
 * Takes the entries of one push, or none of them: accept first, judge later. Everything below the chain check is one
 * transaction; the promise resolves after it is committed, so what is answered is what is stored.
 */
export async function acceptPush(
  ground: PushGround,
  session: DeviceSession,
  request: PushedEntries,
): Promise<Result<PushReply, Problem>> {
  if (request.deviceId !== session.deviceId) return refused({ problem: 'not_found' });
  const chain = checkRequestChain(session.coopId, request);
  if (!chain.isSound) return refused({ problem: 'broken_chain', detail: `seq ${chain.seq}` });
  return ground.store.write(async (tx) => {
    const device = await tx.lockDevice(session.coopId, session.deviceId);
    if (device === null) return refused({ problem: 'unauthenticated' });
    const receivedAt = ground.clock.now();
    // Before a lineage is opened: it may get a series, which must not be the one that this push is telling of.
    const { coopId, outletId } = device;
    if (request.client !== null)
      await noteSeriesSeen(tx, { coopId, outletId, series: request.client.series });
    const claim = { device, request, genesisHash: chain.genesisHash, receivedAt };
    const found = await findOrOpenEpoch(tx, claim);
    if (!found.ok) return found;
    return accepted(await takeEntries({ ground, tx, session, device, request, receivedAt }, found.value));
  });
}

async function takeEntries(push: Push, epoch: EpochRecord): Promise<PushReply> {
  const { tx, device, request, receivedAt } = push;
  const { coopId, deviceId } = device;
  const to = Math.min(epoch.acked.seq, request.entries.at(-1)?.seq ?? request.base.seq);
  const stored = await tx.readSlots(coopId, epoch.epoch, { from: request.base.seq, to });
  const comparison = compareLineage(request, epoch, new Map(stored.map(({ seq, hash }) => [seq, hash])));
  if (request.client !== null)
    await tx.noteDeviceSeen(coopId, deviceId, { at: receivedAt, client: JSON.stringify(request.client) });
  const seen = await noteHead(push, epoch, comparison);
  if (comparison.outcome !== 'ok') {
    if (seen !== epoch) await tx.updateEpoch(seen);
    const range = { from: request.base.seq + 1, to: comparison.matched?.seq ?? 0 };
    const isListed = comparison.outcome !== 'gap';
    return reply(
      push,
      seen,
      comparison,
      isListed ? resent(await tx.readVerdicts(coopId, epoch.epoch, range)) : [],
    );
  }
  const old = await tx.readVerdicts(coopId, epoch.epoch, { from: request.base.seq + 1, to });
  const fresh = request.entries.filter((entry) => entry.seq > epoch.acked.seq);
  const { examined, moved } = await storeEntries(push, seen, fresh);
  const statuses = [
    ...resent(old),
    ...examined.map(({ entry, status, reason }) => statusOf(entry.seq, status, reason)),
  ];
  return reply(push, moved, comparison, statuses);
}

/** Examines and stores what is new: facts, then their places, then what they do to the stock; counters come last. */
async function storeEntries(
  push: Push,
  epoch: EpochRecord,
  fresh: PushRequest['entries'],
): Promise<{ readonly examined: readonly Examined[]; readonly moved: EpochRecord }> {
  const { ground, tx, session, device, receivedAt } = push;
  const { coopId, deviceId, outletId } = device;
  const last = fresh.at(-1);
  if (last === undefined) {
    if (epoch.seenHead !== null) await tx.updateEpoch(epoch);
    return { examined: [], moved: epoch };
  }
  // Two that change rows at once are judged one after the other, each by what it meets and not by what was there before both.
  if (fresh.some(({ body }) => isJudgedByRows(body))) await tx.lockCoop(coopId);
  const { examined, totals } = examineEntries(fresh, {
    deviceId,
    outletId,
    isRevoked: session.isRevoked,
    receivedAt,
    totalsBefore: epoch.ackedTotals,
    knowledge: await ground.knowledge.read(tx, coopId),
    knownFacts: new Map(
      (
        await tx.readFacts(
          coopId,
          fresh.map((entry) => entry.factId),
        )
      ).map((fact) => [fact.factId, fact]),
    ),
    takenNumbers: await tx.readTakenNumbers(coopId, outletId, { numbers: numbersIn(fresh), besides: [] }),
  });
  const collided = examined.filter(({ reason }) => reason === 'id_collision');
  const records = examined.flatMap(({ record }) => (record === null ? [] : [record]));
  await tx.insertFacts(coopId, records);
  await listSales(tx, coopId, records);
  await tx.insertSlots(coopId, epoch.epoch, fresh);
  await tx.insertCollisions(
    coopId,
    epoch.epoch,
    collided.map(({ entry, content }) => ({ ...entry, content })),
  );
  await tx.insertFindings(coopId, [...factFindings(examined, push), ...(await originFindings(push, fresh))]);
  const moved: EpochRecord = { ...epoch, acked: { seq: last.seq, hash: last.hash }, ackedTotals: totals };
  await tx.updateEpoch(moved);
  const factsOf = (effect: Examined['effect']) =>
    examined.flatMap(({ entry, fact, effect: has }) =>
      fact === null || has !== effect ? [] : [{ factId: entry.factId, fact }],
    );
  const booking = { coopId, outletId, deviceId, bookedAt: receivedAt };
  await bookFacts(tx, [{ ...booking, applied: factsOf('apply'), touched: factsOf('touch') }]);
  await tx.insertFindings(coopId, await numbersTakenMeanwhile(tx, booking, examined));
  return { examined, moved };
}

/** Keeps the newest head whose signature holds; a bad one is a finding and nothing more. */
async function noteHead(push: Push, epoch: EpochRecord, comparison: Comparison): Promise<EpochRecord> {
  const { tx, device, request, receivedAt } = push;
  const { coopId, deviceId } = device;
  if (request.head === null) return epoch;
  const { seq, hash, totals, signature } = request.head;
  const text = signedText.head({ coopId, deviceId, epoch: epoch.epoch, seq, hash, totals });
  const rival = [request.base, ...request.entries].find((point) => point.seq === seq);
  const isSound =
    (rival === undefined || rival.hash === hash) && isSignedBy(device.publicKey, text, signature);
  if (!isSound) {
    const place = { deviceId, factId: null, subject: `${epoch.epoch}:${seq}`, foundAt: receivedAt };
    await tx.insertFindings(coopId, [findingRecord('bad_head_signature', { seq }, place)]);
    return epoch;
  }
  const isOwnLineage = comparison.outcome === 'ok' || comparison.outcome === 'gap';
  const isNewer = epoch.seenHead === null || seq > epoch.seenHead.seq;
  return isOwnLineage && isNewer ? { ...epoch, seenHead: { seq, totals } } : epoch;
}

async function reply(
  push: Push,
  epoch: EpochRecord,
  comparison: Comparison,
  status: PushReply['status'],
): Promise<PushReply> {
  const { ground, tx, device, receivedAt } = push;
  const { coopId, deviceId, outletId } = device;
  const serverGen = (await tx.readCoop(coopId))?.serverGen ?? '';
  const { outcome, matched } = comparison;
  const claim = { coopId, deviceId, serverGen, epoch: epoch.epoch, at: receivedAt };
  const hasPrefix = outcome === 'ok' && matched !== null && matched.seq > 0;
  return {
    proto: 1,
    serverGen,
    outcome,
    matched,
    serverAcked: epoch.acked.seq,
    series: epoch.series,
    status,
    checkpoint: hasPrefix ? await signCheckpoint(tx, ground.keys, { ...claim, point: matched }) : null,
    durableThrough: epoch.durableSeq,
    serverTime: receivedAt,
    minBuild: BUILD_MIN,
    heads: await readHeads(tx, coopId, outletId),
  };
}

async function readHeads(tx: StoreReader, coopId: string, outletId: string): Promise<Record<string, number>> {
  const heads: Record<string, number> = {};
  for (const stream of [MASTER_STREAM, outletStream(outletId)]) {
    heads[stream] = (await tx.readStreamHead(coopId, stream)).seq;
  }
  return heads;
}

/** An entry that was there before this request is a duplicate, unless its fact still waits. */
function resent(verdicts: readonly SlotVerdict[]): PushReply['status'] {
  return verdicts.map(({ seq, status, reason }) =>
    statusOf(seq, status === 'accepted' ? 'duplicate' : status, reason),
  );
}

function statusOf(
  seq: number,
  status: PushReply['status'][number][1],
  reason: string | null,
): PushReply['status'][number] {
  return reason === null ? [seq, status] : [seq, status, reason];
}

function factFindings(examined: readonly Examined[], push: Push): readonly FindingRecord[] {
  const on = { deviceId: push.device.deviceId, foundAt: push.receivedAt };
  return examined.flatMap(({ entry, findings, reason }) => {
    // A collision is about a place: the fact that bears the id has findings of its own.
    const subject = reason === 'id_collision' ? `${push.request.epoch}:${entry.seq}` : entry.factId;
    return findingsOnFact(findings, { ...on, factId: entry.factId, subject });
  });
}

/** Only what is new is looked at, and beside what is stored: an old entry sent again tells nothing of its first place. */
async function originFindings(push: Push, fresh: PushRequest['entries']): Promise<readonly FindingRecord[]> {
  const { device, receivedAt } = push;
  const damaged = damagedOrigins(device.coopId, fresh, await originBefore(push, fresh));
  return damaged.map((entry) => {
    const place = {
      deviceId: device.deviceId,
      factId: entry.factId,
      subject: entry.factId,
      foundAt: receivedAt,
    };
    return findingRecord(
      'damaged_origin',
      { epoch: entry.origin?.epoch ?? '', seq: entry.origin?.seq ?? 0 },
      place,
    );
  });
}

/** Where the entry before new ones stood first: it is stored already, or is the point that the lineage grew from. */
async function originBefore(
  { tx, device, request }: Push,
  [first]: PushRequest['entries'],
): Promise<WireEntry['origin']> {
  if (first === undefined || first.origin === null) return null;
  const { parent } = request.epochOpen;
  const isOpening = first.seq === 1;
  const point = isOpening ? parent : { epoch: request.epoch, seq: first.seq - 1 };
  if (point === null) return null;
  const [slot] = await tx.readSlots(device.coopId, point.epoch, { from: point.seq, to: point.seq });
  return slot?.origin ?? (isOpening ? parent : null);
}

/** Numbers that may stand on the papers of these facts: whatever in a body looks like one is asked for, once too often at worst. */
function numbersIn(entries: PushRequest['entries']): readonly string[] {
  return entries.flatMap(({ body }) =>
    [...body.matchAll(/"number":"([A-Z0-9-]{1,40})"/g)].map(([, number = '']) => number),
  );
}
