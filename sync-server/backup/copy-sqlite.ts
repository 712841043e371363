import { backup, DatabaseSync } from 'node:sqlite';

/** 8 MB a step: the thread goes back to its events in between and can be stopped. */
const PAGES_A_STEP = 2000;

/**
 * Copies a database that is being written to. A connection of its own holds one snapshot for the whole copy, so that writers
 * neither wait for it nor make it start over, as they would if pages were copied without one.
 * @param target a path where nothing is; it becomes one file that needs no other beside it
 */
export async function copySqlite(source: string, target: string): Promise<void> {
  const reader = new DatabaseSync(source, { readOnly: true });
  try {
    // The first read takes the snapshot, not the BEGIN.
    reader.exec('begin; select count(*) from sqlite_schema;');
    await backup(reader, target, { rate: PAGES_A_STEP });
  } finally {
    reader.close();
  }
  const copy = new DatabaseSync(target);
  try {
    // A copy of a database with a write-ahead log would want one of its own as soon as somebody looks into it.
    copy.exec('pragma journal_mode = delete');
  } finally {
    copy.close();
  }
}
