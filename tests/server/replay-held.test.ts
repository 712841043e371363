import { afterEach, beforeEach, expect, test } from 'vitest';
import { replayHeldFacts } from '../../sync-server/ledger/replay-held.ts';
import { enrolledDevice, type TestDevice } from './builders/device.ts';
import { stockOf, tamper } from './builders/books.ts';
import { openShop, type Shop } from './builders/shop.ts';

let shop: Shop;
let device: TestDevice;

beforeEach(async () => {
  shop = await openShop();
  device = await enrolledDevice(shop);
});

afterEach(() => shop.close());

/** The books as an older program would have left them, had it not known these facts. */
async function asIfHeld(movedMilli: number): Promise<void> {
  await tamper(
    shop,
    `update fact set status = 'held', reason = 'unknown_kind', kind = 'unread' where kind = 'sale.recorded'`,
  );
  await tamper(
    shop,
    `update stock set milli = milli + ${movedMilli} where place = 'GI-gerai' and item = 'GLA-CRH'`,
  );
}

test('a fact that an older program held is booked once by one that knows it', async () => {
  device.ledger.appendSales(2);
  await device.push();
  await asIfHeld(2 * 1350);
  expect((await device.pull()).body.mine[device.ledger.epoch]?.unapplied).toEqual([1, 2]);
  expect(await replayHeldFacts(shop.premises)).toBe(2);
  expect(await replayHeldFacts(shop.premises)).toBe(0);
  expect(await stockOf(shop, 'GLA-CRH')).toBe(24_000 - 2 * 1350);
  expect((await device.pull()).body.mine[device.ledger.epoch]?.unapplied).toEqual([]);
  expect((await device.push()).body.status).toEqual([
    [1, 'duplicate'],
    [2, 'duplicate'],
  ]);
});

test('the rows it moves go down again', async () => {
  device.ledger.appendSales(1);
  await device.push();
  const { body } = await device.pull({ stream: 'outlet:GI' });
  await asIfHeld(1350);
  await replayHeldFacts(shop.premises);
  const cursor = { gen: body.serverGen, seq: body.to };
  const after = await device.pull({ stream: 'outlet:GI', cursor, scopeHash: body.scopeHash });
  expect(after.body.rows).toHaveLength(1);
});

test('a fact that nobody knows yet goes on waiting', async () => {
  device.ledger.appendSale({ patch: { kind: 'sale.imagined' } });
  await device.push();
  expect(await replayHeldFacts(shop.premises)).toBe(0);
  expect((await device.push()).body.status).toEqual([[1, 'held', 'unknown_kind']]);
});
