import 'fake-indexeddb/auto';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemRandom } from '../../src/device/random.ts';
import { useOnHand } from '../../src/storage/replica/on-hand.ts';
import { newestBackup } from '../../sync-server/backup/backup-folder.ts';
import { restoreBackup } from '../../sync-server/backup/restore-backup.ts';
import { findings, query, stockOf, tamper } from '../server/builders/books.ts';
import { fillShop, openShop, SUGAR } from '../server/builders/shop.ts';
import { clearPlace, makePlace, type StorePlace } from '../server/builders/store-place.ts';
import { MemoryTill, type House } from './memory-till.ts';

/* Ledgers that were copied, put back and hurt, and a server that was restored: the till's real sync against the real one. */

const DAY_MS = 24 * 60 * 60_000;
const PRICE = 18_000;
/** A backup is made, verified and restored for real, which takes its time on a busy machine. */
const BACKUP_MS_MAX = 30_000;

let place: StorePlace;
let house: House;
let tills: MemoryTill[];

beforeEach(async () => {
  place = await makePlace();
  house = { shop: await openShop({ place }) };
  await fillShop(house.shop.premises);
  tills = [];
});

afterEach(async () => {
  for (const till of tills) till.stop();
  await house.shop.close();
  await clearPlace(place);
});

async function begin(till: MemoryTill): Promise<MemoryTill> {
  tills.push(till);
  await till.start();
  return till;
}

const enrol = async (): Promise<MemoryTill> => begin(await MemoryTill.enrol(house));

interface BookedSale {
  readonly fact_id: string;
  readonly status: string;
  readonly number: string;
  readonly body: string;
}

/** Every sale of the server by its factId, whatever became of it. */
async function salesOnServer(): Promise<readonly BookedSale[]> {
  const sql = "select fact_id, status, number, body from fact where kind = 'sale.recorded'";
  return (await query(house.shop, sql)) as BookedSale[];
}

async function findingKinds(): Promise<readonly string[]> {
  return (await findings(house.shop)).map(({ kind }) => kind).toSorted();
}

/** Makes a backup. @returns its file */
async function backUp(): Promise<string> {
  house.shop.clock.pass(60_000);
  await house.shop.premises.backups.make();
  return newestBackup(join(place.dataFolder, 'backups')) ?? '';
}

/** Brings the server back from a backup, which raises its generation. */
async function restore(file: string): Promise<void> {
  const { clock } = house.shop;
  await house.shop.close();
  const how = { isReplacing: true, hasNewKeys: false, clock, random: systemRandom };
  expect(await restoreBackup({ file, ...place, ...how })).toMatchObject({ ok: true });
  house.shop = await openShop({ place, clock, seed: 'restored' });
}

function onHand(): number | undefined {
  return useOnHand.getState().onHand.get(`GI-gerai|${SUGAR.id}`);
}

test('two tills from one image both sell: every sale of both is booked once, the second goes on in a lineage and a series of its own', async () => {
  const first = await enrol();
  await first.sell(3);
  await first.drain();
  const second = await begin(first.clone());
  second.isLinked = false;
  const [a, b] = [await first.sell(2), await second.sell(3)];
  await first.drain();
  second.isLinked = true;
  second.kick();
  await second.drain();
  await second.passUntil(async () => (await second.ledger.readMeta()).series === 'B');
  const later = [...(await first.sell(1)), ...(await second.sell(1))];
  await first.drain();
  await second.drain();
  const booked = await salesOnServer();
  expect(booked).toHaveLength(10);
  const bytes = new Map(booked.map((fact) => [fact.fact_id, fact.body]));
  for (const { entry } of [...a, ...b, ...later]) expect(bytes.get(entry.factId)).toBe(entry.body);
  expect(new Set(booked.map(({ status }) => status))).toEqual(new Set(['accepted']));
  expect(await stockOf(house.shop, SUGAR.id)).toBe(24_000 - 10_000);
  expect(await first.epochs()).toHaveLength(1);
  expect(later.map(({ fact }) => 'number' in fact && fact.number)).toEqual(['GI-A-000006', 'GI-B-000001']);
  const open = await second.openEpoch();
  expect(open.open).toMatchObject({ reason: 'fork', parent: { seq: 3 } });
  // Three receipts of the second bear numbers that the first printed too, and nothing else is out of order.
  const repeated = ['number_repeated', 'number_repeated', 'number_repeated'];
  expect(await findingKinds()).toEqual(['ledger_forked', ...repeated]);
});

test('a till put back to an earlier day goes on from what it has, and what it has lost is on the server', async () => {
  const lost = await enrol();
  await lost.sell(3);
  await lost.drain();
  const image = lost.clone();
  await lost.sell(2);
  await lost.drain();
  lost.stop();
  const till = await begin(image);
  await till.passUntil(async () => (await till.ledger.readMeta()).series === 'B');
  expect((await till.openEpoch()).open).toMatchObject({ reason: 'ahead', parent: { seq: 3 } });
  await till.sell(1);
  await till.drain();
  const numbers = (await salesOnServer()).map(({ number }) => number);
  expect(numbers.toSorted()).toEqual([
    ...[1, 2, 3, 4, 5].map((count) => `GI-A-00000${count}`),
    'GI-B-000001',
  ]);
  await till.passUntil(async () => (await till.sugarInRows()) === 18_000);
  expect(await findingKinds()).toEqual(['ledger_ahead']);
});

test(
  'a server restored from an older copy gets everything again, closed epochs too, and the stock is equal on both sides',
  async () => {
    const enrolled = await MemoryTill.enrol(house);
    const afterEnrolment = await backUp();
    const other = await begin(enrolled.clone());
    await other.sell(2);
    await other.drain();
    other.stop();
    const till = await begin(enrolled);
    await till.sell(4);
    await till.drain();
    expect((await till.epochs()).map(({ isOpen }) => isOpen)).toEqual([false, true]);
    const { serverGen } = await till.ledger.readMeta();
    await restore(afterEnrolment);
    await till.sell(1);
    await till.passUntil(async () => (await till.ledger.readMeta()).serverGen !== serverGen);
    await till.drain();
    expect(await salesOnServer()).toHaveLength(5);
    const entries = await till.entries();
    expect(entries.map(({ state }) => state)).toEqual(entries.map(() => 'accepted'));
    await till.passUntil(async () => (await till.sugarInRows()) === 19_000 && onHand() === 19_000);
    expect(await stockOf(house.shop, SUGAR.id)).toBe(19_000);
    expect(await findingKinds()).not.toContain('totals_mismatch');
  },
  BACKUP_MS_MAX,
);

test('a generation change refills what lies in closed epochs, byte for byte and in its old place', async () => {
  const till = await enrol();
  await till.sell(3);
  await till.drain();
  const twin = await begin(till.clone());
  await twin.sell(1);
  await twin.drain();
  twin.stop();
  await till.sell(2);
  await till.drain();
  const before = await till.entries();
  await tamper(house.shop, "update coop set server_gen = 'g_next'");
  till.kick();
  await till.sell(1);
  await till.passUntil(async () => (await till.ledger.readMeta()).serverGen === 'g_next');
  await till.drain();
  expect((await till.entries()).slice(0, 3)).toEqual(before.slice(0, 3));
  expect((await till.epochs()).map(({ seq, acked }) => acked === seq)).toEqual([true, true]);
  expect(await stockOf(house.shop, SUGAR.id)).toBe(24_000 - 7000);
});

test(
  'a restored server that lacks what the till has let go is told how much is missing, and gets the rest',
  async () => {
    const till = await enrol();
    await till.sell(2);
    await till.drain();
    const early = await backUp();
    await till.sell(5);
    await till.drain();
    await backUp();
    await till.sell(1);
    await till.drain();
    house.shop.clock.pass(36 * DAY_MS);
    await till.sell(1);
    await till.drain();
    await till.passUntil(async () => (await till.openEpoch()).prunedThrough?.seq === 7);
    expect(onHand()).toBe(24_000 - 9000);
    await restore(early);
    await till.sell(1);
    await till.passUntil(async () => (await till.epochs()).length === 2);
    await till.drain();
    expect(await salesOnServer()).toHaveLength(5);
    const missing = (await findings(house.shop)).find(({ kind }) => kind === 'missing_entries');
    expect(missing?.detail).toEqual({ from: 3, to: 7, rupiah: 5 * PRICE });
    expect(await findingKinds()).not.toContain('totals_mismatch');
    expect(await findingKinds()).not.toContain('missing_parent');
    await till.passUntil(async () => (await till.sugarInRows()) === 19_000 && onHand() === 19_000);
  },
  BACKUP_MS_MAX,
);

test('a damaged row costs its own bytes and nothing else: all that is here goes through, and the damage is a finding', async () => {
  const till = await enrol();
  await till.sell(2);
  await till.drain();
  till.isLinked = false;
  const [first, second] = await till.sell(3);
  const { epoch } = await till.openEpoch();
  const hurt = second?.entry.body.replace(SUGAR.name, 'Gula pasir curan') ?? '';
  till.ledger.damage(epoch, 4, hurt);
  till.isLinked = true;
  till.kick();
  await till.drain();
  const bytes = new Map((await salesOnServer()).map((fact) => [fact.fact_id, fact.body]));
  expect(bytes.size).toBe(5);
  expect(bytes.get(first?.entry.factId ?? '')).toBe(first?.entry.body);
  expect(bytes.get(second?.entry.factId ?? '')).toBe(hurt);
  expect((await till.openEpoch()).open).toMatchObject({
    reason: 'restore',
    parent: { seq: 3 },
    missing: null,
  });
  expect(await findingKinds()).toEqual(['damaged_origin', 'ledger_restored']);
  await till.sell(1);
  await till.drain();
  expect(await salesOnServer()).toHaveLength(6);
});

test('rows of the ledger that are gone are named with their rupiah, and what lies behind them goes through', async () => {
  const till = await enrol();
  await till.sell(2);
  await till.drain();
  till.isLinked = false;
  await till.sell(4);
  const { epoch } = await till.openEpoch();
  till.ledger.damage(epoch, 4, null);
  till.ledger.damage(epoch, 5, null);
  till.isLinked = true;
  till.kick();
  await till.drain();
  expect(await salesOnServer()).toHaveLength(4);
  const missing = (await findings(house.shop)).find(({ kind }) => kind === 'missing_entries');
  expect(missing?.detail).toEqual({ from: 4, to: 5, rupiah: 2 * PRICE });
  expect(await findingKinds()).toEqual(['ledger_restored', 'missing_entries']);
});
