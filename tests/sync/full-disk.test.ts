import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { query, stockOf } from '../server/builders/books.ts';
import { FullDisk } from '../server/builders/full-disk.ts';
import { openShop, type Shop } from '../server/builders/shop.ts';
import { FakeClock } from './fake-clock.ts';
import { RealTill } from './real-till.ts';
import type { Fetch } from '../../src/sync/transport.ts';

let disk: FullDisk;
let shop: Shop;
let clock: FakeClock;
let till: RealTill;
/** Status of each answer to a push. */
const answers: number[] = [];

const fetchFromShop: Fetch = async (path, { body, headers }) => {
  const reply = await shop.app.inject({
    method: 'POST',
    url: path,
    headers: Object.fromEntries(new Headers(headers)),
    payload: typeof body === 'string' ? body : '',
  });
  if (path.endsWith('/push')) answers.push(reply.statusCode);
  const told = Object.entries(reply.headers).map(([name, value]): [string, string] => [name, String(value)]);
  return new Response(reply.body, { status: reply.statusCode, headers: told });
};

/** Lets time pass in steps, and what it sets off finish in between. */
async function passUntil(isTrue: () => Promise<boolean>, limitMs: number): Promise<void> {
  for (let passed = 0; !(await isTrue()); passed += 250) {
    if (passed > limitMs) throw new Error(`not within ${limitMs} ms`);
    clock.pass(250);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

beforeEach(async () => {
  disk = new FullDisk();
  shop = await openShop();
  clock = new FakeClock(shop.clock.now());
  till = await RealTill.enrol(shop, fetchFromShop, clock);
  await till.start();
  await till.openShift();
  await passUntil(async () => (await till.unsent()) === 0, 5000);
});

afterEach(async () => {
  till.stop();
  disk.stop();
  await shop.close();
});

test('a server whose disk is full is no reason to stop selling: the till asks again, and nothing is lost or doubled', async () => {
  disk.fill();
  answers.length = 0;
  for (let sold = 0; sold < 60; sold += 1) await till.sell(100);
  await passUntil(async () => answers.filter((status) => status === 507).length >= 3, 120_000);
  const unsent = await till.unsent();
  expect(unsent).toBeGreaterThan(0);
  expect(till.status.trouble).toBeNull();
  await till.sell(100);
  expect(await till.unsent()).toBe(unsent + 1);
  disk.makeRoom();
  await passUntil(async () => (await till.unsent()) === 0, 120_000);
  const sales = await query(
    shop,
    "select fact_id from fact where kind = 'sale.recorded' and status = 'accepted'",
  );
  expect(sales.length).toBe(61);
  expect(await stockOf(shop, 'GLA-CRH')).toBe(24_000 - 61 * 100);
});
