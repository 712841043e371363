import { existsSync, statSync } from 'node:fs';
import { copyFromPostgres, postgresBytes } from './copy-postgres.ts';
import { copySqlite } from './copy-sqlite.ts';

/** Where the books lie that are backed up. */
export interface BooksPlace {
  /** The SQLite file, where there is no `databaseUrl`. */
  readonly database: string;
  readonly databaseUrl: string | null;
}

/** Copies books that are being written to into one SQLite file, as they are at one instant. */
export async function copyBooks(place: BooksPlace, target: string, now: number): Promise<void> {
  if (place.databaseUrl === null) await copySqlite(place.database, target);
  else await copyFromPostgres(place.databaseUrl, target, now);
}

/** About as many bytes as a copy will take. */
export async function booksBytes({ database, databaseUrl }: BooksPlace): Promise<number> {
  if (databaseUrl !== null) return postgresBytes(databaseUrl);
  const wal = `${database}-wal`;
  return statSync(database).size + (existsSync(wal) ? statSync(wal).size : 0);
}
