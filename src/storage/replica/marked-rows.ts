import { failingAsStorage } from '../dexie-failure.ts';
import type { MarkedRow } from './replica.ts';
import type { ReplicaDatabase, ReplicaRow, ReplicaSet, ReplicaStamp } from './replica-database.ts';
import { setInUse } from './replica-views.ts';

type Asked = readonly Pick<MarkedRow, 'entity' | 'id'>[];

/** Reads master rows in use with their counters and stamps, all in one transaction. */
export function readMarkedRows(db: ReplicaDatabase, asked: Asked): Promise<readonly MarkedRow[]> {
  const { rows, sets, stamps } = db;
  return failingAsStorage(() => db.transaction('r', [rows, sets, stamps], async () => markedRows(db, asked)));
}

async function markedRows(db: ReplicaDatabase, asked: Asked): Promise<readonly MarkedRow[]> {
  const set = setInUse(await db.sets.where('stream').equals('coop').toArray());
  if (set === undefined) return [];
  const [found, stamps] = await Promise.all([
    db.rows.bulkGet(asked.map(({ entity, id }): [number, string, string] => [set.set, entity, id])),
    db.stamps.where('set').equals(set.set).toArray(),
  ]);
  return markedIn(set, found, stamps);
}

/** Rows of a set with their counters and the stamps that speak for them. */
export function markedIn(
  set: ReplicaSet,
  rows: readonly (ReplicaRow | undefined)[],
  stamps: readonly ReplicaStamp[],
): readonly MarkedRow[] {
  const mineOf = new Map(stamps.map(({ stampId, mine }) => [stampId, mine]));
  const caughtUp = set.caughtUp ?? -1;
  return rows.flatMap((row) => {
    if (row === undefined) return [];
    const { entity, id, seq, stampId } = row;
    // A page that caught up speaks for every row that came before it.
    return [{ entity, id, seq, mine: mineOf.get(Math.max(stampId, caughtUp)) ?? {} }];
  });
}
