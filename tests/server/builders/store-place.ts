import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Client } from 'pg';
import { inject } from 'vitest';
import type { StorePlace } from '../../../sync-server/store/open-store.ts';

export type { StorePlace } from '../../../sync-server/store/open-store.ts';

/** True where these tests run on PostgreSQL; the same files run once for each database. */
export const isOnPostgres = process.env['GERAI_TEST_STORE'] === 'postgres';

let made = 0;

/** A place for books of its own: a folder, and on PostgreSQL a database too. */
export async function makePlace(): Promise<StorePlace> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'gerai-server-'));
  if (!isOnPostgres) return { dataFolder, databaseUrl: null };
  made += 1;
  const name = `shop_${process.pid}_${made}_${Date.now().toString(36)}`;
  await runOn(inject('postgresUrl'), (client) => client.query(`create database ${name}`));
  const url = new URL(inject('postgresUrl'));
  url.pathname = `/${name}`;
  return { dataFolder, databaseUrl: url.href };
}

/** Takes a place away again; whoever is still connected is thrown out. */
export async function clearPlace({ dataFolder, databaseUrl }: StorePlace): Promise<void> {
  rmSync(dataFolder, { recursive: true, force: true });
  if (databaseUrl === null) return;
  const name = new URL(databaseUrl).pathname.slice(1);
  await runOn(inject('postgresUrl'), (client) =>
    client.query(`drop database if exists ${name} with (force)`),
  );
}

/** Asks a database directly, past the store, from a connection of its own. Parameters stand as `?`. */
export async function queryPlace(
  place: StorePlace,
  sql: string,
  parameters: readonly (string | number)[] = [],
): Promise<unknown[]> {
  if (place.databaseUrl !== null) {
    let count = 0;
    const text = sql.replaceAll('?', () => `$${(count += 1)}`);
    return runOn(place.databaseUrl, async (client) => (await client.query(text, [...parameters])).rows);
  }
  const database = new DatabaseSync(join(place.dataFolder, 'gerai.db'), { timeout: 2000 });
  try {
    if (parameters.length > 0) return database.prepare(sql).all(...parameters);
    const isQuestion = /^\s*(?:select|pragma|with)\b/i.test(sql);
    if (isQuestion) return database.prepare(sql).all();
    database.exec(sql);
    return [];
  } finally {
    database.close();
  }
}

/** Runs something on a PostgreSQL connection of its own. Whole numbers of 64 bits come as numbers. */
export async function runOn<Outcome>(
  url: string,
  work: (client: Client) => Promise<Outcome>,
): Promise<Outcome> {
  const client = new Client({ connectionString: url });
  client.setTypeParser(20, Number);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
