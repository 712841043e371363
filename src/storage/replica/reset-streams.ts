import type { ReplicaTx } from './replica-tx.ts';

/** A generation that no server has: a cursor of it is answered by a page that starts over. */
const NO_GENERATION = 'none';

/** Makes every stream's next page one that starts over, beside what is in use. Runs inside one transaction over sets and stamps. */
export async function resetCursors(tx: ReplicaTx): Promise<void> {
  const sets = await tx.sets();
  const unused = sets.filter((set) => !set.isInUse).map(({ set }) => set);
  const inUse = sets.filter((set) => set.isInUse);
  await Promise.all([tx.dropSets(unused), ...inUse.map((set) => tx.putSet({ ...set, gen: NO_GENERATION }))]);
}

/** Deletes a stream's sets. Runs inside one transaction over sets and stamps. */
export async function dropStream(tx: ReplicaTx, stream: string): Promise<void> {
  await tx.dropSets((await tx.sets(stream)).map(({ set }) => set));
}
