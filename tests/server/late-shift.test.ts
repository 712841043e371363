import { afterEach, beforeEach, expect, test } from 'vitest';
import { uuidV7 } from '#domain/ids.ts';
import { findingKinds, query, readFact, storedFacts } from './builders/books.ts';
import { enrolledDevice, saleBody, type TestDevice } from './builders/device.ts';
import { MORNING } from './builders/fake-world.ts';
import { date, openShop, type Shop } from './builders/shop.ts';

const DAY_MS = 86_400_000;
const YESTERDAY = date('2026-11-22');

let shop: Shop;
let device: TestDevice;

beforeEach(async () => {
  shop = await openShop();
  device = await enrolledDevice(shop);
});

afterEach(() => shop.close());

test('sales that arrive days after their shift was closed stay in that shift and on its day', async () => {
  const { ledger } = device;
  const first = openShift(YESTERDAY, MORNING - DAY_MS);
  const late = ledger.appendSale({
    patch: { shiftId: first, businessDate: YESTERDAY, at: MORNING - DAY_MS + 60_000 },
  });
  closeShift(first, YESTERDAY, MORNING - DAY_MS + 120_000);
  const second = openShift(date('2026-11-23'), MORNING);
  const next = ledger.appendSale({ patch: { shiftId: second } });

  shop.clock.pass(9 * DAY_MS);
  await device.openSession();
  const { body } = await device.push();
  expect(body.status).toEqual([1, 2, 3, 4, 5].map((seq) => [seq, 'accepted']));
  const stored = (await storedFacts(shop, [late.factId, next.factId])).map(({ body: bytes }) => bytes);
  expect(stored.toSorted()).toEqual([late.body, next.body].toSorted());
  expect(stored.map(readFact).map((fact) => ('shiftId' in fact ? fact.shiftId : null))).toEqual(
    expect.arrayContaining([first, second]),
  );
  const days = 'select business_date, sale_count from sale_sum order by business_date';
  expect(await query(shop, days)).toMatchObject([
    { business_date: '2026-11-22', sale_count: 1 },
    { business_date: '2026-11-23', sale_count: 1 },
  ]);
  expect(await findingKinds(shop)).toEqual([]);
});

/** @returns the shift's id */
function openShift(businessDate: string, at: number): string {
  const shiftId = uuidV7(at, device.random.bytes(10));
  appendFact({ kind: 'shift.opened', businessDate, at, floatRupiah: 0 }, shiftId);
  return shiftId;
}

function closeShift(shiftId: string, businessDate: string, at: number): void {
  const counted = { expectedRupiah: 24_300, countedRupiah: 24_300, reason: 'pas' };
  appendFact({ kind: 'shift.closed', businessDate, at, number: 'GI-A-Z000001', shiftId, ...counted });
}

/** A fact that moves no goods and no sale's money, in the frame of a sale. */
function appendFact(fields: Record<string, unknown>, factId?: string): void {
  const { v, clock, tz, outletId, actor, app, priceVersion } = saleBody(1);
  const frame = { v, clock, tz, outletId, actor, app, priceVersion, totals: device.ledger.totals, moves: [] };
  device.ledger.appendBody(JSON.stringify({ ...frame, ...fields }), factId === undefined ? {} : { factId });
}
