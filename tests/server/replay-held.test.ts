import { afterEach, beforeEach, expect, test } from 'vitest';
import { replayHeldFacts } from '../../sync-server/ledger/replay-held.ts';
import { appendOwnFacts } from '../../sync-server/ledger/own-ledger.ts';
import { announceCommits } from '../../sync-server/poke/announce-commits.ts';
import type { PokeBoard } from '../../sync-server/poke/poke-board.ts';
import { enrolledDevice, TestDevice } from './builders/device.ts';
import { stockOf, tamper } from './builders/books.ts';
import { COOP_ID, openShop, OUTLET, SUGAR, type Shop } from './builders/shop.ts';

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

test('facts of several outlets take each counter once, and the outlets’ counters in order', async () => {
  const other = {
    ...OUTLET,
    id: 'AB',
    code: 'AB',
    places: [{ id: 'AB-gerai', name: 'Gerai', kind: 'gerai' }],
  };
  await shop.premises.store.write((tx) =>
    appendOwnFacts(tx, shop.premises, { coopId: COOP_ID, outlet: OUTLET }, [
      {
        kind: 'master.imported',
        documentId: 'ab',
        part: 1,
        parts: 1,
        entity: 'outlet',
        rows: [other],
        moves: [],
      },
    ]),
  );
  const second = new TestDevice(shop.app, 'second');
  await second.enrol(shop.premises.desk.makeDemoCode({ coopId: COOP_ID, outletId: 'AB' }));
  await second.openSession();
  const moves = [{ stockItemId: SUGAR.id, place: 'AB-gerai', milli: -1350 }];
  // In the order of their ids they take turns, and the outlet that comes second begins.
  for (const [count, teller] of [device, second, device, second].entries()) {
    const factId = `019aaaaa-0000-7000-8000-00000000000${count + 2}`;
    const patch = teller === second ? { outletId: 'AB', moves } : {};
    teller.ledger.appendSale({
      factId,
      patch,
      number: `${teller === second ? 'AB' : 'GI'}-A-00000${count + 1}`,
    });
  }
  for (const teller of [device, second]) expect((await teller.push()).body.serverAcked).toBe(2);
  await tamper(shop, `update fact set status = 'held', kind = 'unread' where kind = 'sale.recorded'`);
  const stamped: [string, number][] = [];
  const store = announceCommits(shop.premises.store, {
    tell: (_coopId: string, stream: string, seq: number) => stamped.push([stream, seq]),
  } as unknown as PokeBoard);
  const heads = await Promise.all(
    ['outlet:AB', 'outlet:GI'].map((stream) => store.read((tx) => tx.readStreamHead(COOP_ID, stream))),
  );
  expect(await replayHeldFacts({ ...shop.premises, store })).toBe(4);
  expect(stamped).toEqual([
    ['outlet:AB', (heads[0]?.seq ?? 0) + 1],
    ['outlet:GI', (heads[1]?.seq ?? 0) + 1],
  ]);
});
