import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { forgetOldTombstones, TOMBSTONE_LIFE_MS } from '../../sync-server/ledger/forget-tombstones.ts';
import type { PullReply } from '#protocol/pull.ts';
import { query } from './builders/books.ts';
import { enrolledDevice, type TestDevice } from './builders/device.ts';
import { COOP_ID, openShop, type Shop } from './builders/shop.ts';

const DAY_MS = 24 * 60 * 60_000;

let shop: Shop;
let device: TestDevice;
let before: PullReply;

beforeEach(async () => {
  shop = await openShop();
  device = await enrolledDevice(shop);
  before = (await device.pull()).body;
});

afterEach(() => shop.close());

async function deleteRow(entity: string, id: string): Promise<number> {
  const deleted = { rows: [{ entity, id }], deletedAt: shop.clock.now() };
  return shop.premises.store.write((tx) => tx.deleteRows(COOP_ID, 'coop', deleted));
}

async function pullSince({ serverGen, to, scopeHash }: PullReply): Promise<PullReply> {
  await device.openSession();
  return (await device.pull({ cursor: { gen: serverGen, seq: to }, scopeHash })).body;
}

describe('a deleted row', () => {
  test('goes down as gone to whoever had it, and never comes to whoever starts over', async () => {
    const head = await deleteRow('price', 'GLA-CRH:retail:2026-01-01');
    const { rows, reset, to } = await pullSince(before);
    expect([rows, reset, to]).toEqual([[['price', 'GLA-CRH:retail:2026-01-01', head, null]], false, head]);
    const whole = (await device.pull()).body.rows.filter(([entity]) => entity === 'price');
    expect(whole.map(([, , , row]) => row)).toEqual([null]);
    expect(await query(shop, "select 1 from master_row where entity = 'price'")).toEqual([]);
  });

  test('that comes back is a row again', async () => {
    await deleteRow('staff', 'rina');
    await shop.premises.store.write(async (tx) => {
      const row = { entity: 'staff', id: 'rina' };
      await tx.putMasterRows(COOP_ID, [{ ...row, row: '{"id":"rina"}' }], 'server');
      await tx.stampRows(COOP_ID, 'coop', [row]);
    });
    expect((await pullSince(before)).rows.map(([, id, , row]) => [id, row])).toEqual([
      ['rina', { id: 'rina' }],
    ]);
    shop.clock.pass(TOMBSTONE_LIFE_MS + DAY_MS);
    await forgetOldTombstones(shop.premises);
    await device.openSession();
    expect((await device.pull()).body.rows.find(([, id]) => id === 'rina')?.[3]).toEqual({ id: 'rina' });
  });
});

describe('a tombstone', () => {
  test('is kept for 400 days: a device away as long as that hears of it', async () => {
    await deleteRow('staff', 'rina');
    shop.clock.pass(TOMBSTONE_LIFE_MS);
    await forgetOldTombstones(shop.premises);
    expect(await pullSince(before)).toMatchObject({
      reset: false,
      rows: [['staff', 'rina', expect.any(Number), null]],
    });
  });

  test('is forgotten after it, and a cursor from before it starts over', async () => {
    const head = await deleteRow('staff', 'rina');
    shop.clock.pass(TOMBSTONE_LIFE_MS + 1);
    await forgetOldTombstones(shop.premises);
    const whole = await pullSince(before);
    expect(whole.reset).toBe(true);
    expect(whole.rows.map(([entity]) => entity).toSorted()).toEqual(['coop', 'outlet', 'price', 'product']);
    expect(await pullSince({ ...before, to: head })).toMatchObject({ reset: false, rows: [] });
    expect(await query(shop, 'select 1 from tombstone')).toEqual([]);
  });

  test('of one stream says nothing about another', async () => {
    const outlet = (await device.pull({ stream: 'outlet:GI' })).body;
    await deleteRow('staff', 'rina');
    shop.clock.pass(TOMBSTONE_LIFE_MS + 1);
    await forgetOldTombstones(shop.premises);
    await device.openSession();
    const cursor = { gen: outlet.serverGen, seq: outlet.to };
    const again = await device.pull({ stream: 'outlet:GI', cursor, scopeHash: outlet.scopeHash });
    expect(again.body.reset).toBe(false);
  });
});

describe('a pull', () => {
  test('tells the server’s time, by which a device knows how wrong its clock is', async () => {
    expect(before.serverTime).toBe(shop.clock.now());
  });

  test.each([
    ['of another outlet', 'outlet:SB'],
    ['of nobody', 'outlet:-'],
  ])('of a stream %s finds nothing', async (_whose, stream) => {
    expect(await device.pull({ stream })).toMatchObject({ status: 404, body: { problem: 'not_found' } });
  });
});
