import { Kysely } from 'kysely';
import { Pool, types, type CustomTypesConfig } from 'pg';
import { SqlStore } from '../sql-store.ts';
import type { Store } from '../store.ts';
import type { Tables } from '../tables.ts';
import { connectTo } from './connect-to.ts';
import { StorablePostgresDialect } from './dialect.ts';
import { judge } from './failures.ts';
import { migrate } from './migrate.ts';
import { postgresForms } from './postgres-forms.ts';
import { storedText } from './storable-text.ts';

/** More writers at once only wait for each other, or for the disk. */
const CONNECTIONS_MAX = 10;
const CONNECT_MS_MAX = 5000;

/**
 * Opens the store in a PostgreSQL database and brings its tables up to date. Several processes may share one.
 * @param url the database's address, its password included: it is never shown
 * @throws StoreUnreachable when the database does not answer
 * @throws Error when it was written by a newer program
 */
export async function openPostgresStore(url: string, now: number): Promise<Store> {
  const pool = new Pool({
    connectionString: url,
    application_name: 'gerai',
    max: CONNECTIONS_MAX,
    connectionTimeoutMillis: CONNECT_MS_MAX,
    keepAlive: true,
    types: columnTypes,
  });
  // Whoever waits for an answer hears of a broken connection, and the pool replaces it. A break while nobody waits, even in the
  // middle of a transaction, is told to listeners only: without one it would end the process.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  try {
    await migrate(pool, now);
  } catch (error) {
    await pool.end();
    const verdict = judge(error);
    throw verdict === 'again' ? error : verdict;
  }
  const db = new Kysely<Tables>({
    dialect: new StorablePostgresDialect({
      pool: { options: pool.options, connect: () => connectTo(pool), end: () => pool.end() },
    }),
  });
  const release = async (): Promise<void> => {
    if (!pool.ended) await pool.end();
  };
  return new SqlStore({ name: 'postgresql', db, forms: postgresForms, judge, release });
}

/** Numbers come as they do from SQLite: `bigint` columns, and sums over them, are numbers as long as they are exact. */
export const columnTypes: CustomTypesConfig = {
  getTypeParser: (oid, format) => {
    if (oid === types.builtins.INT8 || oid === types.builtins.NUMERIC) return exactNumber;
    if (oid === types.builtins.TEXT) return storedText;
    return types.getTypeParser(oid, format);
  },
};

/** @throws RangeError when the number is too large, or no whole number */
function exactNumber(text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number)) throw new RangeError(`The database holds ${text}, which is not exact`);
  return number;
}
