import type { Fact } from '#domain/facts.ts';
import { rowChanges } from '#domain/row-changes.ts';
import type { MasterRecord } from '../store/records.ts';
import type { StoreWriter } from '../store/store.ts';
import { inOrder, lastOfEach } from './book-rows.ts';
import { bookStock } from './book.ts';
import { MASTER_STREAM } from './knowledge.ts';

/** Who wrote the rows that the server's own facts made; a device id has 22 characters. */
const OWN_DEVICE = 'server';

/**
 * Turns facts of the server's own ledger into rows and stock. Every column a fact brought goes into the row untouched. What
 * the office decides it decides from the rows of this very moment, so nothing here can be stale.
 */
export async function projectFacts(
  tx: StoreWriter,
  at: { readonly coopId: string; readonly bookedAt: number },
  facts: readonly { readonly factId: string; readonly fact: Fact }[],
): Promise<void> {
  const rows = lastOfEach(facts.flatMap(({ fact }) => recordsOf(fact)));
  if (rows.length > 0) {
    await tx.putMasterRows(at.coopId, rows, OWN_DEVICE);
    await tx.stampRows(at.coopId, MASTER_STREAM, inOrder(rows));
  }
  const moving = facts.filter(({ fact }) => fact.moves.length > 0);
  const byOutlet = Map.groupBy(moving, ({ fact }) => fact.outletId);
  for (const [outletId, group] of [...byOutlet].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const applied = group.map(({ factId, fact }) => ({ factId, moves: fact.moves }));
    await bookStock(tx, { ...at, outletId, deviceId: OWN_DEVICE, applied, touched: [] });
  }
}

function recordsOf(fact: Fact): readonly MasterRecord[] {
  if (fact.kind !== 'master.imported')
    return rowChanges(fact).map(({ entity, id, row }) => ({ entity, id, row: JSON.stringify(row) }));
  return fact.rows.map((row) => ({ entity: fact.entity, id: String(row['id']), row: JSON.stringify(row) }));
}
