import 'fake-indexeddb/auto';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../../src/device/clock.ts';
import type { Fetch } from '../../src/sync/transport.ts';
import { COOP_ID, openShop, type Shop } from '../server/builders/shop.ts';
import { RealTill } from './real-till.ts';

/* Two tills and a server, all real, over real HTTP and in real time. */

let shop: Shop;
let port: number;
let tills: RealTill[];

beforeEach(async () => {
  shop = await openShop();
  await shop.app.listen({ host: '127.0.0.1', port: 0 });
  port = (shop.app.server.address() as AddressInfo).port;
  tills = [];
});

afterEach(async () => {
  for (const till of tills) till.stop();
  await shop.close();
});

const overHttp: Fetch = (path, init) => fetch(`http://127.0.0.1:${port}${path}`, init);

async function aTill(): Promise<RealTill> {
  const till = await RealTill.enrol(shop, overHttp, systemClock);
  tills.push(till);
  return till;
}

async function listening(count: number): Promise<void> {
  await expect.poll(() => shop.premises.pokes.size, { timeout: 5000 }).toBe(count);
}

test('what one device sells, the other shows within 2 s of the push', async () => {
  const [seller, watcher] = [await aTill(), await aTill()];
  for (const till of tills) await till.start({ listens: true });
  await seller.openShift();
  await listening(2);
  for (const sold of [1, 2, 3]) {
    await seller.sell(1000);
    await expect.poll(() => seller.unsent(), { timeout: 5000, interval: 10 }).toBe(0);
    const pushedAt = performance.now();
    await expect.poll(() => watcher.stock(), { timeout: 5000, interval: 10 }).toBe(24_000 - sold * 1000);
    expect(performance.now() - pushedAt).toBeLessThan(2000);
  }
});

test('an act of the office is there within 2 s too', async () => {
  const watcher = await aTill();
  await watcher.start({ listens: true });
  await listening(1);
  const actedAt = performance.now();
  await shop.premises.store.write(async (tx) => {
    const row = { entity: 'coop', id: COOP_ID };
    const renamed = JSON.stringify({ id: COOP_ID, name: 'KKMP Baru', cashStepRupiah: 100 });
    await tx.putMasterRows(COOP_ID, [{ ...row, row: renamed }], 'server');
    await tx.stampRows(COOP_ID, 'coop', [row]);
  });
  const name = async () => (await watcher.place.replica.readRow('coop', COOP_ID))?.name;
  await expect.poll(name, { timeout: 5000, interval: 10 }).toBe('KKMP Baru');
  expect(performance.now() - actedAt).toBeLessThan(2000);
});

test('a server that was restarted is heard again: the line comes back with a session of its own', async () => {
  const watcher = await aTill();
  await watcher.start({ listens: true });
  await listening(1);
  await shop.app.close();
  const again = await openShop({ place: shop.place, clock: shop.clock, seed: 'second start' });
  await again.app.listen({ host: '127.0.0.1', port });
  await expect.poll(() => again.premises.pokes.size, { timeout: 15_000 }).toBe(1);
  await again.close();
}, 20_000);
