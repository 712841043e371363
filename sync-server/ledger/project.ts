import type { Fact } from '#domain/facts.ts';
import type { MasterRecord, TouchedRow } from '../store/records.ts';
import type { StoreWriter } from '../store/store.ts';
import { bookStock } from './book.ts';
import { MASTER_STREAM } from './knowledge.ts';

/** Turns facts of the server's own ledger into rows and stock. Every column a fact brought goes into the row untouched. */
export async function projectFacts(
  tx: StoreWriter,
  at: { readonly coopId: string; readonly bookedAt: number },
  facts: readonly { readonly factId: string; readonly fact: Fact }[],
): Promise<void> {
  const rows = facts.flatMap(({ fact }) => (fact.kind === 'master.imported' ? masterRows(fact) : []));
  if (rows.length > 0) {
    await tx.putMasterRows(at.coopId, rows);
    await tx.stampRows(at.coopId, MASTER_STREAM, inOrder(rows));
  }
  const moving = facts.filter(({ fact }) => fact.moves.length > 0);
  const byOutlet = Map.groupBy(moving, ({ fact }) => fact.outletId);
  for (const [outletId, group] of [...byOutlet].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const applied = group.map(({ factId, fact }) => ({ factId, moves: fact.moves }));
    await bookStock(tx, { ...at, outletId, deviceId: 'server', applied, touched: [] });
  }
}

function masterRows(fact: Extract<Fact, { kind: 'master.imported' }>): readonly MasterRecord[] {
  return fact.rows.map((row) => ({ entity: fact.entity, id: String(row['id']), row: JSON.stringify(row) }));
}

/** Each row once, so that a row which two facts of one import touch takes one counter. */
function inOrder(rows: readonly MasterRecord[]): readonly TouchedRow[] {
  const touched = new Map(rows.map(({ entity, id }) => [`${entity}|${id}`, { entity, id }]));
  return [...touched].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}
