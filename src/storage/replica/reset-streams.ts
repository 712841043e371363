import { failingAsStorage } from '../dexie-failure.ts';
import type { ReplicaDatabase } from './replica-database.ts';
import { sweep } from './replica-sets.ts';
import type { TakenPage } from './replica.ts';

/** A generation that no server has: a cursor of it is answered by a page that starts over. */
const NO_GENERATION = 'none';

/** Makes every stream's next page one that starts over, beside what is in use. */
export async function resetCursors({ sets }: ReplicaDatabase): Promise<void> {
  await failingAsStorage(() =>
    sets.db.transaction('rw', [sets], async () => {
      await sets.filter((set) => !set.isInUse).delete();
      await sets.toCollection().modify({ gen: NO_GENERATION });
    }),
  );
}

/** Deletes a stream's sets with their rows. @returns what the mirrors have to show */
export async function dropStream(db: ReplicaDatabase, stream: string): Promise<TakenPage> {
  const { sets, stamps } = db;
  await failingAsStorage(() =>
    db.transaction('rw', [sets, stamps], async () => {
      const keys = await sets.where('stream').equals(stream).primaryKeys();
      await Promise.all([sets.bulkDelete(keys), stamps.where('set').anyOf(keys).delete()]);
    }),
  );
  await failingAsStorage(() => sweep(db));
  return { isTaken: true, isSwapped: true, isCaughtUp: true, entities: new Set(), stockIds: [] };
}
