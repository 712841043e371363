import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { findingKinds, query } from './builders/books.ts';
import { enrolledDevice, saleBody, type TestDevice } from './builders/device.ts';
import { openShop, type Shop } from './builders/shop.ts';

// A thread that makes a backup takes its time on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

let shop: Shop;
let device: TestDevice;

beforeEach(async () => {
  shop = await openShop();
  device = await enrolledDevice(shop);
});

afterEach(() => shop.close());

/** A shift's opening that bears what only a paper has. */
function openingWith(number: unknown): string {
  const { v, at, clock, tz, businessDate, outletId, actor, app, priceVersion, totals } = saleBody(1);
  const frame = { v, at, clock, tz, businessDate, outletId, actor, app, priceVersion, totals, moves: [] };
  return JSON.stringify({ ...frame, kind: 'shift.opened', floatRupiah: 0, number });
}

test.each([5, null, true, {}, 'X', 'GI-A-000001'])(
  'a number on a fact that bears none (%j) is no number: it takes none, and stops neither pushes nor backups',
  async (number) => {
    device.ledger.appendBody(openingWith(number));
    expect(await device.push()).toMatchObject({ status: 200, body: { status: [[1, 'accepted']] } });
    device.ledger.appendSale({ number: 'GI-A-000001' });
    expect(await device.push({ after: 1 })).toMatchObject({ status: 200, body: { serverAcked: 2 } });
    expect(await findingKinds(shop)).toEqual([]);
    const numbers = 'select number from fact where number is not null';
    expect(await query(shop, numbers)).toEqual([{ number: 'GI-A-000001' }]);
    await shop.premises.backups.make();
    expect(shop.premises.backups.status().failure).toBeNull();
  },
);

test('a number that stands anywhere else in a sale does not hide the one on its paper', async () => {
  device.ledger.appendSale({ number: 'GI-A-000001' });
  await device.push();
  const { number, ...rest } = saleBody(1);
  device.ledger.appendBody(
    JSON.stringify({ ...rest, clock: { boot: 1, mono: 1, number: 'GI-A-000009' }, number }),
  );
  await device.push({ after: 1 });
  expect(await findingKinds(shop)).toContain('number_repeated');
});

test('a tablet that tells another first place of an old entry hides no damage of the next, and stops no backup', async () => {
  const old = device.ledger;
  const [first, second] = [old.appendSale(), old.appendSale()];
  const parent = { epoch: old.epoch, seq: 0, hash: old.genesis };
  device.startEpoch({ parent, reason: 'restore', missing: null });
  const { ledger } = device;
  ledger.appendBody(first.body, {
    factId: first.factId,
    origin: { epoch: old.epoch, seq: 1, hash: first.hash },
  });
  await device.push();
  ledger.appendBody(second.body, {
    factId: second.factId,
    origin: { epoch: old.epoch, seq: 2, hash: 'f'.repeat(64) },
  });
  const [lie, ...rest] = ledger.pushRequest().entries;
  if (lie === undefined) throw new Error('there is an entry');
  const entries = [{ ...lie, origin: { epoch: old.epoch, seq: 7, hash: first.hash } }, ...rest];
  expect(await device.push({ replace: { entries } })).toMatchObject({ body: { serverAcked: 2 } });
  expect(await findingKinds(shop)).toContain('damaged_origin');
  await shop.premises.backups.make();
  expect(shop.premises.backups.status().failure).toBeNull();
});
