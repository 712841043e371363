import { openSqliteStore } from './sqlite/open-sqlite-store.ts';
import type { Store } from './store.ts';

/**
 * Opens what the server remembers and brings its tables up to date.
 * @throws StoreOwned when another process has the data folder open
 * @throws Error when it was written by a newer program
 */
export async function openStore(dataFolder: string, now: number): Promise<Store> {
  return openSqliteStore(dataFolder, now);
}
