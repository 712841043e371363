import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  backupName,
  chooseKept,
  DAYS_KEPT,
  listBackups,
  NEWEST_KEPT,
} from '../../sync-server/backup/backup-folder.ts';
import {
  BACKUP_EVERY_MS,
  BACKUP_LATE_MS,
  BackupKeeper,
  RETRY_AFTER_MS,
} from '../../sync-server/backup/backup-keeper.ts';
import { databasePath } from '../../sync-server/store/sqlite/open-sqlite-store.ts';
import { takeOwnership } from '../../sync-server/store/sqlite/owner-lock.ts';
import { tamper } from './builders/books.ts';
import { enrolledDevice, type TestDevice } from './builders/device.ts';
import { MORNING } from './builders/fake-world.ts';
import { COOP_ID, CONSOLE_TOKEN, openShop, type Shop } from './builders/shop.ts';

/** A thread takes its time to start on a busy machine. */
const PATIENT = { timeout: 20_000 };

vi.setConfig({ testTimeout: 30_000 });

let shop: Shop;
let folder: string;

beforeEach(async () => {
  shop = await openShop();
  folder = join(shop.folder, 'backups');
});

afterEach(() => shop.close());

function books() {
  return { database: databasePath(shop.folder), databaseUrl: shop.place.databaseUrl };
}

/** What lies in the backup folder beside its lock. */
function inFolder(): readonly string[] {
  return readdirSync(folder)
    .filter((name) => !name.startsWith('backups.lock'))
    .toSorted();
}

function durable(device: TestDevice): Promise<number | undefined> {
  const { epoch } = device.ledger;
  return shop.premises.store.read(async (tx) => (await tx.readEpoch(COOP_ID, epoch))?.durableSeq);
}

function marks() {
  return shop.premises.store.read((tx) => tx.readBackupMarks(COOP_ID));
}

describe('what a device is told to be durable', () => {
  test('is nothing before the first backup, and then what lies in it', async () => {
    const device = await enrolledDevice(shop);
    device.ledger.appendSales(3);
    expect((await device.push()).body.durableThrough).toBe(0);
    await shop.premises.backups.make();
    device.ledger.appendSales(2);
    const { body } = await device.push({ after: 3 });
    expect([body.durableThrough, body.serverAcked]).toEqual([3, 5]);
    const { mine } = (await device.pull()).body;
    expect(mine[device.ledger.epoch]).toMatchObject({ acked: 5, durable: 3 });
    await shop.premises.backups.make();
    expect(await durable(device)).toBe(5);
  });

  test('moves to where the backup ends, not to where the ledger ends by then', async () => {
    const device = await enrolledDevice(shop);
    device.ledger.appendSales(100);
    await device.push();
    let isMade = false;
    const made = shop.premises.backups.make().then(() => (isMade = true));
    for (let after = 100; !isMade; after += 5) {
      device.ledger.appendSales(5);
      await device.push({ after });
    }
    await made;
    const [mark] = await marks();
    const proved = await durable(device);
    expect(proved).toBeGreaterThanOrEqual(100);
    expect(proved).toBeLessThan(device.ledger.entries.length);
    expect(mark).toMatchObject({ madeAt: MORNING, file: backupName(MORNING) });
  });

  test('stays where it is when the copy does not hold what it should', async () => {
    const device = await enrolledDevice(shop);
    device.ledger.appendSales(3);
    await device.push();
    await shop.premises.backups.make();
    device.ledger.appendSale();
    await device.push({ after: 3 });
    await tamper(shop, 'update stock set milli = milli + 1');
    shop.clock.pass(BACKUP_EVERY_MS);
    await shop.premises.backups.make();
    expect(await durable(device)).toBe(3);
    expect(shop.premises.backups.status().failure).toMatchObject({
      kind: 'unsound',
      faultCount: 1,
      first: expect.stringContaining('stock_differs') as string,
    });
    expect(inFolder()).toHaveLength(2);
    expect(await marks()).toHaveLength(1);
  });
});

describe('the running server', () => {
  test('makes a backup each hour, tries sooner after one that failed, and says when it is late', async () => {
    const { backups } = shop.premises;
    const { clock } = shop;
    expect(backups.status()).toMatchObject({ last: null, isLate: true, ended: 0 });
    await backups.makeWhenDue();
    await backups.makeWhenDue();
    expect(backups.status()).toMatchObject({ isLate: false, ended: 1, failure: null });
    clock.pass(BACKUP_EVERY_MS - 1);
    await backups.makeWhenDue();
    expect(backups.status().ended).toBe(1);
    clock.pass(1);
    await backups.makeWhenDue();
    expect(backups.status().ended).toBe(2);
    expect(backups.status().last?.madeAt).toBe(clock.now());
    rmSync(folder, { recursive: true });
    writeFileSync(folder, 'a file where the folder should be');
    clock.pass(BACKUP_EVERY_MS);
    await backups.makeWhenDue();
    await backups.makeWhenDue();
    expect(backups.status()).toMatchObject({ ended: 3, failure: { kind: 'failed' }, isLate: false });
    clock.pass(RETRY_AFTER_MS);
    await backups.makeWhenDue();
    expect(backups.status().ended).toBe(4);
    clock.pass(BACKUP_LATE_MS);
    expect(backups.status().isLate).toBe(true);
    rmSync(folder);
    await backups.makeWhenDue();
    expect(backups.status()).toMatchObject({ failure: null, isLate: false });
  });

  test('goes on from the backups that it finds, and makes none when the newest is young', async () => {
    await shop.premises.backups.make();
    const { clock } = shop;
    clock.pass(BACKUP_EVERY_MS / 2);
    const ground = { ...shop.premises, ...books(), folder };
    const next = new BackupKeeper(ground);
    await next.makeWhenDue();
    expect(next.status()).toMatchObject({ ended: 0, isLate: false, last: { madeAt: MORNING, coops: 1 } });
  });

  test('is not stopped by a clock that was set back', async () => {
    await shop.premises.backups.make();
    shop.clock.pass(-300 * 24 * 60 * 60_000);
    expect(shop.premises.backups.status().isLate).toBe(true);
    const next = new BackupKeeper({ ...shop.premises, ...books(), folder });
    await next.makeWhenDue();
    await next.makeWhenDue();
    const last = { madeAt: shop.clock.now() };
    expect(next.status()).toMatchObject({ ended: 1, isLate: false, last });
  });

  test('never makes two at once: who asks meanwhile gets a backup of his own afterwards', async () => {
    const device = await enrolledDevice(shop);
    const first = shop.premises.backups.make();
    device.ledger.appendSales(2);
    await device.push();
    const endsAs = shop.premises.backups.begin();
    expect(endsAs).toBe(2);
    await first;
    await expect.poll(() => shop.premises.backups.status().ended, PATIENT).toBe(2);
    expect(await durable(device)).toBe(2);
  });

  test('refuses a backup that would leave no room for sales', async () => {
    const ground = { ...shop.premises, ...books(), folder };
    const keeper = new BackupKeeper({ ...ground, reserveBytes: Number.MAX_SAFE_INTEGER / 2 });
    await keeper.make();
    expect(keeper.status().failure).toMatchObject({ kind: 'no-room' });
    expect(inFolder()).toEqual([]);
  });

  test('leaves nothing behind but backups, and takes away what was cut off', async () => {
    mkdirSync(folder);
    for (const cut of ['unfinished.db', 'unfinished.db-journal']) writeFileSync(join(folder, cut), 'half');
    writeFileSync(join(folder, 'catatan.txt'), 'milik orang');
    await shop.premises.backups.make();
    const name = backupName(MORNING);
    expect(inFolder()).toEqual(['catatan.txt', name, name.replace('.db', '.json')].toSorted());
  });

  test('makes none while another server makes one in the same folder, touches nothing of it, and tries again later', async () => {
    const { backups } = shop.premises;
    mkdirSync(folder);
    const release = takeOwnership(folder, 'backups');
    writeFileSync(join(folder, 'unfinished-0a.db'), 'the other one’s');
    await backups.makeWhenDue();
    const cause = expect.stringContaining('in use by another') as string;
    expect(backups.status().failure).toEqual({ kind: 'failed', cause });
    expect(inFolder()).toEqual(['unfinished-0a.db']);
    release();
    shop.clock.pass(RETRY_AFTER_MS);
    await backups.makeWhenDue();
    expect(backups.status().failure).toBeNull();
    expect(inFolder()).toHaveLength(2);
  });

  test('pushes no backup out for books without a co-operative, and calls them a failure', async () => {
    const empty = await openShop({ isEmpty: true });
    const ground = {
      ...empty.premises,
      database: databasePath(empty.folder),
      databaseUrl: empty.place.databaseUrl,
    };
    const alone = new BackupKeeper({ ...ground, folder: join(empty.folder, 'own') });
    await alone.make();
    expect(alone.status().failure).toBeNull();
    await shop.premises.backups.make();
    const before = inFolder();
    empty.clock.pass(BACKUP_EVERY_MS);
    const beside = new BackupKeeper({ ...ground, folder });
    await beside.make();
    expect(beside.status().failure).toEqual({ kind: 'emptied' });
    expect(inFolder()).toEqual(before);
    await empty.close();
  });

  test('lets go of the folder when a backup is stopped half-way', async () => {
    const keeper = new BackupKeeper({ ...shop.premises, ...books(), folder });
    const made = keeper.make();
    await expect
      .poll(() => readdirSync(shop.folder).includes('backups') && inFolder().length > 0, PATIENT)
      .toBe(true);
    await keeper.close();
    await made;
    await shop.premises.backups.make();
    expect(shop.premises.backups.status().failure).toBeNull();
    expect(inFolder()).toHaveLength(2);
  });

  test('stops a backup under way when it is closed', async () => {
    const made = shop.premises.backups.make();
    await shop.premises.backups.close();
    await made;
    expect(listBackups(folder)).toEqual([]);
    expect(shop.premises.backups.status().isUnderWay).toBe(false);
  });

  test('tells who asks whether it is ready how old the newest backup is, and stays ready without one', async () => {
    const ask = async () => (await shop.app.inject({ url: '/readyz' })).json() as unknown;
    expect(await ask()).toEqual({ state: 'ready', backup: 'late', backupMadeAt: null });
    await shop.premises.backups.make();
    expect(await ask()).toEqual({ state: 'ready', backup: 'fresh', backupMadeAt: MORNING });
  });

  test('has numbers of it for Prometheus', async () => {
    const ask = async () => (await shop.app.inject({ url: '/metrics' })).body;
    expect(await ask()).toMatch(/gerai_backup_timestamp_seconds\{[^}]*\} 0\n/);
    await shop.premises.backups.make();
    expect(await ask()).toMatch(new RegExp(`gerai_backup_timestamp_seconds\\{[^}]*\\} ${MORNING / 1000}\\n`));
    expect(await ask()).toMatch(/gerai_backup_failing\{[^}]*\} 0\n/);
    await tamper(shop, 'update stock set milli = milli + 1');
    await shop.premises.backups.make();
    expect(await ask()).toMatch(/gerai_backup_failing\{[^}]*\} 1\n/);
  });

  test('makes a backup for the command line and for nobody else', async () => {
    const post = (url: string, token: string) =>
      shop.app.inject({
        method: 'POST',
        url: `/api/console/v1/${url}`,
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        payload: '{}',
      });
    expect((await post('backup', 'wrong')).statusCode).toBe(404);
    expect((await post('backup/view', 'wrong')).statusCode).toBe(404);
    expect((await post('backup', CONSOLE_TOKEN)).json()).toEqual({ endsAs: 1 });
    await expect
      .poll(async () => (await post('backup/view', CONSOLE_TOKEN)).json(), PATIENT)
      .toMatchObject({
        ended: 1,
        isUnderWay: false,
        failure: null,
        last: { file: backupName(MORNING), coops: 1, entries: 6 },
      });
  });
});

describe('what is kept', () => {
  const HOUR = 60 * 60_000;
  const names = (from: number, hours: number): string[] =>
    Array.from({ length: hours }, (_, hour) => backupName(from + hour * HOUR));

  test('is the newest of an hour each and the last of each day, further back than a till remembers', () => {
    const all = names(MORNING - 60 * 24 * HOUR, 60 * 24);
    const kept = [...chooseKept(all)].toSorted().toReversed();
    expect(kept.slice(0, NEWEST_KEPT)).toEqual(all.toReversed().slice(0, NEWEST_KEPT));
    expect(kept).toHaveLength(NEWEST_KEPT + DAYS_KEPT - 1);
    const oldest = new Date(MORNING - DAYS_KEPT * 24 * HOUR).toISOString().slice(0, 10);
    expect(kept.at(-1)).toContain(`gerai-${oldest}T23`);
    expect(DAYS_KEPT).toBeGreaterThan(36);
  });

  test('is not thrown away because a clock jumped ahead', () => {
    const old = names(MORNING, 30);
    const kept = chooseKept([...old, backupName(MORNING + 20 * 365 * 24 * HOUR)]);
    expect(kept.size).toBeGreaterThanOrEqual(NEWEST_KEPT);
  });

  test('never touches files that are no backups', () => {
    expect(chooseKept(['gerai.db', 'gerai-before-restore-2026.db', 'foto.db']).size).toBe(0);
  });

  test('is what marks are left for', async () => {
    mkdirSync(folder);
    const old = names(MORNING - 60 * HOUR, 60);
    for (const file of old) writeFileSync(join(folder, file), '');
    await shop.premises.store.write(async (tx) => {
      const mark = { serverGen: 'g_1', madeAt: 1, verifiedAt: 2, sha256: '', entries: 0 };
      for (const file of old) await tx.putBackupMark(COOP_ID, { ...mark, file });
    });
    await shop.premises.backups.make();
    const left = listBackups(folder);
    expect(left).toEqual([...chooseKept([...old, backupName(MORNING)])].toSorted().toReversed());
    expect(left.length).toBeLessThan(old.length);
    expect((await marks()).map(({ file }) => file).toSorted()).toEqual(left.toSorted());
  });

  test('is always the one just made, even beside names from a clock that ran ahead', async () => {
    mkdirSync(folder);
    for (const file of names(MORNING + 1000 * HOUR, 50 * 24)) writeFileSync(join(folder, file), '');
    await shop.premises.backups.make();
    expect(listBackups(folder)).toContain(backupName(MORNING));
  });
});
