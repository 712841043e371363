import { migrationsBeyond, type Migration } from '../migrations.ts';
import type { NodeSqliteDatabase } from './dialect.ts';

/**
 * Brings the tables up to this program's version, each step in its own transaction.
 * @throws Error when the file was written by a newer program
 */
export function migrate(database: NodeSqliteDatabase, now: number): void {
  database.execute(
    'create table if not exists schema_migration (number integer primary key, name text not null, applied_at integer not null) strict',
  );
  for (const migration of migrationsBeyond(appliedTo(database))) run(database, migration, now);
}

/**
 * True when the tables are not yet this program's.
 * @throws Error when the file was written by a newer program, or is no database of ours
 */
export function needsMigration(database: NodeSqliteDatabase): boolean {
  return migrationsBeyond(appliedTo(database)).length > 0;
}

function appliedTo(database: NodeSqliteDatabase): readonly number[] {
  const rows = database.prepare('select number from schema_migration').all([]);
  return rows.map((row) => Number(typeof row === 'object' && row !== null && 'number' in row && row.number));
}

function run(database: NodeSqliteDatabase, migration: Migration, now: number): void {
  database.execute('begin immediate');
  try {
    database.execute(migration.sql);
    database
      .prepare('insert into schema_migration (number, name, applied_at) values (?, ?, ?)')
      .run([migration.number, migration.name, now]);
    database.execute('commit');
  } catch (cause) {
    database.execute('rollback');
    throw new Error(`Migration ${migration.number} (${migration.name}) failed`, { cause });
  }
}
