import * as z from 'zod/mini';
import type { Selectable } from 'kysely';
import { totalsSchema } from '#protocol/parts.ts';
import { epochOpenSchema } from '#protocol/push.ts';
import type { EnrolCodeRecord, EpochRecord, FindingRecord, SlotRecord } from './records.ts';
import type { Tables } from './tables.ts';

const parentSchema = epochOpenSchema.shape.parent;
const reasonSchema = epochOpenSchema.shape.reason;
const missingSchema = z.nullable(z.object({ from: z.int(), to: z.int() }));
const detailSchema = z.record(z.string(), z.union([z.string(), z.number(), z.null()]));

/** Columns that hold JSON are read back through a schema, like everything else that comes from outside. */
export function epochFromRow(row: Selectable<Tables['device_epoch']>): EpochRecord {
  const hasSeenHead = row.seen_head_seq !== null && row.seen_head_totals !== null;
  return {
    coopId: row.coop_id,
    epoch: row.epoch,
    deviceId: row.device_id,
    parent: parentSchema.parse(json(row.parent)),
    reason: reasonSchema.parse(row.reason),
    missing: missingSchema.parse(json(row.missing)),
    genesisHash: row.genesis_hash,
    series: row.series,
    startTotals: z.nullable(totalsSchema).parse(json(row.start_totals)),
    acked: { seq: row.acked_seq, hash: row.head_hash },
    ackedTotals: z.nullable(totalsSchema).parse(json(row.acked_totals)),
    seenHead: hasSeenHead
      ? { seq: Number(row.seen_head_seq), totals: totalsSchema.parse(json(row.seen_head_totals)) }
      : null,
    durableSeq: row.durable_seq,
  };
}

/** The first slot of a moved entry; null where it never moved. */
export function originFromRow(row: Selectable<Tables['slot']>): SlotRecord['origin'] {
  const { origin_epoch: epoch, origin_seq: seq, origin_hash: hash } = row;
  return epoch === null || seq === null || hash === null ? null : { epoch, seq, hash };
}

export function rowFromEpoch(epoch: EpochRecord): Selectable<Tables['device_epoch']> {
  return {
    coop_id: epoch.coopId,
    epoch: epoch.epoch,
    device_id: epoch.deviceId,
    parent: text(epoch.parent),
    reason: epoch.reason,
    missing: text(epoch.missing),
    genesis_hash: epoch.genesisHash,
    series: epoch.series,
    start_totals: text(epoch.startTotals),
    acked_seq: epoch.acked.seq,
    head_hash: epoch.acked.hash,
    acked_totals: text(epoch.ackedTotals),
    seen_head_seq: epoch.seenHead?.seq ?? null,
    seen_head_totals: text(epoch.seenHead?.totals ?? null),
    durable_seq: epoch.durableSeq,
  };
}

export function findingFromRow(row: Selectable<Tables['finding']>): FindingRecord {
  return {
    findingId: row.finding_id,
    kind: row.kind,
    factId: row.fact_id,
    deviceId: row.device_id,
    detail: detailSchema.parse(json(row.detail)),
    foundAt: row.found_at,
  };
}

export function enrolCodeFromRow(row: Selectable<Tables['enrol_code']>): EnrolCodeRecord {
  return {
    coopId: row.coop_id,
    codeHash: row.code_hash,
    outletId: row.outlet_id,
    expiresAt: row.expires_at,
    tries: row.tries,
    state: row.state,
    publicKey: row.public_key,
    deviceName: row.device_name,
  };
}

function json(column: string | null): unknown {
  return column === null ? null : (JSON.parse(column) as unknown);
}

function text(value: object | null): string | null {
  return value === null ? null : JSON.stringify(value);
}
