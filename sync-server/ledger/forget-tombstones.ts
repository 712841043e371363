import type { Clock } from '../ports.ts';
import type { Store } from '../store/store.ts';

/** A device that was away for longer loads its rows anew, because nobody could tell it what is gone. */
export const TOMBSTONE_LIFE_MS = 400 * 24 * 60 * 60_000;

/** Forgets deletions that every device has had time to hear of. It runs at each start: to keep one for longer costs nothing. */
export async function forgetOldTombstones(ground: {
  readonly store: Store;
  readonly clock: Clock;
}): Promise<void> {
  const deletedBefore = ground.clock.now() - TOMBSTONE_LIFE_MS;
  await ground.store.write((tx) => tx.forgetTombstones(deletedBefore));
}
