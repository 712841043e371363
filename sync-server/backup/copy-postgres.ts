import { DatabaseSync } from 'node:sqlite';
import type { Client } from 'pg';
import { withUnhurriedClient } from '../store/postgres/connect-to.ts';
import { storableJson } from '../store/postgres/storable-text.ts';
import { NodeSqliteDatabase } from '../store/sqlite/dialect.ts';
import { migrate } from '../store/sqlite/migrate.ts';
import { rowsOf, textOf } from './backup-rows.ts';

const NAME = 'gerai-backup';
const ROWS_AT_ONCE = 500;

interface Table {
  readonly name: string;
  readonly columns: readonly string[];
}

/**
 * Copies the books out of PostgreSQL into one SQLite file with the same tables, all in one snapshot: whatever verifies and
 * restores a backup never asks where it came from.
 * @param target a path where nothing is
 */
export async function copyFromPostgres(url: string, target: string, now: number): Promise<void> {
  const copy = new NodeSqliteDatabase(target);
  try {
    migrate(copy, now);
    const tables = tablesIn(target);
    copy.execute('begin');
    await withUnhurriedClient(url, NAME, async (client) => {
      await client.query('begin isolation level repeatable read read only');
      for (const table of tables) await copyTable(client, copy, table);
      await client.query('commit');
    });
    copy.execute('commit; pragma journal_mode = delete');
  } finally {
    copy.close();
  }
}

/** Puts the rows of a SQLite file into the empty tables of a PostgreSQL database: all of them, or none. */
export async function fillPostgres(url: string, source: string): Promise<void> {
  const database = new DatabaseSync(source, { readOnly: true });
  try {
    await withUnhurriedClient(url, NAME, async (client) => {
      await client.query('begin');
      for (const table of tablesIn(source)) await fillTable(client, database, table);
      await client.query('commit');
    });
  } finally {
    database.close();
  }
}

/** How much the books take in PostgreSQL, in bytes: a file of them is smaller. */
export async function postgresBytes(url: string): Promise<number> {
  return withUnhurriedClient(url, NAME, async (client) => {
    const { rows } = await client.query<[number]>({
      text: 'select pg_database_size(current_database())',
      rowMode: 'array',
    });
    return rows[0]?.[0] ?? 0;
  });
}

async function copyTable(client: Client, copy: NodeSqliteDatabase, table: Table): Promise<void> {
  const { name, columns } = table;
  const marks = columns.map(() => '?').join(', ');
  const insert = copy.prepare(`insert into "${name}" (${listed(columns)}) values (${marks})`);
  await client.query(`declare walk no scroll cursor for select ${listed(columns)} from "${name}"`);
  for (;;) {
    const fetch = { text: `fetch ${ROWS_AT_ONCE} from walk`, rowMode: 'array' } as const;
    const { rows } = await client.query<(string | number | null)[]>(fetch);
    for (const row of rows) insert.run(row);
    if (rows.length < ROWS_AT_ONCE) break;
  }
  await client.query('close walk');
}

async function fillTable(client: Client, database: DatabaseSync, { name, columns }: Table): Promise<void> {
  const list = listed(columns);
  const text = `insert into "${name}" (${list}) select ${list} from json_populate_recordset(null::"${name}", $1)`;
  let rows: object[] = [];
  for (const row of rowsOf(database, `select ${list} from "${name}"`)) {
    rows.push(row);
    if (rows.length < ROWS_AT_ONCE) continue;
    await client.query(text, [storableJson(rows)]);
    rows = [];
  }
  if (rows.length > 0) await client.query(text, [storableJson(rows)]);
}

/** Our tables in the order in which they were made: each refers only to ones before it. */
function tablesIn(path: string): readonly Table[] {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    const names =
      "select name from sqlite_schema where type = 'table' and name <> 'schema_migration' order by rowid";
    return [...rowsOf(database, names)].map((row) => {
      const name = textOf(row, 'name');
      const columns = rowsOf(database, 'select name from pragma_table_info(?)', name);
      return { name, columns: [...columns].map((column) => textOf(column, 'name')) };
    });
  } finally {
    database.close();
  }
}

function listed(columns: readonly string[]): string {
  return columns.map((column) => `"${column}"`).join(', ');
}
