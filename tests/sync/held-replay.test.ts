import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { stockKey } from '#domain/stock.ts';
import type { PushReply } from '#protocol/push.ts';
import { systemClock } from '../../src/device/clock.ts';
import { rebuildOnHand, useOnHand } from '../../src/storage/replica/on-hand.ts';
import type { Fetch } from '../../src/sync/transport.ts';
import { replayHeldFacts } from '../../sync-server/ledger/replay-held.ts';
import { query, stockOf, tamper } from '../server/builders/books.ts';
import { openShop, SUGAR, type Shop } from '../server/builders/shop.ts';
import { RealTill } from './real-till.ts';

let shop: Shop;
let till: RealTill;
/** True while the server is a program that does not know sales yet. */
let isOlder: boolean;

const fetchFromShop: Fetch = async (path, { body, headers }) => {
  const inject = { url: path, headers: Object.fromEntries(new Headers(headers)) };
  const payload = typeof body === 'string' ? body : '';
  const reply = await shop.app.inject({ ...inject, method: 'POST', payload });
  const text = path.endsWith('/push') && isOlder ? await holdSales(reply.body) : reply.body;
  const told = Object.entries(reply.headers).map(([name, value]): [string, string] => [name, String(value)]);
  return new Response(text, { status: reply.statusCode, headers: told });
};

beforeEach(async () => {
  shop = await openShop();
  isOlder = false;
  till = await RealTill.enrol(shop, fetchFromShop, systemClock);
});

afterEach(async () => {
  till.stop();
  await shop.close();
});

/**
 * What an older program would have done with the sales that have just come: kept them, moved nothing, and said so. Everything
 * else about the push is the real server's.
 */
async function holdSales(text: string): Promise<string> {
  const reply = JSON.parse(text) as PushReply;
  const accepted = "select 1 from fact where kind = 'sale.recorded' and status = 'accepted'";
  const sales = (await query(shop, accepted)).length;
  await tamper(shop, `update fact set status = 'held', reason = 'unknown_kind' where kind = 'sale.recorded'`);
  await tamper(shop, `update stock set milli = milli + ${sales * 1000} where item = '${SUGAR.id}'`);
  const status = reply.status.map(([seq, word]) => (seq === 1 ? [seq, word] : [seq, 'held', 'unknown_kind']));
  return JSON.stringify({ ...reply, status });
}

function onHand(): number | undefined {
  return useOnHand.getState().onHand.get(stockKey('GI-gerai', SUGAR.id));
}

async function states(): Promise<readonly string[]> {
  const [epoch] = await till.place.ledger.readEpochs();
  const entries = await till.place.ledger.readEntries(epoch?.epoch ?? '', 0, 100);
  return entries.map((entry) => entry.state);
}

test('sales that an older server holds count once on the till, while they are held and after its upgrade', async () => {
  isOlder = true;
  await till.openShift();
  await till.sell(1000);
  await till.sell(1000);
  await till.start();
  await expect.poll(() => till.unsent(), { timeout: 5000 }).toBe(0);
  expect(await states()).toEqual(['accepted', 'held', 'held']);
  // The server's row lacks them, so the till lays its own over it: what lies on the shelf is what was left there.
  till.driver.kick();
  await expect.poll(() => till.status.needsAttention).toBe(2);
  expect([await till.stock(), onHand(), await stockOf(shop, SUGAR.id)]).toEqual([24_000, 22_000, 24_000]);

  // The newer program starts.
  isOlder = false;
  expect(await replayHeldFacts(shop.premises)).toBe(2);
  till.driver.kick();
  await expect.poll(() => till.stock(), { timeout: 5000 }).toBe(22_000);
  await expect.poll(states, { timeout: 5000 }).toEqual(['accepted', 'accepted', 'accepted']);
  await expect.poll(() => till.status.needsAttention).toBe(0);
  expect([onHand(), await stockOf(shop, SUGAR.id)]).toEqual([22_000, 22_000]);

  // It starts once more, and a till that has restarted counts anew: nothing moves twice.
  expect(await replayHeldFacts(shop.premises)).toBe(0);
  await rebuildOnHand(till.place.ledger, till.place.replica);
  expect([onHand(), await stockOf(shop, SUGAR.id)]).toEqual([22_000, 22_000]);
});

test('a till that was away during the upgrade hears only the end of it, and counts once as well', async () => {
  isOlder = true;
  await till.openShift();
  await till.sell(1000);
  await till.start();
  await expect.poll(() => till.unsent(), { timeout: 5000 }).toBe(0);
  isOlder = false;
  expect(await replayHeldFacts(shop.premises)).toBe(1);
  await till.sell(1000);
  await expect.poll(() => till.unsent(), { timeout: 5000 }).toBe(0);
  await expect.poll(() => till.stock(), { timeout: 5000 }).toBe(22_000);
  await expect.poll(onHand).toBe(22_000);
  await expect.poll(states).toEqual(['accepted', 'accepted', 'accepted']);
});
