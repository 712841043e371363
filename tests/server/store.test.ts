import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openSqliteStore } from '../../sync-server/store/sqlite/open-sqlite-store.ts';
import { StoreOwned } from '../../sync-server/store/store.ts';
import { query, tamper } from './builders/books.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gerai-store-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const coop = { coopId: 'kkmp-uji', serverGen: 'g_1', ownEpoch: 'ab'.repeat(16) };

describe('a data folder', () => {
  test('has one owner: a second is refused, and the next may have it', async () => {
    const first = openSqliteStore(folder, 0);
    expect(() => openSqliteStore(folder, 0)).toThrow(StoreOwned);
    await first.close();
    await openSqliteStore(folder, 0).close();
  });

  test('is given free when it can’t be opened', async () => {
    await openSqliteStore(folder, 0).close();
    tamper({ folder }, "insert into schema_migration values (999, 'future', 0)");
    expect(() => openSqliteStore(folder, 0)).toThrow(/version 999/);
    tamper({ folder }, 'delete from schema_migration where number = 999');
    await openSqliteStore(folder, 0).close();
  });

  test('is readable by its owner only', async () => {
    const store = openSqliteStore(folder, 0);
    expect(statSync(join(folder, 'gerai.db')).mode & 0o077).toBe(0);
    await store.close();
  });

  test('is durable to the disk at each commit', async () => {
    const store = openSqliteStore(folder, 0);
    expect(query({ folder }, 'pragma journal_mode')).toEqual([{ journal_mode: 'wal' }]);
    await store.close();
  });
});

describe('the tables', () => {
  test('have the co-operative first in every key and every unique index', async () => {
    await openSqliteStore(folder, 0).close();
    const tables = query({ folder }, "select name from sqlite_schema where type = 'table'") as {
      name: string;
    }[];
    const keys: string[] = [];
    for (const { name } of tables.filter((table) => table.name !== 'schema_migration')) {
      const columns = query({ folder }, `pragma table_info(${name})`) as { name: string; pk: number }[];
      keys.push(`${name} key ${columns.find((column) => column.pk === 1)?.name}`);
      for (const index of query({ folder }, `pragma index_list(${name})`) as { name: string }[]) {
        const [first] = query({ folder }, `pragma index_info(${index.name})`) as { name: string }[];
        keys.push(`${name} index ${first?.name}`);
      }
      for (const column of query({ folder }, `pragma foreign_key_list(${name})`) as {
        seq: number;
        from: string;
      }[]) {
        if (column.seq === 0) keys.push(`${name} reference ${column.from}`);
      }
    }
    expect(keys.length).toBeGreaterThan(30);
    expect(keys.filter((key) => !key.endsWith(' coop_id'))).toEqual([]);
  });

  test('are made once and never again', async () => {
    await openSqliteStore(folder, 1).close();
    await openSqliteStore(folder, 2).close();
    expect(query({ folder }, 'select distinct applied_at from schema_migration')).toEqual([
      { applied_at: 1 },
    ]);
  });
});

describe('a transaction', () => {
  test('that fails leaves nothing behind', async () => {
    const store = openSqliteStore(folder, 0);
    const failing = store.write(async (tx) => {
      await tx.insertCoop(coop, 0);
      throw new Error('the world ends');
    });
    await expect(failing).rejects.toThrow('the world ends');
    expect(await store.read((snapshot) => snapshot.readCoops())).toEqual([]);
    await store.close();
  });

  test('takes a stream’s counter once and stamps rows with what it grew by', async () => {
    const store = openSqliteStore(folder, 0);
    await store.write((tx) => tx.insertCoop(coop, 0));
    const touch = (...ids: string[]) =>
      store.write((tx) =>
        tx.stampRows(
          coop.coopId,
          'coop',
          ids.map((id) => ({ entity: 'member', id })),
        ),
      );
    expect(await touch('a', 'b', 'c')).toBe(3);
    expect(await Promise.all([touch('b'), touch('a')])).toEqual([4, 5]);
    const changes = await store.read((snapshot) =>
      snapshot.readChanges(coop.coopId, 'coop', { after: 0, limit: 10 }),
    );
    expect(changes.map(({ id, seq }) => [id, seq])).toEqual([
      ['c', 3],
      ['b', 4],
      ['a', 5],
    ]);
    await store.close();
  });

  test('of many rows writes each of them', async () => {
    const store = openSqliteStore(folder, 0);
    const findings = Array.from({ length: 123 }, (_, index) => ({
      findingId: `f${index}`,
      kind: 'price_differs',
      factId: null,
      deviceId: 'd',
      detail: { index },
      foundAt: 0,
    }));
    await store.write(async (tx) => {
      await tx.insertCoop(coop, 0);
      await tx.insertFindings(coop.coopId, findings);
      await tx.insertFindings(coop.coopId, findings);
    });
    expect(await store.read((snapshot) => snapshot.readFindings(coop.coopId))).toHaveLength(123);
    await store.close();
  });
});
