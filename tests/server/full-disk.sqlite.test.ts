import { afterEach, beforeEach, expect, test } from 'vitest';
import { findings, query, stockOf } from './builders/books.ts';
import { enrolledDevice, type TestDevice } from './builders/device.ts';
import { FullDisk } from './builders/full-disk.ts';
import { COOP_ID, openShop, OUTLET, type Shop } from './builders/shop.ts';

let disk: FullDisk;
let shop: Shop;
let device: TestDevice;

beforeEach(async () => {
  disk = new FullDisk();
  shop = await openShop();
  device = await enrolledDevice(shop);
  device.ledger.appendSales(3);
  await device.push();
  device.ledger.appendSales(100);
  disk.fill();
});

afterEach(async () => {
  disk.stop();
  await shop.close();
});

function push() {
  return device.post('/api/sync/v1/push', device.ledger.pushRequest({ after: 3 }));
}

async function counts(): Promise<unknown[]> {
  return query(
    shop,
    `select (select count(*) from fact) as facts, (select count(*) from slot) as slots, (select count(*) from finding) as findings,
      (select count(*) from sale) as sales, (select sum(milli) from stock) as milli, (select sum(head) from stream_head) as heads,
      (select sum(acked_seq) from device_epoch) as acked, (select count(*) from checkpoint) as checkpoints`,
  );
}

test('a push on a full disk is answered 507 with a time to come back, and leaves nothing behind', async () => {
  const before = await counts();
  for (let times = 0; times < 3; times += 1) {
    const reply = await push();
    expect([reply.status, reply.body]).toEqual([507, { problem: 'storage_full' }]);
    expect(reply.headers).toMatchObject({
      'retry-after': '5',
      'x-gerai-sync': '1',
      'cache-control': 'no-store',
    });
  }
  expect(await counts()).toEqual(before);
});

test('reading goes on while the disk is full', async () => {
  expect((await push()).status).toBe(507);
  const page = await device.pull({ stream: `outlet:${OUTLET.id}` });
  expect([page.status, page.body.rows.length > 0]).toEqual([200, true]);
  expect(page.body.mine[device.ledger.epoch]?.acked).toBe(3);
  expect((await device.openSession()).status).toBe(200);
  expect((await shop.app.inject('/healthz')).statusCode).toBe(200);
  expect(await stockOf(shop, 'GLA-CRH')).toBe(24_000 - 3 * 1350);
});

test('so is a dump, whose single row SQLite itself takes back', async () => {
  const big = 'x'.repeat(200_000);
  const dumped = await device.post('/api/sync/v1/dump', {
    proto: 1,
    deviceId: device.deviceId,
    dumpId: 'dump-1',
    epoch: device.ledger.epoch,
    epochOpen: device.ledger.open,
    reason: 'server-refused',
    part: 1,
    isLast: true,
    lines: big,
  });
  expect([dumped.status, dumped.body]).toEqual([507, { problem: 'storage_full' }]);
});

test('it heals by itself when there is room again: the same entries are booked once', async () => {
  expect((await push()).status).toBe(507);
  disk.makeRoom();
  const healed = await push();
  expect(healed).toMatchObject({ status: 200, body: { outcome: 'ok', serverAcked: 103 } });
  expect((await push()).status).toBe(200);
  expect(await query(shop, "select count(*) as n from fact where kind = 'sale.recorded'")).toEqual([
    { n: 103 },
  ]);
  expect(await stockOf(shop, 'GLA-CRH')).toBe(24_000 - 103 * 1350);
  expect((await findings(shop)).filter(({ kind }) => kind === 'number_repeated')).toEqual([]);
  const coop = await shop.premises.store.read((snapshot) => snapshot.readCoop(COOP_ID));
  expect(healed.body).toMatchObject({ serverGen: coop?.serverGen });
});
