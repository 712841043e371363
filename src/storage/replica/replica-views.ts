import {
  REPLICA_SCHEMA,
  type PageStamp,
  type StampedStock,
  type StockView,
  type StreamState,
} from './replica.ts';
import { fitsEntity, type ReplicaRow, type ReplicaSet, type ReplicaStamp } from './replica-database.ts';

/** What the port shows of stored sets, rows and stamps: pure, and the same wherever they lie. */

/** Before any page has come. */
export const NO_STOCK: StockView = { rows: [], caughtUp: null, asOf: null };

/** The set whose cursor the next page continues; none when everything has to be loaded anew. */
export function setToContinue(sets: readonly ReplicaSet[]): ReplicaSet | undefined {
  const current = sets.filter((set) => set.schema === REPLICA_SCHEMA);
  return current.find((set) => !set.isInUse) ?? setInUse(current);
}

/** Of the sets of one stream the one that is shown. */
export function setInUse(sets: readonly ReplicaSet[]): ReplicaSet | undefined {
  return sets.find((set) => set.isInUse);
}

/** Of the sets of all streams the one whose stock is shown. */
export function stockSet(sets: readonly ReplicaSet[]): ReplicaSet | undefined {
  return sets.find(({ stream, isInUse }) => isInUse && stream.startsWith('outlet:'));
}

/** Where a stream stands. @param stamp of the last page of the set in use that caught up */
export function streamStateOf(sets: readonly ReplicaSet[], stamp: ReplicaStamp | undefined): StreamState {
  const inUse = setInUse(sets);
  const asked = setToContinue(sets);
  return {
    caughtUp: stamp?.mine ?? {},
    cursor: asked === undefined ? null : { gen: asked.gen, seq: asked.seq },
    scopeHash: asked?.scopeHash ?? null,
    inUse: inUse === undefined ? null : { gen: inUse.gen, seq: inUse.seq },
  };
}

/** Stock rows of a set with the stamps that speak for them. */
export function stockViewOf(
  set: ReplicaSet,
  rows: readonly (ReplicaRow | undefined)[],
  stamps: readonly ReplicaStamp[],
): StockView {
  const byId = new Map<number, PageStamp>(stamps.map(({ stampId, mine }) => [stampId, { stampId, mine }]));
  return {
    rows: rows.flatMap((row) => (row === undefined ? [] : stampedStock(row, set, byId))),
    caughtUp: byId.get(set.caughtUp ?? -1) ?? null,
    asOf: set.caughtUpAt ?? null,
  };
}

function stampedStock(
  row: ReplicaRow,
  set: ReplicaSet,
  stamps: ReadonlyMap<number, PageStamp>,
): readonly StampedStock[] {
  if (!fitsEntity(row, 'stock')) return [];
  const { place, stockItemId, milli } = row.row;
  const isOlder = set.caughtUp !== null && row.stampId <= set.caughtUp;
  return [{ place, stockItemId, milli, stamp: isOlder ? null : (stamps.get(row.stampId) ?? null) }];
}
