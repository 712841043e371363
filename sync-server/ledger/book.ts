import { stockKey, type Move } from '#domain/stock.ts';
import type { FindingRecord, StockRecord, TouchedRow } from '../store/records.ts';
import type { StoreWriter } from '../store/store.ts';
import { findingRecord } from './findings.ts';
import { outletStream } from './knowledge.ts';

/** Movements that a transaction brings into the books of one outlet. */
export interface StockChange {
  readonly coopId: string;
  readonly outletId: string;
  readonly deviceId: string;
  readonly bookedAt: number;
  /** Movements of facts that are new. */
  readonly applied: readonly { readonly factId: string; readonly moves: readonly Move[] }[];
  /** Movements of facts that were booked before: their rows only go down once more. */
  readonly touched: readonly { readonly moves: readonly Move[] }[];
}

/**
 * Adds movements to the stock rows of an outlet and stamps every row that was added to or touched, in sorted order, with
 * the outlet's counter taken once. The caller does this last in its transaction.
 */
export async function bookStock(tx: StoreWriter, change: StockChange): Promise<void> {
  const { coopId, outletId } = change;
  const deltas = new Map<string, StockRecord>();
  const movers = new Map<string, string>();
  for (const { factId, moves } of change.applied) {
    for (const move of moves) {
      const key = stockKey(move.place, move.stockItemId);
      // Plain sums: a batch may pass the limit that holds for one quantity, and a throw would stop the queue.
      deltas.set(key, { ...move, milli: (deltas.get(key)?.milli ?? 0) + move.milli });
      movers.set(key, factId);
    }
  }
  const sorted = [...deltas].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, delta]) => delta);
  const rows = await tx.addStock(coopId, outletId, sorted);
  await tx.insertFindings(coopId, fallenBelowZero(rows, deltas, movers, change));
  const keys = new Set(deltas.keys());
  for (const { moves } of change.touched)
    for (const move of moves) keys.add(stockKey(move.place, move.stockItemId));
  if (keys.size === 0) return;
  const touchedRows = [...keys].toSorted().map((id): TouchedRow => ({ entity: 'stock', id }));
  await tx.stampRows(coopId, outletStream(outletId), touchedRows);
}

/** Goods that are there can be sold whatever the books say; that the books fell below zero is worth a look. */
function fallenBelowZero(
  rows: readonly StockRecord[],
  deltas: ReadonlyMap<string, StockRecord>,
  movers: ReadonlyMap<string, string>,
  change: StockChange,
): readonly FindingRecord[] {
  return rows.flatMap(({ place, stockItemId, milli }) => {
    const key = stockKey(place, stockItemId);
    const before = milli - (deltas.get(key)?.milli ?? 0);
    if (milli >= 0 || before < 0) return [];
    const factId = movers.get(key) ?? null;
    const subject = `${factId ?? ''}:${key}`;
    const where = { deviceId: change.deviceId, factId, subject, foundAt: change.bookedAt };
    return [findingRecord('stock_negative', { place, stockItemId, milli }, where)];
  });
}
