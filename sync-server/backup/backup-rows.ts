import type { DatabaseSync, SQLInputValue, SQLOutputValue } from 'node:sqlite';

/** A row as SQLite hands it out. */
export type BackupRow = Readonly<Record<string, SQLOutputValue>>;

/** A column holds what it can't: the file was changed by something that is no program of ours. */
export class ColumnUnreadable extends Error {
  override readonly name = 'ColumnUnreadable';
}

/** Rows one after the other, so that a large table never lies in memory. */
export function rowsOf(
  database: DatabaseSync,
  sql: string,
  ...parameters: SQLInputValue[]
): Iterable<BackupRow> {
  return database.prepare(sql).iterate(...parameters);
}

export function textOf(row: BackupRow, column: string): string {
  const value = row[column];
  if (typeof value !== 'string') throw new ColumnUnreadable(`${column} is no text`);
  return value;
}

export function textOrNull(row: BackupRow, column: string): string | null {
  return row[column] === null ? null : textOf(row, column);
}

export function numberOf(row: BackupRow, column: string): number {
  const value = row[column];
  if (typeof value !== 'number') throw new ColumnUnreadable(`${column} is no number`);
  return value;
}
