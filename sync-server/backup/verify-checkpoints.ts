import type { DatabaseSync } from 'node:sqlite';
import * as z from 'zod/mini';
import { signedText } from '#protocol/signed.ts';
import { signatureCheck } from '../keys/signatures.ts';
import { OWN_DEVICE } from '../store/own-device.ts';
import type { FaultList } from './backup-report.ts';
import { numberOf, rowsOf, textOf } from './backup-rows.ts';

const CHECKPOINTS = `select c.device_id, c.server_gen, c.n, c.epoch, c.seq, c.hash, c.at, c.signature, slot.hash as held
  from checkpoint c
  left join slot on slot.coop_id = c.coop_id and slot.epoch = c.epoch and slot.seq = c.seq
  where c.coop_id = ?`;

const restoredSchema = z.object({ serverKey: z.string() });

/**
 * Compares the server's signed words with what it holds: each names a place, the hash there must be the same, and a cut tail
 * shows as a place that is gone.
 * @returns how many there are
 */
export function verifyCheckpoints(database: DatabaseSync, coopId: string, faults: FaultList): number {
  const checks = keysOf(database, coopId).map(signatureCheck);
  let count = 0;
  for (const row of rowsOf(database, CHECKPOINTS, coopId)) {
    count += 1;
    const [deviceId, serverGen, n] = [
      textOf(row, 'device_id'),
      textOf(row, 'server_gen'),
      numberOf(row, 'n'),
    ];
    const [epoch, seq, hash] = [textOf(row, 'epoch'), numberOf(row, 'seq'), textOf(row, 'hash')];
    const place = `${deviceId}:${serverGen}:${n}`;
    if (row['held'] !== hash) faults.add('checkpoint_differs', place);
    const claim = { coopId, deviceId, serverGen, n, epoch, seq, hash, at: numberOf(row, 'at') };
    const text = signedText.checkpoint(claim);
    const signature = textOf(row, 'signature');
    if (!checks.some((isSigned) => isSigned(text, signature))) faults.add('checkpoint_forged', place);
  }
  return count;
}

/** The key that signs for a co-operative: the one its newest restore began with, or the one it was founded with. */
export function keyInUse(database: DatabaseSync, coopId: string): string | null {
  const opening = database
    .prepare(
      `select fact.body from coop
       join slot on slot.coop_id = coop.coop_id and slot.epoch = coop.own_epoch and slot.seq = 1
       join fact on fact.coop_id = slot.coop_id and fact.fact_id = slot.fact_id and fact.kind = 'server.restored'
       where coop.coop_id = ?`,
    )
    .get(coopId);
  if (opening === undefined) return keysOf(database, coopId)[0] ?? null;
  const parsed = restoredSchema.safeParse(JSON.parse(textOf(opening, 'body')));
  return parsed.success ? parsed.data.serverKey : null;
}

/**
 * The keys a co-operative's books were signed with: the first one stands with the server's own device, and a restore that
 * began with another one says so in the server's own ledger, where the chain covers it.
 */
export function keysOf(database: DatabaseSync, coopId: string): readonly string[] {
  const first = database
    .prepare('select public_key from device where coop_id = ? and device_id = ?')
    .get(coopId, OWN_DEVICE);
  const keys = new Set(first === undefined ? [] : [textOf(first, 'public_key')]);
  const restored =
    "select body from fact where coop_id = ? and kind = 'server.restored' and device_id = ? and status = 'accepted'";
  for (const row of rowsOf(database, restored, coopId, OWN_DEVICE)) {
    const parsed = restoredSchema.safeParse(JSON.parse(textOf(row, 'body')));
    if (parsed.success) keys.add(parsed.data.serverKey);
  }
  return [...keys];
}
