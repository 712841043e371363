import { chmodSync, copyFileSync, existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { accepted, refused, type Result } from '#domain/result.ts';
import { highestFloors, readSeriesFloors, writeSeriesFloors } from '../keys/series-floors.ts';
import { openServerKeys, readServerKey } from '../keys/server-keys.ts';
import { KnowledgeCache } from '../ledger/knowledge.ts';
import type { Clock, Random } from '../ports.ts';
import { markBooksElsewhere, unmarkBooksElsewhere } from '../store/books-marker.ts';
import { openPostgresStore } from '../store/postgres/open-postgres-store.ts';
import { databasePath, openSqliteStore } from '../store/sqlite/open-sqlite-store.ts';
import { takeOwnership } from '../store/sqlite/owner-lock.ts';
import { StoreOwned } from '../store/store.ts';
import type { BackupReport } from './backup-report.ts';
import { flushFile, flushFolder, hashFile } from './backup-sheet.ts';
import { fillPostgres } from './copy-postgres.ts';
import { seriesGivenIn } from './former-series.ts';
import { reopenBooks } from './reopen-books.ts';
import { verifyBackup } from './verify-backup.ts';

export interface RestoreOrder {
  readonly file: string;
  readonly dataFolder: string;
  /** The PostgreSQL database that is to hold the books; null puts them into the data folder. */
  readonly databaseUrl: string | null;
  /** Sets books that are there aside, under a name with the time. */
  readonly isReplacing: boolean;
  /** Goes on without the keys that the backup's books were signed with. */
  readonly hasNewKeys: boolean;
  readonly clock: Clock;
  readonly random: Random;
}

export interface Restored {
  readonly report: BackupReport;
  readonly madeAt: number;
  /** Where the former books lie now; null when there were none. */
  readonly setAside: string | null;
}

/** Why nothing was restored and nothing changed. */
export type RestoreRefusal =
  | { readonly kind: 'no-file' }
  | { readonly kind: 'in-use' }
  | { readonly kind: 'unsound'; readonly report: BackupReport }
  | { readonly kind: 'keys-absent' }
  | { readonly kind: 'keys-other' }
  | { readonly kind: 'not-empty' }
  | { readonly kind: 'database-not-empty' };

/** Where the books are made ready, so that a restore that is cut off leaves the former ones as they were. */
const WORKSHOP = 'restoring';

/**
 * Puts a backup in the place of a data folder's books. It is verified first and made ready beside them; the last step is to
 * rename it. Former books are never deleted.
 */
export async function restoreBackup(order: RestoreOrder): Promise<Result<Restored, RestoreRefusal>> {
  const { file, dataFolder } = order;
  if (!existsSync(file)) return refused({ kind: 'no-file' });
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  let release: () => void;
  try {
    release = takeOwnership(dataFolder);
  } catch (error) {
    if (error instanceof StoreOwned) return refused({ kind: 'in-use' });
    throw error;
  }
  try {
    const report = verifyBackup(file, readServerKey(dataFolder));
    const refusal = refusalOf(order, report) ?? (await refusalOfDatabase(order));
    return refusal === null ? accepted(await putInPlace(order, report)) : refused(refusal);
  } finally {
    rmSync(join(dataFolder, WORKSHOP), { recursive: true, force: true });
    release();
  }
}

/** The ladder of refusals; the first that holds wins. */
function refusalOf(order: RestoreOrder, report: BackupReport): RestoreRefusal | null {
  if (!report.isSound) return { kind: 'unsound', report };
  const isInFolder = order.databaseUrl === null;
  if (isInFolder && !order.isReplacing && hasBooks(databasePath(order.dataFolder)))
    return { kind: 'not-empty' };
  if (order.hasNewKeys || report.keyMatch === 'same') return null;
  return { kind: report.keyMatch === 'absent' ? 'keys-absent' : 'keys-other' };
}

/** What stands in PostgreSQL is never set aside by us: an empty database is quickly made, and the former one stays as it is. */
async function refusalOfDatabase({ clock, databaseUrl }: RestoreOrder): Promise<RestoreRefusal | null> {
  if (databaseUrl === null) return null;
  const store = await openPostgresStore(databaseUrl, clock.now());
  try {
    const coops = await store.read((snapshot) => snapshot.readCoops());
    return coops.length === 0 ? null : { kind: 'database-not-empty' };
  } finally {
    await store.close();
  }
}

/** A database that can't be read counts as books: nobody knows what is in it. */
function hasBooks(path: string): boolean {
  if (!existsSync(path)) return false;
  try {
    const database = new DatabaseSync(path, { readOnly: true });
    try {
      return database.prepare('select 1 from coop limit 1').get() !== undefined;
    } finally {
      database.close();
    }
  } catch {
    return true;
  }
}

async function putInPlace(order: RestoreOrder, report: BackupReport): Promise<Restored> {
  const { clock, dataFolder, file, random } = order;
  const workshop = join(dataFolder, WORKSHOP);
  rmSync(workshop, { recursive: true, force: true });
  mkdirSync(workshop, { mode: 0o700 });
  const copy = databasePath(workshop);
  copyFileSync(file, copy);
  chmodSync(copy, 0o600);
  if (hashFile(copy) !== report.sha256) throw new Error(`${file} was copied, and the copy differs`);
  const madeAt = report.madeAt ?? Math.round(statSync(file).mtimeMs);
  const store = openSqliteStore(workshop, clock.now());
  try {
    const keys = openServerKeys(dataFolder);
    const ground = { store, keys, clock, random, knowledge: new KnowledgeCache() };
    const { coops, sha256 } = report;
    const known = [...readSeriesFloors(dataFolder), ...seriesGivenIn(databasePath(dataFolder))];
    const floors = highestFloors(known);
    const skipped = await reopenBooks(ground, { file: basename(file), madeAt, sha256, coops, floors });
    // Before the books are in place: a floor too many costs 26 letters, one too few gives a number twice.
    writeSeriesFloors(dataFolder, highestFloors([...floors, ...skipped]));
  } finally {
    await store.close();
  }
  if (order.databaseUrl !== null) {
    await fillPostgres(order.databaseUrl, copy);
    markBooksElsewhere(dataFolder);
    return { report, madeAt, setAside: null };
  }
  flushFile(copy);
  const setAside = setFormerAside(dataFolder, clock.now());
  renameSync(copy, databasePath(dataFolder));
  unmarkBooksElsewhere(dataFolder);
  flushFolder(dataFolder);
  return { report, madeAt, setAside };
}

/**
 * Wherever it is cut off, the former books are whole under one name or the other. Their write-ahead log is brought into them
 * first; where they are too damaged for that, a copy of it goes along, made before anything could throw it away.
 */
function setFormerAside(dataFolder: string, now: number): string | null {
  const path = databasePath(dataFolder);
  if (!existsSync(path)) return null;
  const time = new Date(now).toISOString().replaceAll(/[:.]/g, '-');
  const aside = join(dataFolder, `gerai-before-restore-${time}.db`);
  if (existsSync(`${path}-wal`)) copyFileSync(`${path}-wal`, `${aside}-wal`);
  if (isLogBroughtIn(path)) rmSync(`${aside}-wal`, { force: true });
  renameSync(path, aside);
  // Beside another database it would be taken for that one's.
  for (const end of ['-wal', '-shm']) rmSync(path + end, { force: true });
  return aside;
}

function isLogBroughtIn(path: string): boolean {
  try {
    const database = new DatabaseSync(path);
    try {
      database.exec('pragma wal_checkpoint(truncate); pragma journal_mode = delete');
      return true;
    } finally {
      database.close();
    }
  } catch {
    // Damaged books are set aside as they are: that is what a restore is for.
    return false;
  }
}
