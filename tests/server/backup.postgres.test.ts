import { copyFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { newestBackup } from '../../sync-server/backup/backup-folder.ts';
import { BACKUP_EVERY_MS } from '../../sync-server/backup/backup-keeper.ts';
import { restoreBackup, type RestoreOrder } from '../../sync-server/backup/restore-backup.ts';
import { verifyBackup } from '../../sync-server/backup/verify-backup.ts';
import { openServerKeys } from '../../sync-server/keys/server-keys.ts';
import { openStore } from '../../sync-server/store/open-store.ts';
import { FolderRefused } from '../../sync-server/store/store.ts';
import { query, stockOf } from './builders/books.ts';
import { enrolledDevice, type TestDevice } from './builders/device.ts';
import { FakeRandom } from './builders/fake-world.ts';
import { COOP_ID, openShop, SUGAR, type Shop } from './builders/shop.ts';
import { clearPlace, makePlace, type StorePlace } from './builders/store-place.ts';

// Threads and databases take their time to start on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

let shop: Shop;
let next: StorePlace;
let device: TestDevice;

beforeEach(async () => {
  shop = await openShop();
  next = await makePlace();
  device = await enrolledDevice(shop);
});

afterEach(async () => {
  await shop.close();
  await clearPlace(next);
});

async function backUp(): Promise<string> {
  await shop.premises.backups.make();
  expect(shop.premises.backups.status().failure).toBeNull();
  return newestBackup(join(shop.folder, 'backups')) ?? '';
}

/** Restores into a place where nothing is but the keys. */
async function restore(file: string, place: StorePlace): Promise<ReturnType<typeof restoreBackup>> {
  copyKeys(place);
  const random = new FakeRandom(`restore into ${place.databaseUrl}`);
  const order: RestoreOrder = {
    file,
    ...place,
    isReplacing: false,
    hasNewKeys: false,
    clock: shop.clock,
    random,
  };
  return restoreBackup(order);
}

function copyKeys(place: StorePlace): void {
  openServerKeys(place.dataFolder);
  for (const part of ['signing-key.pem', 'code-key.hex'])
    copyFileSync(join(shop.folder, 'keys', part), join(place.dataFolder, 'keys', part));
}

/** The tablet goes on with a server that stands on other books. */
async function refill(restored: Shop): Promise<void> {
  Object.assign(device, { app: restored.app });
  await device.openSession();
  expect((await device.push({ after: 7 })).body).toMatchObject({ outcome: 'gap', serverAcked: 4 });
  expect((await device.push()).body).toMatchObject({ outcome: 'ok', serverAcked: 7, durableThrough: 4 });
}

describe('a backup of PostgreSQL', () => {
  test('is the same SQLite file with the same proof, whatever characters a tablet sent', async () => {
    device.ledger.appendSales(4);
    device.ledger.appendBody('{"damaged":"\u0000 zero"}');
    device.ledger.appendBody('\u0001"looks like an escape"');
    await device.push();
    const file = await backUp();
    const report = verifyBackup(file, shop.premises.keys.publicKey);
    expect(report).toMatchObject({ isSound: true, keyMatch: 'same' });
    expect(report.coops).toMatchObject([{ coopId: COOP_ID, entries: 13, checkpoints: 1 }]);
    const held = await shop.premises.store.read((tx) => tx.readEpoch(COOP_ID, device.ledger.epoch));
    expect(held?.durableSeq).toBe(6);
    expect(report.coops[0]?.epochs).toContainEqual({
      epoch: device.ledger.epoch,
      deviceId: device.deviceId,
      ...held?.acked,
    });
  });

  test('holds one instant, however many write meanwhile', async () => {
    device.ledger.appendSales(300);
    const made = shop.premises.backups.make();
    for (let after = 0; after < 300; after += 10) await device.push({ after, upTo: after + 10 });
    await made;
    expect(shop.premises.backups.status()).toMatchObject({ failure: null, ended: 1 });
    await shop.premises.backups.make();
    expect(shop.premises.backups.status()).toMatchObject({ failure: null, last: { entries: 307 } });
  });

  test('is put into an empty database, and the tablet refills it', async () => {
    device.ledger.appendSales(4);
    await device.push();
    const file = await backUp();
    device.ledger.appendSales(3);
    await device.push({ after: 4 });
    const stock = await stockOf(shop, SUGAR.id);
    expect(await restore(file, next)).toMatchObject({ ok: true, value: { setAside: null } });
    const restored = await openShop({ place: next, clock: shop.clock, seed: 'restored' });
    await refill(restored);
    expect(await stockOf(restored, SUGAR.id)).toBe(stock);
    const sales = "select count(*) as n from fact where kind = 'sale.recorded'";
    expect(await query(restored, sales)).toEqual([{ n: 7 }]);
    restored.clock.pass(BACKUP_EVERY_MS);
    await restored.premises.backups.make();
    expect(restored.premises.backups.status()).toMatchObject({ failure: null });
    await restored.close();
  });

  test('gives no series twice when it is put into a second empty database', async () => {
    const file = await backUp();
    const another = await makePlace();
    const series: string[] = [device.series];
    for (const place of [next, { ...next, databaseUrl: another.databaseUrl }]) {
      expect(await restore(file, place)).toMatchObject({ ok: true });
      const restored = await openShop({ place, clock: shop.clock, seed: `in ${place.databaseUrl}` });
      for (let number = 0; number < 26; number += 1)
        series.push((await enrolledDevice(restored, `tablet ${number}`)).series);
      await restored.close();
    }
    expect(new Set(series).size).toBe(53);
    await clearPlace(another);
  });

  test('is not put among books: what stands in the database stays as it is', async () => {
    const file = await backUp();
    expect(await restore(file, { ...next, databaseUrl: shop.place.databaseUrl })).toMatchObject({
      ok: false,
      refusal: { kind: 'database-not-empty' },
    });
    expect(await query(shop, "select count(*) as n from fact where kind = 'server.restored'")).toEqual([
      { n: 0 },
    ]);
  });
});

describe('a folder whose books lie in PostgreSQL', () => {
  test('is not opened without the address, whatever file of before lies in it, until a restore puts books there', async () => {
    const file = await backUp();
    const withoutAddress: StorePlace = { dataFolder: shop.folder, databaseUrl: null };
    await expect(openStore(withoutAddress, 0)).rejects.toThrow(FolderRefused);
    await expect(openStore(withoutAddress, 0)).rejects.toThrow(/DATABASE_URL kosong.*set it again/s);
    expect(existsSync(join(shop.folder, 'gerai.db'))).toBe(false);
    writeFileSync(join(shop.folder, 'gerai.db'), '');
    await expect(openStore(withoutAddress, 0)).rejects.toThrow(FolderRefused);
    rmSync(join(shop.folder, 'gerai.db'));
    const random = new FakeRandom('back in the folder');
    const order = {
      file,
      ...withoutAddress,
      isReplacing: false,
      hasNewKeys: false,
      clock: shop.clock,
      random,
    };
    expect(await restoreBackup(order)).toMatchObject({ ok: true });
    const store = await openStore(withoutAddress, 0);
    expect(await store.read((tx) => tx.readCoops())).toHaveLength(1);
    await store.close();
  });
});

describe('a shop moves', () => {
  test('from SQLite to PostgreSQL and back, by backup and restore', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'gerai-move-'));
    const sqlite: StorePlace = { dataFolder: folder, databaseUrl: null };
    device.ledger.appendSales(4);
    await device.push();
    const first = await backUp();
    device.ledger.appendSales(3);
    expect(await restore(first, sqlite)).toMatchObject({ ok: true });
    const inFile = await openShop({ place: sqlite, clock: shop.clock, seed: 'in a file' });
    await refill(inFile);
    inFile.clock.pass(BACKUP_EVERY_MS);
    await inFile.premises.backups.make();
    const second = newestBackup(join(folder, 'backups')) ?? '';
    const stock = await stockOf(inFile, SUGAR.id);
    await inFile.close();
    expect(await restore(second, next)).toMatchObject({ ok: true });
    const inDatabase = await openShop({ place: next, clock: shop.clock, seed: 'in a database' });
    expect(await stockOf(inDatabase, SUGAR.id)).toBe(stock);
    Object.assign(device, { app: inDatabase.app });
    await device.openSession();
    device.ledger.appendSale();
    expect((await device.push({ after: 7 })).body).toMatchObject({ outcome: 'ok', serverAcked: 8 });
    await inDatabase.close();
    rmSync(folder, { recursive: true });
  });
});
