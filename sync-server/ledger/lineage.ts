import { ZERO_TOTALS, type EpochReason, type Totals } from '#domain/chain.ts';
import type { FindingKind } from '#domain/judge.ts';
import { accepted, refused, type Result } from '#domain/result.ts';
import { parseBody } from '#protocol/fact.ts';
import type { Problem } from '#protocol/problem.ts';
import type { DeviceRecord, EpochRecord, FindingRecord } from '../store/records.ts';
import type { StoreReader, StoreWriter } from '../store/store.ts';
import { findingRecord } from './findings.ts';
import type { PushedEntries } from './pushed-entries.ts';
import { allocateSeries } from './series.ts';

/** A push's place in the books: who sends it, and the hash its lineage begins with. */
export interface LineageClaim {
  readonly device: DeviceRecord;
  readonly request: Pick<PushedEntries, 'epoch' | 'epochOpen'>;
  readonly genesisHash: string;
  readonly receivedAt: number;
}

/** Finds the epoch of a push, or begins it. Only the device that began an epoch may write to it. */
export async function findOrOpenEpoch(
  tx: StoreWriter,
  claim: LineageClaim,
): Promise<Result<EpochRecord, Problem>> {
  const { device, request, genesisHash } = claim;
  const existing = await tx.lockEpoch(device.coopId, request.epoch);
  if (existing === null) return accepted(await openEpoch(tx, claim));
  if (existing.deviceId !== device.deviceId) return refused({ problem: 'epoch_foreign' });
  if (existing.genesisHash !== genesisHash) return refused({ problem: 'broken_chain', detail: 'seq 0' });
  return accepted(existing);
}

async function openEpoch(tx: StoreWriter, claim: LineageClaim): Promise<EpochRecord> {
  const { device, request, genesisHash } = claim;
  const { coopId, deviceId } = device;
  const { parent, reason, missing } = request.epochOpen;
  const parentTotals = parent === null ? null : await totalsAt(tx, coopId, parent);
  const startTotals =
    missing !== null ? missing.totalsAfter : parentTotals === null ? ZERO_TOTALS : parentTotals.totals;
  const epoch: EpochRecord = {
    coopId,
    epoch: request.epoch,
    deviceId,
    parent,
    reason,
    missing: missing === null ? null : { from: missing.from, to: missing.to },
    genesisHash,
    series: await seriesFor(tx, device, reason),
    startTotals,
    acked: { seq: 0, hash: genesisHash },
    ackedTotals: startTotals,
    seenHead: null,
    durableSeq: 0,
  };
  await tx.insertEpoch(epoch);
  await tx.insertFindings(coopId, await openingFindings(tx, claim, parentTotals));
  return epoch;
}

/** The series of the enrolment serves the first lineage after it; every later lineage gets one of its own. */
async function seriesFor(
  tx: StoreWriter,
  device: DeviceRecord,
  reason: EpochRecord['reason'],
): Promise<string> {
  const { coopId, deviceId, outletId, series } = device;
  const isTaken = (await tx.readEpochsOf(coopId, deviceId)).some((epoch) => epoch.series === series);
  return reason === 'install' && !isTaken ? series : allocateSeries(tx, coopId, outletId);
}

interface ParentTotals {
  readonly isKnown: boolean;
  readonly totals: Totals | null;
}

/** What the server knows of the entry a lineage says it grew from. */
async function totalsAt(
  tx: StoreReader,
  coopId: string,
  point: { readonly epoch: string; readonly seq: number; readonly hash: string },
): Promise<ParentTotals> {
  const unknown: ParentTotals = { isKnown: false, totals: null };
  if (point.seq === 0) {
    const epoch = await tx.readEpoch(coopId, point.epoch);
    return epoch?.genesisHash === point.hash ? { isKnown: true, totals: epoch.startTotals } : unknown;
  }
  const slot = await tx.readSlotBody(coopId, point.epoch, point.seq);
  if (slot?.hash !== point.hash) return unknown;
  const parsed = parseBody(slot.body);
  return { isKnown: true, totals: parsed.outcome === 'fact' ? parsed.fact.totals : null };
}

/** What a lineage that is no installation tells a person: the ledger was copied, put back to an earlier day, or hurt. */
const FINDING_OF: Readonly<Record<Exclude<EpochReason, 'install'>, FindingKind>> = {
  fork: 'ledger_forked',
  ahead: 'ledger_ahead',
  restore: 'ledger_restored',
};

/** A new lineage, a parent the server lacks and entries that are gone are findings; none of them stops the lineage. */
async function openingFindings(
  tx: StoreReader,
  claim: LineageClaim,
  parentTotals: ParentTotals | null,
): Promise<readonly FindingRecord[]> {
  const { device, request, receivedAt } = claim;
  const { parent, reason, missing } = request.epochOpen;
  const grewFrom = { parentEpoch: parent?.epoch ?? null, parentSeq: parent?.seq ?? null };
  const place = { deviceId: device.deviceId, factId: null, subject: request.epoch, foundAt: receivedAt };
  const findings: FindingRecord[] = [];
  if (reason !== 'install') findings.push(findingRecord(FINDING_OF[reason], grewFrom, place));
  if (parent !== null && parentTotals?.isKnown !== true)
    findings.push(findingRecord('missing_parent', grewFrom, place));
  if (missing !== null) {
    const seen =
      parent === null ? null : ((await tx.readEpoch(device.coopId, parent.epoch))?.seenHead ?? null);
    const before = parentTotals?.totals ?? missing.totalsBefore;
    const after = missing.totalsAfter ?? seen?.totals ?? null;
    const rupiah = after === null ? null : after.gross - before.gross;
    findings.push(findingRecord('missing_entries', { from: missing.from, to: missing.to, rupiah }, place));
  }
  return findings;
}
