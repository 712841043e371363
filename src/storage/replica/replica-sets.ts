import { Dexie, type PromiseExtended } from 'dexie';
import type { ReplicaDatabase, ReplicaRow } from './replica-database.ts';

/** Rows of an entity in a set. */
export function rowsOf(db: ReplicaDatabase, set: number, entity: string): PromiseExtended<ReplicaRow[]> {
  return db.rows
    .where('[set+entity+id]')
    .between([set, entity, Dexie.minKey], [set, entity, Dexie.maxKey], true, true)
    .toArray();
}

/**
 * Deletes rows of sets that are no more, outside the transaction that dropped the set: twenty thousand deletions would hold
 * up whoever wants to read. What a crash leaves over goes at the next start. Whether a set is there is asked again in the
 * transaction that deletes, and only for one that seemed gone: a page may bring a new one at any moment, with its first rows.
 */
export async function sweep(db: ReplicaDatabase): Promise<void> {
  // A shorter key sorts before every longer one that it begins, so [set] stands just before all rows of the set.
  for (let after = -1; ;) {
    const next = await db.rows
      .where('[set+entity+id]')
      .aboveOrEqual([after + 1])
      .first();
    if (next === undefined) break;
    after = next.set;
    if ((await db.sets.get(next.set)) !== undefined) continue;
    await db.transaction('rw', [db.sets, db.rows], async () => {
      if ((await db.sets.get(next.set)) !== undefined) return;
      await db.rows
        .where('[set+entity+id]')
        .between([next.set], [next.set + 1])
        .delete();
    });
  }
}
