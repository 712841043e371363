import type { ClientBase } from 'pg';
import { migrationsBeyond, type Migration } from '../migrations.ts';

/** Any number that no other program is likely to lock: "gerai" as bytes. */
const MIGRATION_LOCK = 0x67_65_72_61_69;

/**
 * Brings the tables up to this program's version in one transaction. Two processes that start at once go one after the other,
 * and the second finds nothing left to do.
 * @param client a connection that goes with the transaction when it fails, and that nobody hurries
 * @throws Error when the database was written by a newer program
 */
export async function migrate(client: ClientBase, now: number): Promise<void> {
  await client.query('begin');
  await client.query('select pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
  await client.query(
    `create table if not exists schema_migration (number bigint primary key, name text not null, applied_at bigint not null)`,
  );
  const { rows } = await client.query<{ number: number }>('select number from schema_migration');
  const applied = rows.map(({ number }) => number);
  for (const migration of migrationsBeyond(applied)) await run(client, migration, now);
  await client.query('commit');
}

async function run(client: ClientBase, migration: Migration, now: number): Promise<void> {
  try {
    await client.query(inPostgresWords(migration.sql));
    await client.query('insert into schema_migration (number, name, applied_at) values ($1, $2, $3)', [
      migration.number,
      migration.name,
      now,
    ]);
  } catch (cause) {
    throw new Error(`Migration ${migration.number} (${migration.name}) failed`, { cause });
  }
}

/**
 * The portable text as PostgreSQL understands it. Whole numbers have 64 bits as in SQLite; texts are compared byte by byte as
 * in SQLite, which also keeps indexes sound when the system's language tables change.
 */
export function inPostgresWords(sql: string): string {
  return sql
    .replaceAll(/\binteger\b/gi, 'bigint')
    .replaceAll(/\btext\b/gi, 'text collate "C"')
    .replaceAll(/\)\s*(?:(?:strict|without\s+rowid)\s*,?\s*)+;/gi, ');');
}
