import type { DatabaseSync } from 'node:sqlite';
import * as z from 'zod/mini';
import type { Fact, FactKind } from '#domain/facts.ts';
import { parseBody } from '#protocol/fact.ts';
import { digest } from '../keys/signatures.ts';
import { MASTER_STREAM } from '../ledger/knowledge.ts';
import { patchedRow, patchOf, recordsOf } from '../ledger/project.ts';
import type { FaultList } from './backup-report.ts';
import { rowsOf, textOf } from './backup-rows.ts';

/** What a till writes all day makes no rows: its bodies need not be read twice. */
const ROWLESS = [
  'sale.recorded',
  'shift.opened',
  'shift.closed',
  'pin.failed',
] as const satisfies readonly FactKind[];

const MAKERS = `select body from fact where coop_id = ? and status = 'accepted' and kind not in ('${ROWLESS.join("', '")}')`;

/** The server's own facts in the order in which they were written, from generation to generation. */
const OWN_MAKERS = `with recursive line (epoch, parent, age) as (
    select e.epoch, e.parent, 0 from coop join device_epoch e on e.coop_id = coop.coop_id and e.epoch = coop.own_epoch
    where coop.coop_id = ?1
    union all
    select e.epoch, e.parent, age + 1 from line
    join device_epoch e on e.coop_id = ?1 and e.epoch = json_extract(line.parent, '$.epoch')
    -- A damaged file may lead round in a circle.
    where line.age < (select count(*) from device_epoch))
  select fact.body from line
  join slot on slot.coop_id = ?1 and slot.epoch = line.epoch
  join fact on fact.coop_id = ?1 and fact.fact_id = slot.fact_id
  where fact.status = 'accepted' order by line.age desc, slot.seq`;

const UNLISTED = `
  select entity || '|' || id as place from master_row m where m.coop_id = ?1 and not exists (
    select 1 from change_index c where c.coop_id = ?1 and c.stream = '${MASTER_STREAM}' and c.entity = m.entity
    and c.id = m.id and c.deleted = 0)
  union all
  select place || '|' || item from stock s where s.coop_id = ?1 and not exists (
    select 1 from change_index c where c.coop_id = ?1 and c.stream = 'outlet:' || s.outlet_id and c.entity = 'stock'
    and c.id = s.place || '|' || s.item and c.deleted = 0)
  union all
  select stream from stream_head h where h.coop_id = ?1
    and h.head < (select max(log_seq) from change_index c where c.coop_id = ?1 and c.stream = h.stream)`;

const DELETED = `select entity, id from change_index where coop_id = ? and stream = '${MASTER_STREAM}' and deleted = 1`;

const rowSchema = z.record(z.string(), z.unknown());

/** What facts have made: every state of every row, as a hash, because rows may be many. */
class MadeRows {
  readonly ids = new Set<string>();
  readonly #states = new Set<string>();

  add(entity: string, id: string, row: string): void {
    this.ids.add(`${entity}|${id}`);
    this.#states.add(stateOf(entity, id, row));
  }

  has(entity: string, id: string, row: string): boolean {
    return this.#states.has(stateOf(entity, id, row));
  }
}

/**
 * Compares the master rows of a co-operative with the facts that made them, and the order of changes with the rows. Which of
 * two states that facts made is the newer one is not judged: facts of several devices have no order of their own.
 */
export function verifyRows(database: DatabaseSync, coopId: string, faults: FaultList): void {
  const made = readMadeRows(database, coopId);
  for (const row of rowsOf(database, DELETED, coopId))
    made.ids.delete(`${textOf(row, 'entity')}|${textOf(row, 'id')}`);
  for (const row of rowsOf(database, 'select entity, id, row from master_row where coop_id = ?', coopId)) {
    const [entity, id] = [textOf(row, 'entity'), textOf(row, 'id')];
    if (!made.has(entity, id, textOf(row, 'row'))) faults.add('row_differs', `${entity}|${id}`);
    made.ids.delete(`${entity}|${id}`);
  }
  for (const id of made.ids) faults.add('row_missing', id);
  for (const row of rowsOf(database, UNLISTED, coopId)) faults.add('index_differs', textOf(row, 'place'));
}

function readMadeRows(database: DatabaseSync, coopId: string): MadeRows {
  const made = new MadeRows();
  for (const fact of factsIn(database, MAKERS, coopId))
    for (const { entity, id, row } of recordsOf(fact)) made.add(entity, id, row);
  // Some acts of the office change a few columns: what they make of a row follows from what it was.
  const current = new Map<string, string>();
  for (const fact of factsIn(database, OWN_MAKERS, coopId)) {
    for (const { entity, id, row } of recordsOf(fact)) current.set(`${entity}|${id}`, row);
    const patch = patchOf(fact);
    if (patch === null) continue;
    const key = `${patch.entity}|${patch.id}`;
    const row = patchedRow(current.get(key) ?? null, patch);
    current.set(key, row);
    made.add(patch.entity, patch.id, row);
  }
  return made;
}

function* factsIn(database: DatabaseSync, sql: string, coopId: string): Iterable<Fact> {
  for (const row of rowsOf(database, sql, coopId)) {
    const parsed = parseBody(textOf(row, 'body'));
    if (parsed.outcome === 'fact') yield parsed.fact;
  }
}

/** A PIN stands in no fact, so nobody can prove it; and setting one may have changed the order of the columns. */
function stateOf(entity: string, id: string, row: string): string {
  const columns = Object.entries(rowSchema.parse(JSON.parse(row)))
    .filter(([column]) => entity !== 'staff' || column !== 'pin')
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  return digest(JSON.stringify([entity, id, columns]));
}
