import { Kysely } from 'kysely';
import { Pool } from 'pg';
import { SqlStore } from '../sql-store.ts';
import type { Store } from '../store.ts';
import type { Tables } from '../tables.ts';
import { columnTypes } from './column-types.ts';
import { CONNECT_MS_MAX, connectTo, withUnhurriedClient } from './connect-to.ts';
import { StorablePostgresDialect } from './dialect.ts';
import { judge } from './failures.ts';
import { migrate } from './migrate.ts';
import { postgresForms } from './postgres-forms.ts';
import { FOR_TILLS, type Patience } from './patience.ts';

/** More writers at once only wait for each other, or for the disk. */
const CONNECTIONS_MAX = 10;

/**
 * Opens the store in a PostgreSQL database and brings its tables up to date. Several processes may share one.
 * @param url the database's address, its password included: it is never shown
 * @param patience how long it waits for the database; a test has less of it
 * @throws StoreUnreachable when the database does not answer
 * @throws Error when it was written by a newer program
 */
export async function openPostgresStore(
  url: string,
  now: number,
  patience: Patience = FOR_TILLS,
): Promise<Store> {
  try {
    await withUnhurriedClient(url, 'gerai', (client) => migrate(client, now));
  } catch (error) {
    const verdict = judge(error);
    throw verdict === 'again' ? error : verdict;
  }
  const pool = new Pool({
    connectionString: url,
    application_name: 'gerai',
    max: CONNECTIONS_MAX,
    connectionTimeoutMillis: CONNECT_MS_MAX,
    keepAlive: true,
    statement_timeout: patience.statementMs,
    query_timeout: patience.answerMs,
    lock_timeout: patience.lockMs,
    idle_in_transaction_session_timeout: patience.idleMs,
    types: columnTypes,
  });
  // Whoever waits for an answer hears of a broken connection, and the pool replaces it. A break while nobody waits, even in the
  // middle of a transaction, is told to listeners only: without one it would end the process.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
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
