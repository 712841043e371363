import type { DatabaseSync } from 'node:sqlite';
import * as z from 'zod/mini';
import { entryHash, genesisHash, type Genesis } from '#domain/chain.ts';
import { totalsSchema } from '#protocol/parts.ts';
import { epochOpenSchema } from '#protocol/push.ts';
import { OWN_DEVICE } from '../store/own-device.ts';
import type { FaultList } from './backup-report.ts';
import { numberOf, rowsOf, textOf, textOrNull, type BackupRow } from './backup-rows.ts';
import type { CoopProof } from './backup-sheet.ts';

type Head = CoopProof['epochs'][number];

const parentSchema = epochOpenSchema.shape.parent;
const reasonSchema = epochOpenSchema.shape.reason;
const missingSchema = z.nullable(z.object({ from: z.int(), to: z.int() }));
const countedSchema = z.object({ totals: totalsSchema });

const EPOCHS = `select epoch, device_id, parent, reason, missing, genesis_hash, acked_seq, head_hash, acked_totals,
  durable_seq from device_epoch where coop_id = ? order by epoch`;

const ENTRIES = `select slot.seq, slot.fact_id, slot.hash, slot.origin_epoch, slot.origin_seq, slot.origin_hash,
    coalesce(collision.body, fact.body) as body
  from slot
  left join fact on fact.coop_id = slot.coop_id and fact.fact_id = slot.fact_id
  left join collision on collision.coop_id = slot.coop_id and collision.epoch = slot.epoch and collision.seq = slot.seq
  where slot.coop_id = ? and slot.epoch = ? order by slot.seq`;

/**
 * Recomputes every ledger of a co-operative from its first link, the server's own included (I7).
 * @returns where each ends
 */
export function verifyChains(database: DatabaseSync, coopId: string, faults: FaultList): readonly Head[] {
  // Read first: a statement can't be walked while another one of the same connection is cut short.
  const epochs = [...rowsOf(database, EPOCHS, coopId)];
  const heads = epochs.map((row) => verifyEpoch(database, { coopId, row }, faults));
  verifyOwnLedger(database, { coopId, epochs }, faults);
  return heads;
}

function verifyEpoch(
  database: DatabaseSync,
  at: { readonly coopId: string; readonly row: BackupRow },
  faults: FaultList,
): Head {
  const { coopId, row } = at;
  const epoch = textOf(row, 'epoch');
  const deviceId = textOf(row, 'device_id');
  const genesis = genesisHash(genesisOf(coopId, row));
  if (genesis !== textOf(row, 'genesis_hash')) faults.add('genesis_differs', epoch);
  let head = { seq: 0, hash: genesis };
  let lastBody: string | null = null;
  let origin: Origin = null;
  const strays: string[] = [];
  for (const entry of rowsOf(database, ENTRIES, coopId, epoch)) {
    const seq = head.seq + 1;
    const body = textOrNull(entry, 'body');
    const place = { coopId, epoch, seq, factId: textOf(entry, 'fact_id'), body: body ?? '' };
    const hash = entryHash(place, head.hash);
    if (body === null || numberOf(entry, 'seq') !== seq || textOf(entry, 'hash') !== hash) {
      // Nothing behind a broken link can be proved.
      faults.add('broken_link', `${epoch}:${seq}`);
      return { epoch, deviceId, ...head };
    }
    head = { seq, hash };
    lastBody = body;
    const before = origin;
    origin = originOf(entry);
    if (isStray(place, { before, origin })) strays.push(place.factId);
  }
  verifyStrays(database, { coopId, epoch, strays }, faults);
  if (numberOf(row, 'durable_seq') > head.seq) faults.add('durable_differs', `${epoch}:${head.seq}`);
  if (numberOf(row, 'acked_seq') !== head.seq || textOf(row, 'head_hash') !== head.hash)
    faults.add('head_differs', `${epoch}:${head.seq}`);
  if (deviceId !== OWN_DEVICE && !hasSameTotals(textOrNull(row, 'acked_totals'), lastBody))
    faults.add('totals_differ', `${epoch}:${head.seq}`);
  return { epoch, deviceId, ...head };
}

type Origin = { readonly epoch: string; readonly seq: number; readonly hash: string } | null;

function originOf(row: BackupRow): Origin {
  const epoch = textOrNull(row, 'origin_epoch');
  return epoch === null
    ? null
    : { epoch, seq: numberOf(row, 'origin_seq'), hash: textOf(row, 'origin_hash') };
}

/** True when an entry's first hash does not follow from that of the entry before, where both first stood side by side. */
function isStray(
  place: { readonly coopId: string; readonly factId: string; readonly body: string },
  { before, origin }: { readonly before: Origin; readonly origin: Origin },
): boolean {
  if (origin === null || before?.epoch !== origin.epoch || before.seq !== origin.seq - 1) return false;
  const { coopId, factId, body } = place;
  const link = { coopId, epoch: origin.epoch, seq: origin.seq, factId, body };
  return entryHash(link, before.hash) !== origin.hash;
}

/** Damage on the device was noticed when the entry came, and is a finding; whatever else differs was changed here. */
function verifyStrays(
  database: DatabaseSync,
  at: { readonly coopId: string; readonly epoch: string; readonly strays: readonly string[] },
  faults: FaultList,
): void {
  const noticed = database.prepare('select 1 from finding where coop_id = ? and finding_id = ?');
  for (const factId of at.strays)
    if (noticed.get(at.coopId, `${factId}:damaged_origin`) === undefined)
      faults.add('origin_differs', `${at.epoch}:${factId}`);
}

function genesisOf(coopId: string, row: BackupRow): Genesis {
  const json = (column: string): unknown => JSON.parse(textOrNull(row, column) ?? 'null');
  return {
    coopId,
    deviceId: textOf(row, 'device_id'),
    epoch: textOf(row, 'epoch'),
    parent: parentSchema.parse(json('parent')),
    reason: reasonSchema.parse(row['reason']),
    missing: missingSchema.parse(json('missing')),
  };
}

/** Running totals are kept beside the last entry, which says the same; they are null where it could not be read. */
function hasSameTotals(kept: string | null, lastBody: string | null): boolean {
  if (kept === null || lastBody === null) return true;
  const counted = countedSchema.safeParse(JSON.parse(lastBody));
  if (!counted.success) return false;
  const before = totalsSchema.parse(JSON.parse(kept));
  const { totals } = counted.data;
  return (
    totals.gross === before.gross &&
    totals.cash === before.cash &&
    totals.sales === before.sales &&
    totals.voids === before.voids &&
    totals.drawer === before.drawer
  );
}

/** The server's own ledger goes on from generation to generation: each epoch of it begins where another one stands. */
function verifyOwnLedger(
  database: DatabaseSync,
  at: { readonly coopId: string; readonly epochs: readonly BackupRow[] },
  faults: FaultList,
): void {
  const { coopId, epochs } = at;
  const own = epochs.filter((row) => textOf(row, 'device_id') === OWN_DEVICE);
  const held = database.prepare('select hash from slot where coop_id = ? and epoch = ? and seq = ?');
  let roots = 0;
  for (const row of own) {
    const { parent } = genesisOf(coopId, row);
    if (parent === null) roots += 1;
    else if (parent.seq > 0 && held.get(coopId, parent.epoch, parent.seq)?.['hash'] !== parent.hash)
      faults.add('own_ledger_broken', textOf(row, 'epoch'));
  }
  const coop = database.prepare('select own_epoch from coop where coop_id = ?').get(coopId);
  if (roots !== 1 || !own.some((row) => row['epoch'] === coop?.['own_epoch']))
    faults.add('own_ledger_broken', coopId);
}
