import type { Pool, PoolClient } from 'pg';
import { StoreUnreachable } from '../store.ts';

/**
 * Takes a connection from the pool.
 * @throws StoreUnreachable whatever kept it from being made (no server, another password, no such database)
 */
export async function connectTo(pool: Pool): Promise<PoolClient> {
  try {
    return await pool.connect();
  } catch (cause) {
    throw new StoreUnreachable('The database does not answer', { cause });
  }
}
