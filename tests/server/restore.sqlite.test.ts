import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { genesisHash } from '#domain/chain.ts';
import { compareSeries } from '#domain/series.ts';
import { newestBackup } from '../../sync-server/backup/backup-folder.ts';
import { BACKUP_EVERY_MS } from '../../sync-server/backup/backup-keeper.ts';
import { restoreBackup, type RestoreOrder } from '../../sync-server/backup/restore-backup.ts';
import { verifyBackup } from '../../sync-server/backup/verify-backup.ts';
import { foundCoop } from '../../sync-server/ledger/own-ledger.ts';
import { openServerKeys } from '../../sync-server/keys/server-keys.ts';
import { findingKinds, query, stockOf, tamper } from './builders/books.ts';
import { enrolledDevice, TestDevice } from './builders/device.ts';
import { FakeClock, FakeRandom, MORNING } from './builders/fake-world.ts';
import { COOP_ID, fillShop, openShop, OUTLET, SUGAR, type Shop } from './builders/shop.ts';

// Threads and databases take their time to start on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

/** A shop on a folder that outlives its server, as a disk does. */
let folder: string;
let clock: FakeClock;
let shop: Shop;
let starts: number;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gerai-restore-'));
  clock = new FakeClock();
  starts = 0;
  shop = await startShop();
  await fillShop(shop.premises);
});

afterEach(async () => {
  await shop.close();
  rmSync(folder, { recursive: true, force: true });
});

function startShop(): Promise<Shop> {
  starts += 1;
  return openShop({ place: { dataFolder: folder, databaseUrl: null }, clock, seed: `start ${starts}` });
}

function newest(): string {
  const path = newestBackup(join(folder, 'backups'));
  if (path === null) throw new Error('there is no backup');
  return path;
}

async function backUp(): Promise<string> {
  await shop.premises.backups.make();
  expect(shop.premises.backups.status().failure).toBeNull();
  return newest();
}

function restore(file: string, patch: Partial<RestoreOrder> = {}) {
  const random = new FakeRandom(`restore ${starts}`);
  const order = {
    file,
    dataFolder: folder,
    databaseUrl: null,
    isReplacing: true,
    hasNewKeys: false,
    clock,
    random,
  };
  return restoreBackup({ ...order, ...patch });
}

async function restoreAndStart(file: string): Promise<void> {
  await shop.close();
  expect(await restore(file)).toMatchObject({ ok: true });
  shop = await startShop();
}

/** The same tablet with the same ledger, talking to the server that runs now. */
function atNewServer(device: TestDevice): TestDevice {
  Object.assign(device, { app: shop.app });
  return device;
}

async function coop() {
  return shop.premises.store.read((tx) => tx.readCoop(COOP_ID));
}

function ownEpoch() {
  return shop.premises.store.read(async (tx) =>
    tx.readEpoch(COOP_ID, (await tx.readCoop(COOP_ID))?.ownEpoch ?? ''),
  );
}

describe('a server restored from an older backup', () => {
  test('has another generation, and a tablet that hears of it refills everything: stock and books equal, nothing twice', async () => {
    const device = await enrolledDevice(shop);
    device.ledger.appendSales(4);
    await device.push();
    const file = await backUp();
    clock.pass(BACKUP_EVERY_MS);
    await device.openSession();
    device.ledger.appendSales(5);
    await device.push({ after: 4 });
    await backUp();
    const before = { stock: await stockOf(shop, SUGAR.id), gen: (await coop())?.serverGen };
    expect((await device.push({ after: 9 })).body).toMatchObject({
      durableThrough: 9,
      serverGen: before.gen,
    });
    await restoreAndStart(file);
    expect(await stockOf(shop, SUGAR.id)).not.toBe(before.stock);
    await atNewServer(device).openSession();
    const hello = (await device.push({ after: 9 })).body;
    expect(hello.serverGen).not.toBe(before.gen);
    expect(hello).toMatchObject({ outcome: 'gap', serverAcked: 4, durableThrough: 4 });
    device.serverGen = hello.serverGen;
    const all = (await device.push()).body;
    expect(all).toMatchObject({ outcome: 'ok', serverAcked: 9, durableThrough: 4 });
    expect(all.status.map(([, status]) => status)).toEqual([
      ...Array.from({ length: 4 }, () => 'duplicate'),
      ...Array.from({ length: 5 }, () => 'accepted'),
    ]);
    expect(await stockOf(shop, SUGAR.id)).toBe(before.stock);
    const [sales] = (await query(shop, "select count(*) as n from fact where kind = 'sale.recorded'")) as {
      n: number;
    }[];
    expect(sales?.n).toBe(9);
    const cursor = { gen: before.gen ?? '', seq: 5 };
    expect((await device.pull({ cursor })).body).toMatchObject({ reset: true });
    clock.pass(BACKUP_EVERY_MS);
    const next = await backUp();
    expect(verifyBackup(next, shop.premises.keys.publicKey).isSound).toBe(true);
    await device.openSession();
    expect((await device.push({ after: 9 })).body.durableThrough).toBe(9);
  });

  test('takes back a device that it had enrolled since, with a series later than any given before', async () => {
    const file = await backUp();
    const one = await enrolledDevice(shop, 'one');
    const two = await enrolledDevice(shop, 'two');
    for (const device of [one, two]) {
      for (const n of [1, 2, 3]) device.ledger.appendSale({ number: `GI-${device.series}-00000${n}` });
      await device.push();
    }
    const given = [one.series, two.series];
    const stock = await stockOf(shop, SUGAR.id);
    await restoreAndStart(file);
    const series: string[] = [];
    for (const device of [one, two]) {
      expect(await atNewServer(device).openSession()).toMatchObject({ status: 200 });
      const { body } = await device.push();
      expect(body).toMatchObject({ outcome: 'ok', serverAcked: 3 });
      series.push(body.series);
    }
    const fresh = await enrolledDevice(shop, 'three');
    series.push(fresh.series);
    expect(new Set([...given, ...series]).size).toBe(5);
    for (const later of series)
      for (const former of given) expect(compareSeries(later, former)).toBeGreaterThan(0);
    // After B, the last one of the books that were set aside, and 26 more.
    expect(series[0]).toBe('AC');
    expect(await stockOf(shop, SUGAR.id)).toBe(stock);
    expect(await findingKinds(shop)).toEqual(['device_recreated', 'device_recreated']);
  });

  test('gives no series twice, however often the same file is restored', async () => {
    const file = await backUp();
    const series: string[] = [];
    for (const turn of [1, 2, 3]) {
      await restoreAndStart(file);
      // More than a restore leaves out, and none of them ever sells: only the books that are set aside know.
      for (let number = 0; number < 30; number += 1)
        series.push((await enrolledDevice(shop, `tablet ${turn} ${number}`)).series);
    }
    expect(new Set(series).size).toBe(90);
  });

  test('goes on in its own ledger: a new epoch that grows from the last entry, and a fact that says what happened', async () => {
    await enrolledDevice(shop);
    const file = await backUp();
    const former = { coop: await coop(), epoch: await ownEpoch() };
    await restoreAndStart(file);
    const epoch = await ownEpoch();
    const parent = { epoch: former.epoch?.epoch ?? '', ...former.epoch?.acked };
    expect(epoch).toMatchObject({ parent, reason: 'restore', acked: { seq: 1 } });
    const genesis = { coopId: COOP_ID, deviceId: 'server', epoch: epoch?.epoch ?? '', missing: null };
    expect(epoch?.genesisHash).toBe(
      genesisHash({ ...genesis, reason: 'restore', parent: epoch?.parent ?? null }),
    );
    const [fact] = (await query(shop, "select body from fact where kind = 'server.restored'")) as {
      body: string;
    }[];
    expect(JSON.parse(fact?.body ?? '')).toMatchObject({
      backupMadeAt: MORNING,
      formerGen: former.coop?.serverGen,
      serverKey: shop.premises.keys.publicKey,
    });
    // Restored once more, from a backup of the restored books.
    clock.pass(BACKUP_EVERY_MS);
    await restoreAndStart(await backUp());
    clock.pass(BACKUP_EVERY_MS);
    expect(verifyBackup(await backUp(), shop.premises.keys.publicKey)).toMatchObject({ isSound: true });
    const series = await shop.premises.store.read((tx) => tx.readLastSeries(COOP_ID, OUTLET.id));
    expect(series).toBe('BA');
  });

  test('proves what the restored file holds and nothing else, and remembers that file', async () => {
    const device = await enrolledDevice(shop);
    device.ledger.appendSales(2);
    await device.push();
    const file = await backUp();
    await restoreAndStart(file);
    const epoch = await shop.premises.store.read((tx) => tx.readEpoch(COOP_ID, device.ledger.epoch));
    expect(epoch?.durableSeq).toBe(2);
    const [mark] = await shop.premises.store.read((tx) => tx.readBackupMarks(COOP_ID));
    expect(mark).toMatchObject({ madeAt: MORNING, sha256: verifyBackup(file, null).sha256 });
  });

  test('forgets codes that were open when the backup was made', async () => {
    const { code } = await shop.premises.desk.makeCode({ coopId: COOP_ID, outletId: OUTLET.id });
    const file = await backUp();
    await restoreAndStart(file);
    expect(await shop.premises.desk.viewCode(code)).toBeNull();
    expect(await new TestDevice(shop.app).enrol(code)).toMatchObject({ body: { problem: 'code_wrong' } });
  });

  test('does not bring a revoked device back: the list lies outside the database', async () => {
    const device = await enrolledDevice(shop);
    const file = await backUp();
    writeFileSync(join(folder, 'keys', 'revoked-devices.txt'), `${COOP_ID} ${device.deviceId}\n`);
    await restoreAndStart(file);
    await atNewServer(device).openSession();
    device.ledger.appendSale();
    expect((await device.push()).body.status).toEqual([[1, 'quarantined', 'device_revoked']]);
  });

  test('reads a backup of before this table was there', async () => {
    await shop.close();
    await tamper(
      shop,
      `drop table backup_mark; drop table pin_code; drop table dump_part; drop table tombstone; drop table sale; drop table sale_sum; drop table sale_backfill; drop table office_account;
       drop table office_act; drop table office_lock; drop index finding_in_order; drop index finding_by_fact;
       drop index fact_of_price; alter table master_row drop column device_id; delete from schema_migration where number > 1`,
    );
    const old = join(folder, 'old.db');
    copyFileSync(join(folder, 'gerai.db'), old);
    await tamper(shop, 'pragma journal_mode = delete');
    copyFileSync(join(folder, 'gerai.db'), old);
    expect(await restore(old)).toMatchObject({ ok: true, value: { report: { hasSheet: false } } });
    shop = await startShop();
    expect(await stockOf(shop, SUGAR.id)).toBe(24_000);
  });
});

describe('a restore changes nothing and says why', () => {
  let file: string;

  beforeEach(async () => {
    file = await backUp();
    await shop.close();
  });

  afterEach(async () => {
    shop = await startShop();
  });

  /** Asks for a restore that has to be refused. @returns why, and whether the books are the same bytes as before */
  async function ask(path: string, patch: Partial<RestoreOrder> = {}) {
    const before = readFileSync(join(folder, 'gerai.db'));
    const restored = await restore(path, patch);
    const isSame = readFileSync(join(folder, 'gerai.db')).equals(before);
    const isClean = !existsSync(join(folder, 'restoring'));
    return { why: restored.ok ? null : restored.refusal.kind, isUntouched: isSame && isClean };
  }

  test('when the file is not there', async () => {
    expect(await ask(join(folder, 'nowhere.db'))).toEqual({ why: 'no-file', isUntouched: true });
  });

  test('when a server has the data folder', async () => {
    const running = await startShop();
    expect(await ask(file)).toEqual({ why: 'in-use', isUntouched: true });
    await running.close();
  });

  test('when the backup is not sound', async () => {
    const broken = join(folder, 'broken.db');
    writeFileSync(broken, readFileSync(file).subarray(0, 20_000));
    expect(await ask(broken)).toEqual({ why: 'unsound', isUntouched: true });
  });

  test('when there are books already and nobody said that they may be set aside', async () => {
    expect(await ask(file, { isReplacing: false })).toEqual({ why: 'not-empty', isUntouched: true });
  });

  test('when the keys are those of other books, or gone', async () => {
    const keys = join(folder, 'keys', 'signing-key.pem');
    const kept = readFileSync(keys);
    rmSync(keys);
    expect(await ask(file)).toEqual({ why: 'keys-absent', isUntouched: true });
    openServerKeys(folder);
    expect(await ask(file)).toEqual({ why: 'keys-other', isUntouched: true });
    writeFileSync(keys, kept);
  });
});

describe('books that a restore finds', () => {
  test('are set aside with all that belongs to them, and never deleted', async () => {
    const device = await enrolledDevice(shop);
    const file = await backUp();
    device.ledger.appendSales(3);
    await device.push();
    await shop.close();
    const restored = await restore(file);
    if (!restored.ok) throw new Error(restored.refusal.kind);
    const aside = restored.value.setAside ?? '';
    expect(aside).toContain('gerai-before-restore-');
    expect(verifyBackup(aside, null).coops[0]).toMatchObject({ coopId: COOP_ID, entries: 10 });
    shop = await startShop();
    expect(readdirSync(folder)).not.toContain('restoring');
  });

  test('are set aside whole when the server was killed and its log is not in them yet', async () => {
    const device = await enrolledDevice(shop);
    const file = await backUp();
    device.ledger.appendSales(3);
    await device.push();
    // What lies on the disk at this moment is what a killed server leaves.
    for (const end of ['', '-wal'])
      copyFileSync(join(folder, `gerai.db${end}`), join(folder, `killed.db${end}`));
    await shop.close();
    for (const end of ['', '-wal'])
      renameSync(join(folder, `killed.db${end}`), join(folder, `gerai.db${end}`));
    const restored = await restore(file);
    const aside = (restored.ok ? restored.value.setAside : null) ?? '';
    expect(readdirSync(folder).filter((name) => /-(?:wal|shm)$/.test(name))).toEqual([]);
    expect(verifyBackup(aside, null).coops[0]).toMatchObject({ coopId: COOP_ID, entries: 10 });
    shop = await startShop();
  });

  test('that are damaged are set aside as they are, their log with them', async () => {
    const file = await backUp();
    await shop.close();
    writeFileSync(join(folder, 'gerai.db'), 'rusak');
    writeFileSync(join(folder, 'gerai.db-wal'), 'log');
    const restored = await restore(file);
    const aside = (restored.ok ? restored.value.setAside : null) ?? '';
    expect([aside, `${aside}-wal`].map((path) => readFileSync(path, 'utf8'))).toEqual(['rusak', 'log']);
    shop = await startShop();
    expect(await stockOf(shop, SUGAR.id)).toBe(24_000);
  });

  test('that are empty, as after a first start, are no reason to refuse', async () => {
    const file = await backUp();
    await shop.close();
    const fresh = mkdtempSync(join(tmpdir(), 'gerai-fresh-'));
    const empty = await openShop({ place: { dataFolder: fresh, databaseUrl: null }, isEmpty: true });
    await empty.close();
    for (const part of ['signing-key.pem', 'code-key.hex'])
      copyFileSync(join(folder, 'keys', part), join(fresh, 'keys', part));
    expect(await restore(file, { dataFolder: fresh, isReplacing: false })).toMatchObject({ ok: true });
    rmSync(fresh, { recursive: true });
    shop = await startShop();
  });
});

test('a co-operative without an outlet says with which key it goes on, and the one before is not taken for it', async () => {
  await shop.premises.store.write((tx) => foundCoop(tx, shop.premises, 'kkmp-baru'));
  const former = shop.premises.keys.publicKey;
  const file = await backUp();
  await shop.close();
  rmSync(join(folder, 'keys'), { recursive: true });
  expect(await restore(file, { hasNewKeys: true })).toMatchObject({ ok: true });
  shop = await startShop();
  clock.pass(BACKUP_EVERY_MS);
  const next = await backUp();
  expect(verifyBackup(next, shop.premises.keys.publicKey)).toMatchObject({ isSound: true, keyMatch: 'same' });
  expect(verifyBackup(next, former)).toMatchObject({ isSound: true, keyMatch: 'other' });
});

test('with new keys, because the old ones are lost, the books go on and stay provable', async () => {
  const device = await enrolledDevice(shop);
  device.ledger.appendSales(2);
  await device.push();
  const file = await backUp();
  await shop.close();
  rmSync(join(folder, 'keys'), { recursive: true });
  expect(await restore(file, { hasNewKeys: true })).toMatchObject({ ok: true });
  shop = await startShop();
  await atNewServer(device).openSession();
  device.ledger.appendSale();
  expect((await device.push()).body).toMatchObject({ outcome: 'ok', serverAcked: 3 });
  clock.pass(BACKUP_EVERY_MS);
  const next = await backUp();
  expect(verifyBackup(next, shop.premises.keys.publicKey)).toMatchObject({ isSound: true, keyMatch: 'same' });
});
