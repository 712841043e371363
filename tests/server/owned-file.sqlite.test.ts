import { statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSqliteStore } from '../../sync-server/store/sqlite/open-sqlite-store.ts';
import { StoreOwned } from '../../sync-server/store/store.ts';
import { clearPlace, makePlace, queryPlace, type StorePlace } from './builders/store-place.ts';

let place: StorePlace;
let folder: string;

beforeEach(async () => {
  place = await makePlace();
  folder = place.dataFolder;
});

afterEach(() => clearPlace(place));

test('a data folder has one owner: a second is refused, and the next may have it', async () => {
  const first = openSqliteStore(folder, 0);
  expect(() => openSqliteStore(folder, 0)).toThrow(StoreOwned);
  await first.close();
  await openSqliteStore(folder, 0).close();
});

test('a data folder is given free when it can’t be opened', async () => {
  await openSqliteStore(folder, 0).close();
  await queryPlace(place, "insert into schema_migration values (999, 'future', 0)");
  expect(() => openSqliteStore(folder, 0)).toThrow(/version 999/);
  await queryPlace(place, 'delete from schema_migration where number = 999');
  await openSqliteStore(folder, 0).close();
});

test('a data folder is readable by its owner only', async () => {
  const store = openSqliteStore(folder, 0);
  expect(statSync(join(folder, 'gerai.db')).mode & 0o077).toBe(0);
  await store.close();
});

test('a data folder is durable to the disk at each commit', async () => {
  const store = openSqliteStore(folder, 0);
  expect(await queryPlace(place, 'pragma journal_mode')).toEqual([{ journal_mode: 'wal' }]);
  await store.close();
});

test('tables in a data folder hold what their columns say, and nothing else', async () => {
  await openSqliteStore(folder, 0).close();
  const tables = await queryPlace(
    place,
    "select name from pragma_table_list where type = 'table' and strict = 0",
  );
  expect(tables).toEqual([{ name: 'sqlite_schema' }, { name: 'sqlite_temp_schema' }]);
});
