import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FolderRefused } from './store.ts';

const MARKER = 'books-are-in-postgresql.txt';

const WORDS = `Buku toko ini ada di PostgreSQL (DATABASE_URL), bukan di folder ini.
Jangan hapus berkas ini: tanpanya server yang lupa DATABASE_URL akan membuka buku lain.

The books of this shop are in PostgreSQL (DATABASE_URL), not in this folder.
Keep this file: without it a server that forgot DATABASE_URL would open other books.
`;

/** Leaves word in a data folder that its books lie in PostgreSQL. */
export function markBooksElsewhere(dataFolder: string): void {
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  const path = join(dataFolder, MARKER);
  if (!existsSync(path)) writeFileSync(path, WORDS, { mode: 0o600, flush: true });
}

/** Takes the word back: a restore has put the books into the folder. */
export function unmarkBooksElsewhere(dataFolder: string): void {
  rmSync(join(dataFolder, MARKER), { force: true });
}

/**
 * A missing DATABASE_URL must not open an empty file, or the one of before the move, as if it were the shop's books.
 * @throws FolderRefused when the books lie in PostgreSQL
 */
export function refuseBooksElsewhere(dataFolder: string): void {
  if (!existsSync(join(dataFolder, MARKER))) return;
  throw new FolderRefused(
    `Buku folder ${dataFolder} ada di PostgreSQL, tetapi DATABASE_URL kosong. Isi DATABASE_URL lagi; untuk pindah ke SQLite: ` +
      'npm run gerai -- restore CADANGAN. (The books of this folder are in PostgreSQL and DATABASE_URL is empty: set it again, ' +
      'or restore a backup to move to SQLite.)',
  );
}
