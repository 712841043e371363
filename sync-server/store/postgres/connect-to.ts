import { Client, type Pool, type PoolClient } from 'pg';
import { StoreUnreachable } from '../store.ts';
import { columnTypes } from './column-types.ts';
import { UNHURRIED_ANSWER_MS } from './patience.ts';

export const CONNECT_MS_MAX = 5000;

const NO_ANSWER = 'The database does not answer';

/** Whatever the role or the database is set to. */
const UNHURRIED =
  'set statement_timeout = 0; set lock_timeout = 0; set idle_in_transaction_session_timeout = 0';

/**
 * Takes a connection from the pool.
 * @throws StoreUnreachable whatever kept it from being made (no server, another password, no such database)
 */
export async function connectTo(pool: Pool): Promise<PoolClient> {
  return hungUpWhenSilent(await reach(() => pool.connect()));
}

/**
 * A connection on which no answer came still waits for that answer: given back to the pool it would keep the next one waiting
 * too. So it is closed instead, and what is asked on it meanwhile (a rollback) fails at once.
 */
function hungUpWhenSilent(client: PoolClient): PoolClient {
  let isSilent = false;
  const query = async (text: string, values: unknown[]): Promise<unknown> => {
    if (isSilent) throw new StoreUnreachable(NO_ANSWER);
    try {
      return await client.query(text, values);
    } catch (error) {
      isSilent = isReadTimeout(error);
      throw error;
    }
  };
  const release = (discard?: Error | boolean): void => client.release(isSilent ? true : discard);
  return new Proxy(client, {
    get: (target, name): unknown =>
      name === 'query' ? query : name === 'release' ? release : Reflect.get(target, name),
  });
}

function isReadTimeout(error: unknown): boolean {
  return error instanceof Error && error.message === 'Query read timeout';
}

/**
 * Works on a connection of its own that nobody hurries, and closes it.
 * @param name what the database's administrator sees
 * @throws StoreUnreachable whatever kept it from being made
 */
export async function withUnhurriedClient<Outcome>(
  url: string,
  name: string,
  work: (client: Client) => Promise<Outcome>,
): Promise<Outcome> {
  const client = new Client({
    connectionString: url,
    application_name: name,
    connectionTimeoutMillis: CONNECT_MS_MAX,
    query_timeout: UNHURRIED_ANSWER_MS,
    keepAlive: true,
    types: columnTypes,
  });
  // Whoever waits hears of a broken link by its own promise; without a listener it would end the process as well.
  client.on('error', () => undefined);
  try {
    await reach(() => client.connect());
    await client.query(UNHURRIED);
    return await work(client);
  } finally {
    await client.end();
  }
}

async function reach<Connection>(connect: () => Promise<Connection>): Promise<Connection> {
  try {
    return await connect();
  } catch (cause) {
    throw new StoreUnreachable(NO_ANSWER, { cause });
  }
}
