import { randomBytes } from 'node:crypto';
import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

/**
 * `gerai-2026-11-23T00-00-00-000Z.db` with a sheet of the same name in JSON. A file bears such a name only after it has been
 * verified; until then it is `unfinished`.
 */
const NAME = /^gerai-(\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-\d{3}Z)\.db$/;

/** A backup under way, and what SQLite lays beside it. */
const UNFINISHED = /^unfinished(?:-[0-9a-f]+)?\.db(?:-journal|-wal|-shm)?$/;

/** The newest files, an hour apart when nobody asks for more. */
export const NEWEST_KEPT = 24;
/**
 * One of each day. A till forgets an entry no sooner than 35 days after a backup held it (I9), so the days reach further back
 * than that: whatever a till has forgotten lies in every backup of the last 35 days.
 */
export const DAYS_KEPT = 40;

/** What a backup under way is called: never like another's, wherever the folder's lock should not hold. */
export function unfinishedName(): string {
  return `unfinished-${randomBytes(8).toString('hex')}.db`;
}

/** Deletes what backups left that were cut off. Whoever calls it owns the folder, so none is under way. */
export function forgetUnfinished(folder: string): void {
  for (const name of readdirSync(folder))
    if (UNFINISHED.test(name)) rmSync(join(folder, name), { force: true });
}

/** @param madeAt milliseconds since 1970 */
export function backupName(madeAt: number): string {
  return `gerai-${new Date(madeAt).toISOString().replaceAll(/[:.]/g, '-')}.db`;
}

/** The sheet that lies beside a backup. */
export function sheetName(backup: string): string {
  return backup.replace(/\.db$/, '.json');
}

/** Names of the finished backups in a folder, the newest first. */
export function listBackups(folder: string): readonly string[] {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) return [];
  return readdirSync(folder)
    .filter((name) => NAME.test(name))
    .toSorted()
    .toReversed();
}

/** The newest finished backup, or null. */
export function newestBackup(folder: string): string | null {
  const [name] = listBackups(folder);
  return name === undefined ? null : join(folder, name);
}

/**
 * Which backups are kept: the newest ones, and the last of each day. Counted and not measured by the clock: a clock that
 * jumps ahead by a year must not throw away every backup but one.
 * @param names finished backups
 */
export function chooseKept(names: readonly string[]): ReadonlySet<string> {
  const sorted = names
    .filter((name) => NAME.test(name))
    .toSorted()
    .toReversed();
  const kept = new Set(sorted.slice(0, NEWEST_KEPT));
  const days = new Set<string>();
  for (const name of sorted) {
    const day = name.slice('gerai-'.length, 'gerai-0000-00-00'.length);
    if (days.size >= DAYS_KEPT) break;
    if (!days.has(day)) kept.add(name);
    days.add(day);
  }
  return kept;
}
