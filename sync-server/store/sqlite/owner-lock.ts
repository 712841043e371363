import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StoreOwned } from '../store.ts';

/**
 * Makes this process the only owner of a data folder. The lock is a side file held by an open exclusive transaction, so the
 * system frees it even when the process is killed, and no stale lock can keep a shop closed.
 * @returns what gives the folder free again
 * @throws StoreOwned when another process holds it
 */
export function takeOwnership(folder: string): () => void {
  const lock = new DatabaseSync(join(folder, 'gerai.lock'), { timeout: 0 });
  try {
    lock.exec('PRAGMA journal_mode=DELETE; BEGIN EXCLUSIVE;');
  } catch (cause) {
    lock.close();
    throw new StoreOwned(`The data folder ${folder} is in use by another Gerai process.`, { cause });
  }
  return () => lock.close();
}
