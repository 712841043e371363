import { mkdirSync, renameSync, rmSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { takeOwnership } from '../store/sqlite/owner-lock.ts';
import { SERVER_BUILD } from '../version.ts';
import {
  backupName,
  chooseKept,
  forgetUnfinished,
  listBackups,
  sheetName,
  unfinishedName,
} from './backup-folder.ts';
import type { BackupReport } from './backup-report.ts';
import { flushFile, flushFolder, readSheet, writeSheet, type BackupSheet } from './backup-sheet.ts';
import { booksBytes, copyBooks, type BooksPlace } from './copy-books.ts';
import { verifyBackup } from './verify-backup.ts';

export interface BackupOrder extends BooksPlace {
  readonly folder: string;
  readonly serverKey: string;
  readonly madeAt: number;
  /** Bytes that have to stay free after the copy, for the sales that go on. */
  readonly reserveBytes: number;
}

export type MadeBackup =
  | { readonly outcome: 'sound'; readonly file: string; readonly sheet: BackupSheet }
  | { readonly outcome: 'unsound'; readonly report: BackupReport }
  /** Books without a co-operative, beside backups that hold some: it is their backups that must not be pushed out. */
  | { readonly outcome: 'emptied' }
  | { readonly outcome: 'no-room'; readonly neededBytes: number; readonly freeBytes: number };

/**
 * Makes one backup: a copy under another name, verified as it lies on the disk, and only then called a backup. Whatever stops
 * it on the way leaves the finished ones as they were.
 * @throws StoreOwned when another process is making one in this folder
 * @throws Error when the folder or the disk does not let it
 */
export async function makeBackup(order: BackupOrder): Promise<MadeBackup> {
  const { folder } = order;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  // Several servers on one database may well share a folder, and each makes its backups by its own clockwork.
  const release = takeOwnership(folder, 'backups');
  try {
    forgetUnfinished(folder);
    return (await roomFor(order)) ?? (await copyAndVerify(order));
  } finally {
    forgetUnfinished(folder);
    release();
  }
}

async function copyAndVerify(order: BackupOrder): Promise<MadeBackup> {
  const { folder, serverKey, madeAt } = order;
  const startedAt = performance.now();
  const copy = join(folder, unfinishedName());
  await copyBooks(order, copy, madeAt);
  flushFile(copy);
  const report = verifyBackup(copy, serverKey);
  if (!report.isSound) return { outcome: 'unsound', report };
  const { sha256, bytes, schema, coops } = report;
  if (coops.length === 0 && listBackups(folder).some((name) => mayHoldCoops(folder, name)))
    return { outcome: 'emptied' };
  const verifiedAt = madeAt + Math.round(performance.now() - startedAt);
  const sheet: BackupSheet = {
    format: 1,
    madeAt,
    verifiedAt,
    program: SERVER_BUILD,
    schema,
    bytes,
    sha256,
    coops: [...coops],
  };
  const file = backupName(madeAt);
  // The sheet first: a backup with its name and without its sheet would look like one that nobody verified.
  writeSheet(join(folder, sheetName(file)), sheet);
  renameSync(copy, join(folder, file));
  flushFolder(folder);
  return { outcome: 'sound', file, sheet };
}

/** A backup whose sheet is gone counts as one that holds something: nobody knows what is in it. */
function mayHoldCoops(folder: string, name: string): boolean {
  return readSheet(join(folder, sheetName(name)))?.coops.length !== 0;
}

/**
 * Deletes what is not kept any more.
 * @param made the one just made, which stays even when a clock that ran ahead has left others with later names
 * @returns the names of the backups that are left, the newest first
 */
export function pruneBackups(folder: string, made: string): readonly string[] {
  const names = listBackups(folder);
  const kept = new Set([...chooseKept(names), made]);
  for (const name of names) {
    if (kept.has(name)) continue;
    rmSync(join(folder, name), { force: true });
    rmSync(join(folder, sheetName(name)), { force: true });
  }
  return names.filter((name) => kept.has(name));
}

/** A backup must not fill the disk under the till's own sales: it is refused while there still is room for those. */
async function roomFor(order: BackupOrder): Promise<MadeBackup | null> {
  const { bavail, bsize } = statfsSync(order.folder);
  const freeBytes = bavail * bsize;
  const neededBytes = (await booksBytes(order)) + order.reserveBytes;
  return freeBytes < neededBytes ? { outcome: 'no-room', neededBytes, freeBytes } : null;
}
