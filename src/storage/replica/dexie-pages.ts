import type { PullReply } from '#protocol/pull.ts';
import { failingAsStorage } from '../dexie-failure.ts';
import { STREAM_GONE } from './page-outcomes.ts';
import { dropStream, resetCursors } from './reset-streams.ts';
import type { TakenPage } from './replica.ts';
import type { ReplicaDatabase } from './replica-database.ts';
import { sweep } from './replica-sets.ts';
import type { ReplicaTx } from './replica-tx.ts';
import { incomingRows, storePage } from './store-page.ts';

/** Stores a page and its cursor; its rows are sealed and parsed before the transaction: a foreign await inside would tear it. */
export async function storePageIn(
  db: ReplicaDatabase,
  page: { readonly reply: PullReply; readonly stream: string },
  pinKey: CryptoKey,
): Promise<TakenPage> {
  const incoming = await incomingRows(page.reply.rows, pinKey);
  const { rows, sets, stamps } = db;
  const taken = await failingAsStorage(() =>
    db.transaction('rw', [rows, sets, stamps], async () =>
      storePage(transactionOf(db), { ...page, rows: incoming }),
    ),
  );
  if (taken.isSwapped) await failingAsStorage(() => sweep(db));
  return taken;
}

/** Makes every stream's next page one that starts over. */
export async function resetCursorsIn(db: ReplicaDatabase): Promise<void> {
  const { sets, stamps } = db;
  await failingAsStorage(() =>
    db.transaction('rw', [sets, stamps], async () => resetCursors(transactionOf(db))),
  );
}

/** Deletes a stream's sets with their rows. @returns what the mirrors have to show */
export async function dropStreamIn(db: ReplicaDatabase, stream: string): Promise<TakenPage> {
  const { sets, stamps } = db;
  await failingAsStorage(() =>
    db.transaction('rw', [sets, stamps], async () => dropStream(transactionOf(db), stream)),
  );
  await failingAsStorage(() => sweep(db));
  return STREAM_GONE;
}

/** What the rules ask for, in the transaction that is under way. */
function transactionOf({ rows, sets, stamps }: ReplicaDatabase): ReplicaTx {
  return {
    sets: (stream) => (stream === undefined ? sets : sets.where('stream').equals(stream)).toArray(),
    addSet: (set) => sets.add(set),
    putSet: (set) => sets.put(set),
    dropSets: (keys) =>
      Promise.all([
        sets.bulkDelete([...keys]),
        stamps
          .where('set')
          .anyOf([...keys])
          .delete(),
      ]),
    addStamp: (stamp) => stamps.add(stamp),
    dropStampsBefore: (set, stampId) =>
      stamps
        .where('set')
        .equals(set)
        .and((stamp) => stamp.stampId < stampId)
        .delete(),
    putRows: (put) => rows.bulkPut([...put]),
    deleteRows: (set, gone) =>
      rows.bulkDelete(gone.map(({ entity, id }): [number, string, string] => [set, entity, id])),
  };
}
