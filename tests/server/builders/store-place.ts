import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Client } from 'pg';
import { afterAll, inject } from 'vitest';
import type { StorePlace } from '../../../sync-server/store/open-store.ts';

export type { StorePlace } from '../../../sync-server/store/open-store.ts';

/** True where these tests run on PostgreSQL; the same files run once for each database. */
export const isOnPostgres = process.env['GERAI_TEST_STORE'] === 'postgres';

/** Databases of this test file that are empty again, with their tables in place: making one anew takes half a second. */
const spares: string[] = [];
let made = 0;

if (isOnPostgres) afterAll(() => Promise.all(spares.splice(0).map(dropDatabase)));

/** A place for books of its own: a folder, and on PostgreSQL a database too. */
export async function makePlace(): Promise<StorePlace> {
  const databaseUrl = isOnPostgres ? (spares.pop() ?? (await makeDatabase())) : null;
  return { dataFolder: makeFolder(), databaseUrl };
}

/** A place where no program of ours has been, for tests of the tables themselves. */
export async function makeUntouchedPlace(): Promise<StorePlace> {
  return { dataFolder: makeFolder(), databaseUrl: isOnPostgres ? await makeDatabase() : null };
}

/** Takes a place away again; its database is emptied and used once more. */
export async function clearPlace({ dataFolder, databaseUrl }: StorePlace): Promise<void> {
  rmSync(dataFolder, { recursive: true, force: true });
  if (databaseUrl === null || spares.includes(databaseUrl)) return;
  await runOn(databaseUrl, emptyTables);
  spares.push(databaseUrl);
}

/** Takes an untouched place away for good; whoever is still connected is thrown out. */
export async function destroyPlace({ dataFolder, databaseUrl }: StorePlace): Promise<void> {
  rmSync(dataFolder, { recursive: true, force: true });
  if (databaseUrl !== null) await dropDatabase(databaseUrl);
}

function makeFolder(): string {
  return mkdtempSync(join(tmpdir(), 'gerai-server-'));
}

async function makeDatabase(): Promise<string> {
  made += 1;
  const name = `shop_${process.pid}_${made}_${Date.now().toString(36)}`;
  await runOn(inject('postgresUrl'), (client) => client.query(`create database ${name}`));
  const url = new URL(inject('postgresUrl'));
  url.pathname = `/${name}`;
  return url.href;
}

async function dropDatabase(databaseUrl: string): Promise<void> {
  const name = new URL(databaseUrl).pathname.slice(1);
  await runOn(inject('postgresUrl'), (client) => client.query(`drop database ${name} with (force)`));
}

/** In one statement, so that no reference is looked at before all rows are gone. */
async function emptyTables(client: Client): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `select relname as name from pg_class
     where relkind = 'r' and relnamespace = 'public'::regnamespace and relname <> 'schema_migration'`,
  );
  const deletions = rows.map(({ name }) => `${name}_gone as (delete from ${name})`);
  if (deletions.length > 0) await client.query(`with ${deletions.join(', ')} select 1`);
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
