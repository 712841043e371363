import 'fake-indexeddb/auto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { rupiah } from '#domain/money.ts';
import { milli } from '#domain/quantity.ts';
import { stockKey } from '#domain/stock.ts';
import { newFactId } from '../../src/actions/act-ground.ts';
import { changeProduct } from '../../src/actions/change-product.ts';
import { addProduct, loadCart } from '../../src/actions/edit-cart.ts';
import { openShift } from '../../src/actions/open-shift.ts';
import { registerProduct } from '../../src/actions/register-product.ts';
import { recordSale } from '../../src/actions/record-sale.ts';
import type { Workplace } from '../../src/actions/workplace.ts';
import { systemRandom } from '../../src/device/random.ts';
import { openDexieLedger } from '../../src/storage/ledger/dexie-ledger.ts';
import { loadCatalogue, useCatalogue } from '../../src/storage/replica/catalogue.ts';
import { openReplica } from '../../src/storage/replica/dexie-replica.ts';
import { mirrorsOfPage } from '../../src/storage/replica/mirrors.ts';
import { rebuildOnHand, useOnHand } from '../../src/storage/replica/on-hand.ts';
import { isSignedBy, signText } from '../../src/sync/device-signature.ts';
import { enrolDevice } from '../../src/sync/enrol-client.ts';
import { SyncDriver } from '../../src/sync/sync-driver.ts';
import type { SyncStatus } from '../../src/sync/sync-status.ts';
import { createTransport, type Fetch } from '../../src/sync/transport.ts';
import { appendOwnFacts } from '../../sync-server/ledger/own-ledger.ts';
import { CASHIER, COOP_ID, date, openShop, OUTLET, SUGAR, type Shop } from '../server/builders/shop.ts';
import { newestBackup } from '../../sync-server/backup/backup-folder.ts';
import { restoreBackup } from '../../sync-server/backup/restore-backup.ts';
import type { StockRecord } from '../../sync-server/store/records.ts';
import { clearPlace } from '../server/builders/store-place.ts';
import { FakeClock } from './fake-clock.ts';

/** The till's real code against the real server on a real SQLite file; only the wires between them are a test's. */
let shop: Shop;
let clock: FakeClock;
let isLinked: boolean;
let losesReplies: boolean;

beforeEach(async () => {
  shop = await openShop();
  clock = new FakeClock(shop.clock.now());
  isLinked = true;
  losesReplies = false;
});

afterEach(async () => {
  await shop.close();
});

const fetchFromShop: Fetch = async (path, { body, headers }) => {
  if (!isLinked) throw new TypeError('Failed to fetch');
  const reply = await shop.app.inject({
    method: 'POST',
    url: path,
    headers: Object.fromEntries(new Headers(headers)),
    payload: typeof body === 'string' ? body : '',
  });
  if (losesReplies) throw new TypeError('network error');
  const told = Object.entries(reply.headers).map(([name, value]): [string, string] => [name, String(value)]);
  return new Response(reply.body, { status: reply.statusCode, headers: told });
};

async function enrolTill(staff = CASHIER): Promise<Workplace> {
  const transport = createTransport(fetchFromShop, clock);
  const code = shop.premises.desk.makeDemoCode({ coopId: COOP_ID, outletId: OUTLET.id });
  const order = { code, name: 'Tablet uji', onMatch: () => undefined, signal: new AbortController().signal };
  const enrolled = await enrolDevice(order, { transport, clock, random: systemRandom });
  if (!enrolled.ok) throw new Error(JSON.stringify(enrolled.refusal));
  const { deviceId } = enrolled.value;
  const ledger = await openDexieLedger(deviceId);
  const [{ identity }, { pinKey }] = await Promise.all([ledger.readMeta(), ledger.readKeys()]);
  const replica = await openReplica({ deviceId, outletId: identity.outletId, pinKey });
  const boot = await ledger.countBoot();
  const tools = { identity, ledger, replica, clock, random: systemRandom, build: '0.1.0+test', boot };
  const till = { ...tools, present: { staff }, recordPinFailure: () => Promise.resolve() };
  await Promise.all([loadCatalogue(ledger, replica), rebuildOnHand(ledger, replica), loadCart(till)]);
  return till;
}

async function startDriver(till: Workplace, shown: SyncStatus[]): Promise<SyncDriver> {
  const { signing } = await till.ledger.readKeys();
  const driver = new SyncDriver({
    ...till,
    mirrors: mirrorsOfPage(till.ledger, till.replica),
    transport: createTransport(fetchFromShop, clock),
    sign: (text) => signText(signing.privateKey, text),
    isSignedBy,
    isVisible: () => true,
    isPersisted: () => true,
    show: (status) => shown.push(status),
    tellPage: () => undefined,
  });
  driver.lead(true);
  await driver.start();
  return driver;
}

async function sellSugar(till: Workplace, grams: number): Promise<void> {
  const item = useCatalogue.getState().byId.get(SUGAR.id);
  if (item === undefined) throw new Error('the catalogue has no sugar');
  addProduct(till, item, { unit: 'kg', soldMilli: milli(grams) });
  const sold = await recordSale(till, rupiah(100_000));
  if (!sold.ok) throw new Error(sold.refusal.kind);
}

async function unsent(till: Workplace): Promise<number> {
  const epochs = await till.ledger.readEpochs();
  return epochs.reduce((sum, epoch) => sum + epoch.seq - epoch.acked, 0);
}

/** Lets the till's time pass, half a second at a go, until something is true or half a minute is over. */
async function passUntil(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  for (let half = 0; half < 60 && !(await isTrue()); half += 1) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    clock.pass(500);
  }
}

async function drain(till: Workplace): Promise<void> {
  await passUntil(async () => (await unsent(till)) === 0);
}

test('enrol, sell without a link, lose replies when it comes back: each sale once, stock and books equal', async () => {
  const till = await enrolTill();
  const shown: SyncStatus[] = [];
  isLinked = false;
  const driver = await startDriver(till, shown);
  await openShift(till, { floatRupiah: rupiah(200_000), businessDate: date('2026-11-23') });
  for (const grams of [1350, 500, 250]) await sellSugar(till, grams);
  driver.noteLedgerChange();
  await expect.poll(() => shown.at(-1)?.pendingCount).toBe(4);
  isLinked = true;
  losesReplies = true;
  for (let half = 0; half < 10; half += 1) {
    clock.pass(500);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  losesReplies = false;
  await drain(till);
  expect(await unsent(till)).toBe(0);
  const [epoch] = await till.ledger.readEpochs();
  const held = await shop.premises.store.read((tx) => tx.readEpoch(COOP_ID, epoch?.epoch ?? ''));
  expect(held?.acked).toEqual({ seq: 4, hash: epoch?.hash });
  const stock = await shop.premises.store.read((tx) => tx.readStock(COOP_ID));
  expect(stock).toContainEqual(expect.objectContaining({ stockItemId: SUGAR.id, milli: 24_000 - 2100 }));
  expect(await shop.premises.store.read((tx) => tx.readFindings(COOP_ID))).toEqual([]);
  expect(await till.ledger.readCheckpoints()).toMatchObject([{ seq: 4, hash: epoch?.hash }]);
  await expect.poll(() => shown.at(-1)).toMatchObject({ state: 'ok', pendingCount: 0, trouble: null });
  driver.stop();
});

test('the till’s on-hand counts its own sales once, before and after the server does', async () => {
  const till = await enrolTill();
  const shown: SyncStatus[] = [];
  const key = stockKey('GI-gerai', SUGAR.id);
  const onHand = (): number | undefined => useOnHand.getState().onHand.get(key);
  expect(onHand()).toBe(24_000);
  isLinked = false;
  const driver = await startDriver(till, shown);
  await openShift(till, { floatRupiah: rupiah(0), businessDate: date('2026-11-23') });
  await sellSugar(till, 1000);
  expect(onHand()).toBe(23_000);
  isLinked = true;
  driver.kick();
  await drain(till);
  await expect
    .poll(
      async () => (await till.replica.readStock()).rows.find((row) => row.stockItemId === SUGAR.id)?.milli,
    )
    .toBe(23_000);
  expect(onHand()).toBe(23_000);
  driver.stop();
});

test('goods that a manager registers without a link are sold here at once, and elsewhere after the sync', async () => {
  const manager = { id: 'hasan', name: 'Hasan', role: 'manager', isActive: true } as const;
  const part = { documentId: 'staff', part: 1, parts: 1, entity: 'staff', moves: [] } as const;
  const rows = [{ ...manager, pin: null }];
  await shop.premises.store.write((tx) =>
    appendOwnFacts(tx, shop.premises, { coopId: COOP_ID, outlet: OUTLET }, [
      { kind: 'master.imported', ...part, rows },
    ]),
  );
  const till = await enrolTill(manager);
  isLinked = false;
  const driver = await startDriver(till, []);
  await openShift(till, { floatRupiah: rupiah(0), businessDate: date('2026-11-23') });
  const draft = {
    name: 'Sabun colek',
    category: 'Sabun',
    unit: 'pcs',
    priceRupiah: rupiah(4_000),
    barcode: '4006381333931',
    lowStockMilli: milli(12_000),
  };
  const factId = newFactId(till);
  const registered = await registerProduct(till, factId, draft);
  expect(await registerProduct(till, factId, draft)).toEqual(registered);
  if (!registered.ok) throw new Error(registered.refusal.kind);
  const scanned = useCatalogue.getState().byBarcode.get('4006381333931');
  if (scanned === undefined) throw new Error('the scan found nothing');
  expect(scanned.product.id).toBe(registered.value.id);
  addProduct(till, scanned, { unit: 'pcs', soldMilli: milli(2000) });
  expect(await recordSale(till, rupiah(10_000))).toMatchObject({ ok: true });
  expect(
    await changeProduct(till, registered.value.id, { name: 'Sabun colek 500 g', lowStockMilli: null }),
  ).toMatchObject({ ok: true });
  isLinked = true;
  driver.kick();
  await drain(till);
  await passUntil(async () => (await till.replica.readRow('product', factId)) !== null);
  driver.stop();
  const shown = useCatalogue.getState().products.filter(({ product }) => product.id === factId);
  expect(shown.map(({ product, prices }) => [product.name, prices.length])).toEqual([
    ['Sabun colek 500 g', 1],
  ]);
  const kinds = (await shop.premises.store.read((tx) => tx.readFindings(COOP_ID))).map(({ kind }) => kind);
  expect(kinds).toEqual(['stock_negative']);

  await enrolTill();
  const elsewhere = useCatalogue.getState().byBarcode.get('4006381333931');
  expect(elsewhere).toMatchObject({
    product: { name: 'Sabun colek 500 g', category: 'sabun', lowStockMilli: null },
    prices: [{ priceRupiah: 4_000 }],
  });
  expect(useOnHand.getState().onHand.get(stockKey('GI-gerai', factId))).toBe(-2000);
});

test('a revoked till stops selling, and what it still has goes into quarantine', async () => {
  const till = await enrolTill();
  const shown: SyncStatus[] = [];
  isLinked = false;
  const driver = await startDriver(till, shown);
  await openShift(till, { floatRupiah: rupiah(0), businessDate: date('2026-11-23') });
  await sellSugar(till, 1000);
  driver.noteLedgerChange();
  writeFileSync(`${shop.folder}/keys/revoked-devices.txt`, `${COOP_ID} ${till.identity.deviceId}\n`);
  isLinked = true;
  driver.kick();
  await drain(till);
  await passUntil(() => shown.at(-1)?.trouble === 'device-revoked');
  expect(shown.at(-1)).toMatchObject({ state: 'check', trouble: 'device-revoked' });
  const states = (await till.ledger.readDay(date('2026-11-23'))).map((entry) => entry.state);
  expect(states).toEqual(['quarantined', 'quarantined']);
  expect(await sellSugar(till, 1000).catch(String)).toContain('device-revoked');
  driver.stop();
});

test('a server restored from an older backup hears everything again: each sale once, stock and books equal', async () => {
  const till = await enrolTill();
  const shown: SyncStatus[] = [];
  const driver = await startDriver(till, shown);
  await openShift(till, { floatRupiah: rupiah(0), businessDate: date('2026-11-23') });
  await sellSugar(till, 1000);
  driver.noteLedgerChange();
  await drain(till);
  const former = await restoreAfter(async () => {
    for (const grams of [500, 250]) await sellSugar(till, grams);
    driver.noteLedgerChange();
    await drain(till);
  });
  const serverGen = (): Promise<string> => till.ledger.readMeta().then((meta) => meta.serverGen);
  const before = await serverGen();
  driver.kick();
  await passUntil(async () => (await serverGen()) !== before && (await unsent(till)) === 0);
  expect(await serverGen()).not.toBe(before);
  const [epoch] = await till.ledger.readEpochs();
  const held = await shop.premises.store.read((tx) => tx.readEpoch(COOP_ID, epoch?.epoch ?? ''));
  expect(held?.acked).toEqual({ seq: 4, hash: epoch?.hash });
  expect(epoch).toMatchObject({ seq: 4, acked: 4, durable: 2 });
  expect(await shop.premises.store.read((tx) => tx.readStock(COOP_ID))).toEqual(former);
  expect(await shop.premises.store.read((tx) => tx.readFindings(COOP_ID))).toEqual([]);
  await passUntil(async () =>
    (await till.replica.readStock()).rows.some(({ milli: left }) => left === 22_250),
  );
  expect(useOnHand.getState().onHand.get(stockKey('GI-gerai', SUGAR.id))).toBe(22_250);
  driver.stop();
});

/** Backs up, lets more happen, and brings the server back from that backup. @returns the stock before the disaster */
async function restoreAfter(more: () => Promise<void>): Promise<readonly StockRecord[]> {
  const { folder, place, clock: serverClock } = shop;
  await shop.premises.backups.make();
  const file = newestBackup(join(folder, 'backups')) ?? '';
  await more();
  const stock = await shop.premises.store.read((tx) => tx.readStock(COOP_ID));
  await shop.app.close();
  const how = { isReplacing: true, hasNewKeys: false, clock: serverClock, random: systemRandom };
  const restored = await restoreBackup({ file, ...place, ...how });
  expect(restored).toMatchObject({ ok: true });
  const next = await openShop({ place, clock: serverClock, seed: 'restored' });
  shop = {
    ...next,
    close: async () => {
      await next.close();
      await clearPlace(place);
    },
  };
  return stock;
}
