import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { PullReply } from '#protocol/pull.ts';
import { enrolledDevice, type TestDevice } from './builders/device.ts';
import { tamper } from './builders/books.ts';
import { COOP_ID, openShop, type Shop } from './builders/shop.ts';

let shop: Shop;
let device: TestDevice;

beforeEach(async () => {
  shop = await openShop();
  device = await enrolledDevice(shop);
});

afterEach(() => shop.close());

async function pullAll(stream: string, limit: number): Promise<readonly PullReply[]> {
  const pages: PullReply[] = [];
  for (;;) {
    const last = pages.at(-1);
    const cursor = last === undefined ? null : { gen: last.serverGen, seq: last.to };
    const { body } = await device.pull({ stream, limit, cursor, scopeHash: last?.scopeHash ?? null });
    pages.push(body);
    if (!body.more) return pages;
  }
}

describe('a stream', () => {
  test('comes whole in pages of one row, each from where the last ended', async () => {
    const pages = await pullAll('coop', 1);
    expect(pages.map((page) => page.rows.length)).toEqual([1, 1, 1, 1, 1]);
    expect(pages.flatMap((page) => page.rows.map(([entity, id]) => `${entity} ${id}`)).toSorted()).toEqual([
      'coop kkmp-uji',
      'outlet GI',
      'price GLA-CRH:retail:2026-01-01',
      'product GLA-CRH',
      'staff rina',
    ]);
    expect(pages.map((page) => page.reset)).toEqual([true, false, false, false, false]);
    expect(pages.slice(1).map((page) => page.from)).toEqual(pages.slice(0, -1).map((page) => page.to));
    expect(pages.at(-1)?.to).toBe(pages.at(-1)?.head);
  });

  test('of the outlet carries stock as the sum of movements, with what is contained in it', async () => {
    device.ledger.appendSales(2);
    await device.push();
    const { body } = await device.pull({ stream: 'outlet:GI' });
    const row = { place: 'GI-gerai', stockItemId: 'GLA-CRH', milli: 24_000 - 2 * 1350 };
    expect(body.rows.map(([entity, id, , stock]) => [entity, id, stock])).toEqual([
      ['stock', 'GI-gerai|GLA-CRH', row],
    ]);
    expect(body.mine).toEqual({
      [device.ledger.epoch]: { acked: 2, durable: 0, unapplied: [], quarantined: [] },
    });
  });

  test('names own entries that are held or quarantined', async () => {
    device.ledger.appendSale();
    device.ledger.appendSale({ patch: { kind: 'sale.imagined' } });
    device.ledger.appendSale({ patch: { goodsRupiah: 1 } });
    await device.push();
    const { body } = await device.pull({ stream: 'outlet:GI' });
    expect(body.mine[device.ledger.epoch]).toEqual({
      acked: 3,
      durable: 0,
      unapplied: [2],
      quarantined: [3],
    });
  });

  test('tells nothing of other devices’ epochs', async () => {
    const other = await enrolledDevice(shop, 'other');
    await other.push();
    const { body } = await device.pull({ epochs: [other.ledger.epoch] });
    expect(body.mine).toEqual({});
  });

  test('sends each row once, however often it changed', async () => {
    device.ledger.appendSales(3);
    await device.push();
    device.ledger.appendSales(3);
    await device.push({ after: 3 });
    const { body } = await device.pull({ stream: 'outlet:GI' });
    expect(body.rows).toHaveLength(1);
    expect(body.rows[0]?.[2]).toBe(body.head);
  });

  test('passes on a column that this program does not know, untouched', async () => {
    await tamper(
      shop,
      `update master_row set row = replace(row, '{"id":', '{"futureColumn":{"deep":[1]},"id":') where entity = 'product'`,
    );
    const { body } = await device.pull();
    const product = body.rows.find(([entity]) => entity === 'product')?.[3];
    expect(product).toMatchObject({ id: 'GLA-CRH', futureColumn: { deep: [1] } });
  });

  test('says that a row is gone with a null', async () => {
    await tamper(shop, `update change_index set deleted = 1 where entity = 'staff'`);
    const { body } = await device.pull();
    expect(body.rows.find(([entity]) => entity === 'staff')?.[3]).toBeNull();
  });

  test('outside the device’s scope is answered as if it did not exist', async () => {
    for (const stream of ['outlet:SB', 'outlet:gi']) {
      expect(await device.pull({ stream })).toMatchObject({ status: 404, body: { problem: 'not_found' } });
    }
    expect(await device.pull({ deviceId: 'server' })).toMatchObject({ status: 404 });
  });
});

describe('a cursor', () => {
  test('at the head brings nothing and moves nothing', async () => {
    const { body } = await device.pull();
    const cursor = { gen: body.serverGen, seq: body.to };
    const again = await device.pull({ cursor, scopeHash: body.scopeHash });
    expect(again.body).toMatchObject({ reset: false, rows: [], more: false, from: body.to, to: body.to });
  });

  test.each([
    ['of another generation', { gen: 'g_other' }, {}],
    ['past the head', { seq: 10_000 }, {}],
    ['of another scope', {}, { scopeHash: 'ab'.repeat(32) }],
    ['of an older replica', {}, { schema: 2 }],
  ])('%s starts over', async (_what, cursorPatch, requestPatch) => {
    const { body } = await device.pull();
    const cursor = { gen: body.serverGen, seq: body.to, ...cursorPatch };
    const again = await device.pull({ cursor, scopeHash: body.scopeHash, ...requestPatch });
    expect(again.body).toMatchObject({ reset: true, from: 0 });
    expect(again.body.rows).toHaveLength(5);
  });

  test('older than the remembered deletions starts over', async () => {
    const { body } = await device.pull({ limit: 1 });
    await tamper(
      shop,
      `update stream_head set tombstone_floor = 3 where coop_id = '${COOP_ID}' and stream = 'coop'`,
    );
    const again = await device.pull({ cursor: { gen: body.serverGen, seq: 2 }, scopeHash: body.scopeHash });
    expect(again.body.reset).toBe(true);
  });
});
