import type { DatabaseSync } from 'node:sqlite';
import * as z from 'zod/mini';
import { paperNumberOf } from '#domain/paper-number.ts';
import { stockKey } from '#domain/stock.ts';
import { digest } from '../keys/signatures.ts';
import type { FaultList } from './backup-report.ts';
import { numberOf, rowsOf, textOf, textOrNull, type BackupRow } from './backup-rows.ts';

const FACTS = `select fact_id, kind, status, content, body, at, outlet_id, number, business_date from fact where coop_id = ?`;

const COLLISIONS = 'select epoch, seq, content, body from collision where coop_id = ?';

/** A place with a collision holds other bytes than the fact whose id it bears. */
const WITHOUT_PLACE = `select fact_id from fact where coop_id = ? and status = 'accepted' and not exists (
  select 1 from slot where slot.coop_id = fact.coop_id and slot.fact_id = fact.fact_id and not exists (
    select 1 from collision c where c.coop_id = slot.coop_id and c.epoch = slot.epoch and c.seq = slot.seq))`;

/** As much of a body as the books are made of. Old kinds stay readable, whatever the schemas of today ask for. */
const bookedSchema = z.object({
  kind: z.string(),
  at: z.int(),
  outletId: z.string(),
  businessDate: z.string(),
  number: z.optional(z.unknown()),
  moves: z.array(z.object({ place: z.string(), stockItemId: z.string(), milli: z.int() })),
});

/**
 * Compares the facts of a co-operative with their hashes and with the columns cut out of them, and the stock with the sum of
 * what accepted facts moved (I3).
 * @returns how many facts and stock rows there are
 */
export function verifyBooks(
  database: DatabaseSync,
  coopId: string,
  faults: FaultList,
): { readonly facts: number; readonly stockRows: number } {
  const moved = new Map<string, number>();
  let facts = 0;
  for (const row of rowsOf(database, FACTS, coopId)) {
    facts += 1;
    verifyFact(row, moved, faults);
  }
  for (const row of rowsOf(database, COLLISIONS, coopId)) {
    if (digest(textOf(row, 'body')) !== textOf(row, 'content'))
      faults.add('content_differs', `${textOf(row, 'epoch')}:${numberOf(row, 'seq')}`);
  }
  for (const row of rowsOf(database, WITHOUT_PLACE, coopId))
    faults.add('fact_without_place', textOf(row, 'fact_id'));
  return { facts, stockRows: verifyStock(database, { coopId, moved }, faults) };
}

function verifyFact(row: BackupRow, moved: Map<string, number>, faults: FaultList): void {
  const factId = textOf(row, 'fact_id');
  const body = textOf(row, 'body');
  if (digest(body) !== textOf(row, 'content')) return faults.add('content_differs', factId);
  if (textOf(row, 'status') !== 'accepted') return;
  const booked = bookedSchema.safeParse(JSON.parse(body));
  if (!booked.success || !agrees(row, booked.data)) return faults.add('column_differs', factId);
  for (const { place, stockItemId, milli } of booked.data.moves) {
    const key = stockKey(place, stockItemId);
    moved.set(key, (moved.get(key) ?? 0) + milli);
  }
}

function agrees(row: BackupRow, fact: z.infer<typeof bookedSchema>): boolean {
  return (
    textOf(row, 'kind') === fact.kind &&
    numberOf(row, 'at') === fact.at &&
    textOf(row, 'outlet_id') === fact.outletId &&
    textOrNull(row, 'business_date') === fact.businessDate &&
    textOrNull(row, 'number') === paperNumberOf(fact)
  );
}

function verifyStock(
  database: DatabaseSync,
  at: { readonly coopId: string; readonly moved: ReadonlyMap<string, number> },
  faults: FaultList,
): number {
  const left = new Map(at.moved);
  let rows = 0;
  for (const row of rowsOf(database, 'select place, item, milli from stock where coop_id = ?', at.coopId)) {
    rows += 1;
    const key = stockKey(textOf(row, 'place'), textOf(row, 'item'));
    if ((left.get(key) ?? 0) !== numberOf(row, 'milli')) faults.add('stock_differs', key);
    left.delete(key);
  }
  for (const [key, milli] of left) if (milli !== 0) faults.add('stock_differs', key);
  return rows;
}
