import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Kysely } from 'kysely';
import { SqlReader } from '../sql-reader.ts';
import { SqlWriter } from '../sql-writer.ts';
import { StorageFull, type Store, type StoreReader, type StoreWriter } from '../store.ts';
import type { Tables } from '../tables.ts';
import { NodeSqliteDatabase, NodeSqliteDialect } from './dialect.ts';
import { migrate } from './migrate.ts';
import { takeOwnership } from './owner-lock.ts';
import { sqliteForms } from './sqlite-forms.ts';

const SQLITE_BUSY = 5;
const SQLITE_FULL = 13;
const ATTEMPTS_MAX = 5;
const RETRY_PAUSE_MS = 20;

/**
 * Opens the store in a data folder, made when it is not there, and brings its tables up to date.
 * @throws StoreOwned when another process has it open
 * @throws Error when the file is newer than this program
 */
export function openSqliteStore(folder: string, now: number): Store {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const release = takeOwnership(folder);
  try {
    const path = join(folder, 'gerai.db');
    const connection = new NodeSqliteDatabase(path);
    chmodSync(path, 0o600);
    migrate(connection, now);
    return new SqliteStore(connection, release);
  } catch (error) {
    release();
    throw error;
  }
}

class SqliteStore implements Store {
  readonly #connection: NodeSqliteDatabase;
  readonly #db: Kysely<Tables>;
  readonly #release: () => void;
  #isClosed = false;

  constructor(connection: NodeSqliteDatabase, release: () => void) {
    this.#connection = connection;
    this.#db = new Kysely<Tables>({ dialect: new NodeSqliteDialect(connection) });
    this.#release = release;
  }

  async write<Outcome>(work: (tx: StoreWriter) => Promise<Outcome>): Promise<Outcome> {
    return retrying(() => this.#db.transaction().execute((tx) => work(new SqlWriter(tx, sqliteForms))));
  }

  async read<Outcome>(work: (snapshot: StoreReader) => Promise<Outcome>): Promise<Outcome> {
    const transaction = this.#db.transaction().setAccessMode('read only');
    return retrying(() => transaction.execute((tx) => work(new SqlReader(tx, sqliteForms))));
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await this.#db.destroy();
    // Kysely closes only what it has used; a second close of the same connection is refused and of no interest.
    try {
      this.#connection.close();
    } catch {
      // Closed already.
    }
    this.#release();
  }
}

async function retrying<Outcome>(attempt: () => Promise<Outcome>): Promise<Outcome> {
  for (let count = 1; ; count += 1) {
    try {
      return await attempt();
    } catch (error) {
      const code = sqliteCode(error);
      if (code === SQLITE_FULL) throw new StorageFull('The disk is full', { cause: error });
      if (code !== SQLITE_BUSY || count >= ATTEMPTS_MAX) throw error;
      await sleep(RETRY_PAUSE_MS * count);
    }
  }
}

/** SQLite's primary result code in an error of `node:sqlite`, or null when it is another error. */
function sqliteCode(error: unknown): number | null {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return null;
  return error.errcode & 0xff;
}
