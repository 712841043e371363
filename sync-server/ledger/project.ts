import type { Fact, MasterEntity } from '#domain/facts.ts';
import { rowChanges } from '#domain/row-changes.ts';
import { OWN_DEVICE } from '../store/own-device.ts';
import type { MasterRecord } from '../store/records.ts';
import type { StoreReader, StoreWriter } from '../store/store.ts';
import { inOrder, lastOfEach } from './book-rows.ts';
import { bookStock } from './book.ts';
import { MASTER_STREAM } from './knowledge.ts';

/**
 * Turns facts of the server's own ledger into rows and stock. Every column a fact brought goes into the row untouched. What
 * the office decides it decides from the rows of this very moment, so nothing here can be stale.
 */
export async function projectFacts(
  tx: StoreWriter,
  at: { readonly coopId: string; readonly bookedAt: number },
  facts: readonly { readonly factId: string; readonly fact: Fact }[],
): Promise<void> {
  const whole = facts.flatMap(({ fact }) => recordsOf(fact));
  const patched = await patchRows(
    tx,
    at.coopId,
    facts.flatMap(({ fact }) => patchOf(fact) ?? []),
  );
  const rows = lastOfEach([...whole, ...patched]);
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

/** The whole rows that a fact makes. */
export function recordsOf(fact: Fact): readonly MasterRecord[] {
  if (fact.kind !== 'master.imported')
    return rowChanges(fact).map(({ entity, id, row }) => ({ entity, id, row: JSON.stringify(row) }));
  return fact.rows.map((row) => ({ entity: fact.entity, id: String(row['id']), row: JSON.stringify(row) }));
}

/** Some columns of one row. */
export interface RowPatch {
  readonly entity: MasterEntity;
  readonly id: string;
  readonly columns: object;
  /** What a new row has besides. */
  readonly beside: object;
}

/** What a fact changes of a row whose other columns stay as they are: nobody's PIN stands in a fact. */
export function patchOf(fact: Fact): RowPatch | null {
  switch (fact.kind) {
    case 'person.changed':
      return { entity: 'staff', id: fact.person.id, columns: fact.person, beside: { pin: null } };
    case 'outlet.changed':
      return { entity: 'outlet', id: fact.outlet.id, columns: fact.outlet, beside: {} };
    default:
      return null;
  }
}

async function patchRows(
  tx: StoreReader,
  coopId: string,
  patches: readonly RowPatch[],
): Promise<readonly MasterRecord[]> {
  if (patches.length === 0) return [];
  const entities = [...new Set(patches.map(({ entity }) => entity))];
  const stored = await tx.readMasterRows(coopId, entities);
  const rows = new Map(stored.map(({ entity, id, row }) => [`${entity}|${id}`, row]));
  return patches.map((patch) => {
    const { entity, id } = patch;
    const row = patchedRow(rows.get(`${entity}|${id}`) ?? null, patch);
    rows.set(`${entity}|${id}`, row);
    return { entity, id, row };
  });
}

/** A row after a patch. @param before the row as JSON; null where there is none yet */
export function patchedRow(before: string | null, { columns, beside }: RowPatch): string {
  const row: unknown = before === null ? beside : JSON.parse(before);
  return JSON.stringify({ ...(typeof row === 'object' ? row : {}), ...columns });
}
