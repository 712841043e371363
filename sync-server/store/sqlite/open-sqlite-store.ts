import { chmodSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Kysely } from 'kysely';
import type { Verdict } from '../retrying.ts';
import { SqlStore } from '../sql-store.ts';
import { FolderRefused, StorageFull, type Store } from '../store.ts';
import type { Tables } from '../tables.ts';
import { NodeSqliteDatabase, NodeSqliteDialect } from './dialect.ts';
import { migrate, needsMigration } from './migrate.ts';
import { takeOwnership } from './owner-lock.ts';
import { sqliteForms } from './sqlite-forms.ts';

const SQLITE_BUSY = 5;
const SQLITE_FULL = 13;

/** The database's file in a data folder. */
export function databasePath(folder: string): string {
  return join(folder, 'gerai.db');
}

/**
 * Opens the store in a data folder, made when it is not there, and brings its tables up to date.
 * @throws StoreOwned when another process has it open
 * @throws Error when the file is newer than this program
 */
export function openSqliteStore(folder: string, now: number): Store {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const release = takeOwnership(folder);
  try {
    const path = databasePath(folder);
    const connection = new NodeSqliteDatabase(path);
    chmodSync(path, 0o600);
    migrate(connection, now);
    return sqliteStoreOn(connection, release);
  } catch (error) {
    release();
    throw error;
  }
}

/**
 * Opens the books of a data folder only to read them, beside whoever owns them.
 * @throws FolderRefused when there are none, or their tables are those of an older program
 */
export function readSqliteStore(folder: string): Store {
  const path = databasePath(folder);
  if (!existsSync(path)) throw new FolderRefused(`Tidak ada buku di ${folder}. (There are no books here.)`);
  const connection = new NodeSqliteDatabase(path, { readOnly: true });
  if (needsMigration(connection)) {
    connection.close();
    throw new FolderRefused(
      'Jalankan server sekali dahulu. (Start the server once first: the books are older.)',
    );
  }
  return sqliteStoreOn(connection);
}

/** The store over a database whose tables are up to date. @param release is called once it is closed */
export function sqliteStoreOn(connection: NodeSqliteDatabase, release: () => void = () => undefined): Store {
  const db = new Kysely<Tables>({ dialect: new NodeSqliteDialect(connection) });
  const close = async (): Promise<void> => {
    connection.close();
    release();
  };
  return new SqlStore({ name: 'sqlite', db, forms: sqliteForms, judge, release: close });
}

function judge(error: unknown): Verdict {
  const code = sqliteCode(error);
  if (code === SQLITE_BUSY) return 'again';
  if (code === SQLITE_FULL) return new StorageFull('The disk is full', { cause: error });
  return error instanceof Error ? error : new Error(String(error));
}

/** SQLite's primary result code in an error of `node:sqlite`, or null when it is another error. */
function sqliteCode(error: unknown): number | null {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return null;
  return error.errcode & 0xff;
}
