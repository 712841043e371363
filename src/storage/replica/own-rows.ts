import { rowChanges, type RowChange } from '#domain/row-changes.ts';
import { factOfOwnBody } from '#protocol/own-body.ts';
import type { Stamp } from '#protocol/pull.ts';
import { parseRow, type RowEntity } from '#protocol/rows.ts';
import type { LedgerPort, StoredEntry } from '../ledger/ledger-port.ts';
import { isContained } from './own-moves.ts';
import type { MarkedRow, Replica, RowOf } from './replica.ts';

/** Entries read at once. */
const CHUNK_ENTRIES = 500;

/** One row that one own entry makes. */
interface OwnRow {
  readonly epoch: string;
  readonly seq: number;
  readonly change: RowChange;
}

/** The device's own members, goods and prices that the rows of the replica do not hold yet. */
export interface OwnRows {
  /** Puts own rows over the replica's: those of the same id give way, new ones come behind. */
  readonly over: <Entity extends RowEntity>(
    entity: Entity,
    rows: readonly RowOf<Entity>[],
  ) => readonly RowOf<Entity>[];
}

/**
 * Reads which own changes lie over the replica: those of entries that are not contained in **that** row and were not
 * quarantined, by the same rule as stock (`own-moves.ts`). A held entry stays in: the server has not written its rows.
 */
export async function readOwnRows(ledger: LedgerPort, replica: Replica): Promise<OwnRows> {
  const { caughtUp } = await replica.readStream('coop');
  const own = (await readOpenEntries(ledger, caughtUp)).flatMap(rowsOfEntry);
  const marked = await replica.readMarked(own.map(({ change }) => change));
  const mineOf = new Map(marked.map((row) => [keyOf(row), row.mine]));
  const laid = new Map<string, RowChange>();
  for (const { epoch, seq, change } of own) {
    if (!isContained(mineOf.get(keyOf(change)) ?? caughtUp, epoch, seq)) laid.set(keyOf(change), change);
  }
  return {
    over(entity, rows) {
      const changes = [...laid.values()].filter((change) => change.entity === entity);
      if (changes.length === 0) return rows;
      const ids = new Set(changes.map(({ id }) => id));
      return [
        ...rows.filter((row) => !('id' in row && typeof row.id === 'string' && ids.has(row.id))),
        ...changes.flatMap(({ row }) => parseRow(entity, row) ?? []),
      ];
    },
  };
}

/** Entries whose effects some row may not hold yet: those beyond the stamp, and those that the server holds back. */
async function readOpenEntries(ledger: LedgerPort, caughtUp: Stamp): Promise<readonly StoredEntry[]> {
  const open: StoredEntry[] = [];
  for (const { epoch, seq: last } of await ledger.readEpochs()) {
    const mine = caughtUp[epoch];
    for (const seq of mine?.unapplied ?? []) {
      const held = await ledger.readEntry(epoch, seq);
      if (held !== null) open.push(held);
    }
    for (let after = mine?.acked ?? 0; after < last;) {
      const entries = await ledger.readEntries(epoch, after, CHUNK_ENTRIES);
      open.push(...entries);
      after = entries.at(-1)?.seq ?? last;
    }
  }
  return open.filter((entry) => entry.state !== 'quarantined');
}

function rowsOfEntry({ epoch, seq, kind, body }: StoredEntry): readonly OwnRow[] {
  // Most entries are sales, whose bodies need not be read for this.
  if (kind === 'sale.recorded') return [];
  const fact = factOfOwnBody(body);
  return fact === null ? [] : rowChanges(fact).map((change) => ({ epoch, seq, change }));
}

function keyOf({ entity, id }: Pick<MarkedRow, 'entity' | 'id'>): string {
  return `${entity}|${id}`;
}
