import { markBooksElsewhere, refuseBooksElsewhere } from './books-marker.ts';
import { openPostgresStore } from './postgres/open-postgres-store.ts';
import { openSqliteStore, readSqliteStore } from './sqlite/open-sqlite-store.ts';
import type { Store } from './store.ts';

/** Where the books lie. */
export interface StorePlace {
  readonly dataFolder: string;
  /** The address of a PostgreSQL database; null keeps the books in a SQLite file in the data folder. */
  readonly databaseUrl: string | null;
}

/**
 * Opens what the server remembers and brings its tables up to date.
 * @throws StoreOwned when another process has the data folder open
 * @throws StoreUnreachable when the database does not answer
 * @throws FolderRefused when the folder's books lie in PostgreSQL and no address is given
 * @throws Error when it was written by a newer program
 */
export async function openStore(place: StorePlace, now: number): Promise<Store> {
  const { dataFolder, databaseUrl } = place;
  if (databaseUrl === null) {
    refuseBooksElsewhere(dataFolder);
    return openSqliteStore(dataFolder, now);
  }
  const store = await openPostgresStore(databaseUrl, now);
  markBooksElsewhere(dataFolder);
  return store;
}

/**
 * Opens what the server remembers for somebody who only reads, also while a server runs.
 * @throws StoreUnreachable when the database does not answer
 * @throws FolderRefused when there is nothing to read, or its books lie elsewhere
 */
export async function openForReading({ dataFolder, databaseUrl }: StorePlace, now: number): Promise<Store> {
  if (databaseUrl !== null) return openPostgresStore(databaseUrl, now);
  refuseBooksElsewhere(dataFolder);
  return readSqliteStore(dataFolder);
}
