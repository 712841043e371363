import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StoreOwned } from '../store.ts';

/** What two processes can't have at once in a folder, by the file that is locked. */
const LOCKS = {
  data: { file: 'gerai.lock', what: 'The data folder' },
  // A name of its own, because backups may lie in the data folder itself.
  backups: { file: 'backups.lock', what: 'The backup folder' },
} as const;

/**
 * Makes this process the only owner of a folder of data, or of backups. The lock is a side file held by an open exclusive transaction, so the
 * system frees it even when the process is killed, and no stale lock can keep a shop closed.
 * @returns what gives the folder free again
 * @throws StoreOwned when another process holds it
 */
export function takeOwnership(folder: string, of: keyof typeof LOCKS = 'data'): () => void {
  const { file, what } = LOCKS[of];
  const lock = new DatabaseSync(join(folder, file), { timeout: 0 });
  try {
    lock.exec('PRAGMA journal_mode=DELETE; BEGIN EXCLUSIVE;');
  } catch (cause) {
    lock.close();
    throw new StoreOwned(`${what} ${folder} is in use by another Gerai process.`, { cause });
  }
  return () => lock.close();
}
