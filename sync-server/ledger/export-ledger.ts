import * as z from 'zod/mini';
import { ZERO_TOTALS, type Totals } from '#domain/chain.ts';
import { invariant } from '#domain/invariant.ts';
import type { WireEntry } from '#protocol/entry.ts';
import { parseJson } from '#protocol/parse-json.ts';
import { base64UrlSchema, totalsSchema } from '#protocol/parts.ts';
import type { EpochOpen } from '#protocol/push.ts';
import { writeLedgerFile, type EpochSource } from '#protocol/write-ledger-file.ts';
import { certificateOf } from '../enrolment/certify-device.ts';
import { OWN_DEVICE } from '../store/own-device.ts';
import type { CheckpointRecord, EpochRecord } from '../store/records.ts';
import type { StoreReader } from '../store/store.ts';

export interface ExportOrder {
  readonly coopId: string;
  readonly deviceId: string;
  /** True leaves the entries out: what remains is the server's list of checkpoints, which holds nothing about anybody. */
  readonly isListOnly: boolean;
  readonly madeAt: number;
}

const PAGE = 1000;
const restoredSchema = z.object({ serverKey: base64UrlSchema });
const countedSchema = z.object({ totals: totalsSchema });

/**
 * Writes the ledger of one device as a file, a line at a time, out of one snapshot. `server` is the server's own.
 * @returns null when there is no such device
 */
export async function exportLedger(
  snapshot: StoreReader,
  order: ExportOrder,
): Promise<AsyncGenerator<string> | null> {
  const { coopId, deviceId, madeAt } = order;
  const device = await snapshot.readDevice(coopId, deviceId);
  if (device === null) return null;
  return writeLedgerFile({
    header: { coopId, deviceId, writtenBy: 'server', checkpoints: 'all', madeAt, reason: 'audit' },
    serverKeys: await serverKeysOf(snapshot, coopId),
    certificate: deviceId === OWN_DEVICE ? null : certificateOf(device),
    epochs: epochsOf(snapshot, order),
  });
}

/** The key a co-operative was founded with, and each that a restore went on with. */
async function serverKeysOf(snapshot: StoreReader, coopId: string): Promise<readonly string[]> {
  const own = await snapshot.readDevice(coopId, OWN_DEVICE);
  invariant(own !== null, 'a co-operative has the server among its devices');
  const bodies = await snapshot.readFactBodies(coopId, 'server.restored');
  const later = bodies.flatMap((body) => {
    const parsed = z.safeParse(restoredSchema, parseJson(body));
    return parsed.success ? [parsed.data.serverKey] : [];
  });
  return [...new Set([own.publicKey, ...later])];
}

async function* epochsOf(
  snapshot: StoreReader,
  { coopId, deviceId, isListOnly }: ExportOrder,
): AsyncGenerator<EpochSource> {
  for (const record of parentsFirst(await snapshot.readEpochsOf(coopId, deviceId))) {
    const { epoch, series, genesisHash, startTotals } = record;
    yield {
      epoch,
      open: await openOf(snapshot, record),
      series: deviceId === OWN_DEVICE ? null : series,
      base: { seq: 0, hash: genesisHash, totals: startTotals },
      entries: isListOnly ? [] : entriesOf(snapshot, record),
      checkpoints: checkpointsOf(snapshot, record),
      sign: null,
    };
  }
}

/** Lineages in an order in which each finds the one it grew from before it. */
function parentsFirst(epochs: readonly EpochRecord[]): readonly EpochRecord[] {
  const left = new Map(epochs.map((record) => [record.epoch, record]));
  const sorted: EpochRecord[] = [];
  while (left.size > 0) {
    const ready = [...left.values()].filter(({ parent }) => parent === null || !left.has(parent.epoch));
    // A circle can't be made, because a parent's hash has to be known; what is not a tree still comes out.
    for (const record of ready.length > 0 ? ready : left.values()) {
      sorted.push(record);
      left.delete(record.epoch);
    }
  }
  return sorted;
}

/** How a lineage began. What had been summed up before missing entries is no part of its hash and was not kept beside it. */
async function openOf(snapshot: StoreReader, record: EpochRecord): Promise<EpochOpen> {
  const { parent, reason, missing, startTotals } = record;
  if (missing === null) return { parent, reason, missing };
  const body = parent === null ? null : await snapshot.readSlotBody(record.coopId, parent.epoch, parent.seq);
  const totalsBefore: Totals = (body === null ? null : totalsIn(body.body)) ?? startTotals ?? ZERO_TOTALS;
  return { parent, reason, missing: { ...missing, totalsBefore, totalsAfter: startTotals } };
}

function totalsIn(body: string): Totals | null {
  const parsed = z.safeParse(countedSchema, parseJson(body));
  return parsed.success ? parsed.data.totals : null;
}

async function* entriesOf(snapshot: StoreReader, { coopId, epoch }: EpochRecord): AsyncGenerator<WireEntry> {
  for (let after = 0; ;) {
    const page = await snapshot.readEntries(coopId, epoch, { after, limit: PAGE });
    yield* page;
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return;
    after = last.seq;
  }
}

async function* checkpointsOf(
  snapshot: StoreReader,
  { coopId, deviceId, epoch }: EpochRecord,
): AsyncGenerator<CheckpointRecord> {
  for (let after: CheckpointRecord | null = null; ;) {
    const page: readonly CheckpointRecord[] = await snapshot.readCheckpoints(coopId, deviceId, {
      epoch,
      after,
      limit: PAGE,
    });
    yield* page;
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return;
    after = last;
  }
}
