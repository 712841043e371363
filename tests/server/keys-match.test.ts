import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openServerKeys } from '../../sync-server/keys/server-keys.ts';
import { foundCoop } from '../../sync-server/ledger/own-ledger.ts';
import { openPremises } from '../../sync-server/premises.ts';
import { FolderRefused } from '../../sync-server/store/store.ts';
import { openShop } from './builders/shop.ts';
import { clearPlace, makePlace, type StorePlace } from './builders/store-place.ts';

let place: StorePlace;
let keys: string;

beforeEach(async () => {
  place = await makePlace();
  keys = join(place.dataFolder, 'keys');
});

afterEach(() => clearPlace(place));

function open() {
  return openPremises({ mode: 'production', ...place });
}

async function fill(): Promise<void> {
  const shop = await openShop({ place, isEmpty: true });
  await shop.premises.store.write((tx) => foundCoop(tx, shop.premises, 'kkmp-uji'));
  await shop.close();
}

test('a server without books makes its keys, and starts again with them', async () => {
  await (await open()).close();
  await fill();
  const made = readFileSync(join(keys, 'signing-key.pem'), 'utf8');
  await (await open()).close();
  expect(readFileSync(join(keys, 'signing-key.pem'), 'utf8')).toBe(made);
});

test('a server with books and without its keys does not start, makes none, and says what to do in both languages', async () => {
  await fill();
  renameSync(keys, `${keys}-elsewhere`);
  await expect(open()).rejects.toThrow(FolderRefused);
  await expect(open()).rejects.toThrow(/Kembalikan folder keys.*--new-keys.*Put the right keys/s);
  expect(existsSync(join(keys, 'signing-key.pem'))).toBe(false);
  rmSync(keys, { recursive: true, force: true });
  renameSync(`${keys}-elsewhere`, keys);
  // Refusing has let go of the folder and the database.
  await (await open()).close();
});

test('a server with books and other books’ keys does not start', async () => {
  await fill();
  const other = mkdtempSync(join(tmpdir(), 'gerai-other-'));
  openServerKeys(other);
  writeFileSync(join(keys, 'signing-key.pem'), readFileSync(join(other, 'keys', 'signing-key.pem')));
  rmSync(other, { recursive: true });
  await expect(open()).rejects.toThrow(/bukan kunci buku ini/);
});
