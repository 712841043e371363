import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { uuidV7 } from '#domain/ids.ts';
import { signedText } from '#protocol/signed.ts';
import { isSignedBy } from '../../sync-server/keys/signatures.ts';
import { enrolledDevice, saleBody, type TestDevice } from './builders/device.ts';
import { findingKinds, stockOf, storedFacts } from './builders/books.ts';
import { MORNING } from './builders/fake-world.ts';
import { COOP_ID, openShop, type Shop } from './builders/shop.ts';

let shop: Shop;
let device: TestDevice;

beforeEach(async () => {
  shop = await openShop();
  device = await enrolledDevice(shop);
});

afterEach(() => shop.close());

describe('a push that follows on', () => {
  test('is accepted whole and books the stock once', async () => {
    device.ledger.appendSales(3);
    const { status, body } = await device.push();
    expect(status).toBe(200);
    expect(body).toMatchObject({ outcome: 'ok', serverAcked: 3, series: 'A', durableThrough: 0 });
    expect(body.matched).toEqual({ seq: 3, hash: device.ledger.hashAt(3) });
    expect(body.status).toEqual([1, 2, 3].map((seq) => [seq, 'accepted']));
    expect(await stockOf(shop, 'GLA-CRH')).toBe(24_000 - 3 * 1350);
    expect(await findingKinds(shop)).toEqual([]);
  });

  test('carries a checkpoint that the key of the enrolment verifies', async () => {
    device.ledger.appendSales(2);
    const { body } = await device.push();
    const { checkpoint, serverGen } = body;
    expect(checkpoint).toMatchObject({
      epoch: device.ledger.epoch,
      seq: 2,
      hash: device.ledger.hashAt(2),
      n: 1,
    });
    if (checkpoint === null) throw new Error('no checkpoint');
    const text = signedText.checkpoint({
      coopId: COOP_ID,
      deviceId: device.deviceId,
      serverGen,
      ...checkpoint,
    });
    expect(isSignedBy(shop.premises.keys.publicKey, text, checkpoint.signature)).toBe(true);
  });

  test('counts checkpoints per device, and says the same one again while nothing is new', async () => {
    device.ledger.appendSales(1);
    const first = await device.push();
    const hello = await device.push({ after: 1 });
    device.ledger.appendSales(1);
    const second = await device.push({ after: 1 });
    expect(hello.body.checkpoint).toEqual(first.body.checkpoint);
    expect(second.body.checkpoint?.n).toBe(2);
  });

  test('is a hello when it has no entries, and has no checkpoint before the first entry', async () => {
    const { body } = await device.push();
    expect(body).toMatchObject({ outcome: 'ok', serverAcked: 0, status: [], checkpoint: null });
    expect(body.matched).toEqual({ seq: 0, hash: device.ledger.genesis });
    expect(body.heads['coop']).toBeGreaterThan(0);
    expect(body.heads['outlet:GI']).toBeGreaterThan(0);
  });

  test('keeps the bytes of a body as they came', async () => {
    const entry = device.ledger.appendSale({ patch: { somethingNew: { kept: true } } });
    await device.push();
    const [fact] = await storedFacts(shop, [entry.factId]);
    expect(fact?.body).toBe(entry.body);
  });

  test('acknowledges the highest entry of this request, never more', async () => {
    device.ledger.appendSales(4);
    await device.push();
    const { body } = await device.push({ after: 0, upTo: 2 });
    expect(body.matched?.seq).toBe(2);
    expect(body.checkpoint?.seq).toBe(2);
    expect(body.serverAcked).toBe(4);
  });
});

describe('a push whose reply was lost', () => {
  test('is answered alike when it comes again, and books nothing twice', async () => {
    device.ledger.appendSales(2);
    const first = await device.push();
    const again = await device.push();
    expect(again.body.status).toEqual([
      [1, 'duplicate'],
      [2, 'duplicate'],
    ]);
    const { status: _first, ...firstRest } = first.body;
    const { status: _again, ...againRest } = again.body;
    expect(againRest).toEqual(firstRest);
    expect(await stockOf(shop, 'GLA-CRH')).toBe(24_000 - 2 * 1350);
  });

  test('lists entries that were there beside those that are new', async () => {
    device.ledger.appendSales(2);
    await device.push();
    device.ledger.appendSales(1);
    const { body } = await device.push();
    expect(body.status).toEqual([
      [1, 'duplicate'],
      [2, 'duplicate'],
      [3, 'accepted'],
    ]);
  });

  test('books once when two copies arrive side by side', async () => {
    device.ledger.appendSales(20);
    const [one, two] = await Promise.all([device.push(), device.push()]);
    expect([one.body.serverAcked, two.body.serverAcked]).toEqual([20, 20]);
    expect([one.body.status[0]?.[1], two.body.status[0]?.[1]].toSorted()).toEqual(['accepted', 'duplicate']);
    expect(await stockOf(shop, 'GLA-CRH')).toBe(24_000 - 20 * 1350);
  });
});

describe('an entry the server cannot book', () => {
  test('of an unknown kind is held and moves nothing', async () => {
    device.ledger.appendSale({ patch: { kind: 'sale.imagined' } });
    device.ledger.appendSale();
    const { body } = await device.push();
    expect(body.status).toEqual([
      [1, 'held', 'unknown_kind'],
      [2, 'accepted'],
    ]);
    expect(body.serverAcked).toBe(2);
    expect(await stockOf(shop, 'GLA-CRH')).toBe(24_000 - 1350);
    const again = await device.push();
    expect(again.body.status).toEqual([
      [1, 'held', 'unknown_kind'],
      [2, 'duplicate'],
    ]);
  });

  test('of a newer version is held', async () => {
    device.ledger.appendSale({ patch: { v: 2 } });
    const { body } = await device.push();
    expect(body.status).toEqual([[1, 'held', 'newer_version']]);
  });

  test.each([
    ['a total that does not add up', { totalRupiah: 1, payments: [] }, 'malformed'],
    ['a wrong sum', { goodsRupiah: 99 }, 'total_mismatch'],
    ['negative rupiah', { totalRupiah: -500 }, 'malformed'],
    ['fractional rupiah', { totalRupiah: 24_300.5 }, 'malformed'],
    ['a name of 10,000 characters', { app: 'x'.repeat(10_000) }, 'malformed'],
    ['another outlet', { outletId: 'SB' }, 'outlet_foreign'],
  ])('with %s is quarantined, keeps its place and blocks nothing', async (_what, patch, reason) => {
    device.ledger.appendSale({ patch });
    device.ledger.appendSale();
    const { body } = await device.push();
    expect(body.status).toEqual([
      [1, 'quarantined', reason],
      [2, 'accepted'],
    ]);
    expect(await stockOf(shop, 'GLA-CRH')).toBe(24_000 - 1350);
  });

  test('that is no JSON, or JSON in other words, is quarantined', async () => {
    device.ledger.appendBody('{"kind":');
    device.ledger.appendBody(JSON.stringify(saleBody(2), null, 2));
    const { body } = await device.push();
    expect(body.status).toEqual([
      [1, 'quarantined', 'not_json'],
      [2, 'quarantined', 'not_canonical'],
    ]);
  });

  test('that only the server may write is quarantined, so that no device can write the office’s rows', async () => {
    const row = { id: 'thief', name: 'Maling', role: 'manager', isActive: true, pin: null };
    const { lines: _lines, ...rest } = saleBody(1);
    const body = {
      ...rest,
      kind: 'master.imported',
      documentId: 'd',
      part: 1,
      parts: 1,
      entity: 'staff',
      rows: [row],
      moves: [],
    };
    device.ledger.appendBody(JSON.stringify(body));
    const reply = await device.push();
    expect(reply.body.status).toEqual([[1, 'quarantined', 'kind_not_allowed']]);
    const staff = await shop.premises.store.read((snapshot) => snapshot.readMasterRows(COOP_ID, ['staff']));
    expect(staff.map(({ id }) => id)).toEqual(['rina']);
  });

  test('whose amounts are each in range and together are not is quarantined instead of failing for ever', async () => {
    const line = {
      ...(saleBody(1)['lines'] as object[])[0],
      priceRupiah: 999_999_999_999,
      milli: 1_000_000_000,
    };
    device.ledger.appendSale({ patch: { lines: [line] } });
    const { status, body } = await device.push();
    expect(status).toBe(200);
    expect(body.status).toEqual([[1, 'quarantined', 'out_of_range']]);
  });
});

describe('a factId that is known already', () => {
  test('with other bytes is quarantined as a collision, and both copies are kept', async () => {
    const factId = uuidV7(MORNING, new Uint8Array(10).fill(7));
    const first = device.ledger.appendSale({ factId });
    const second = device.ledger.appendSale({ factId, milli: 2000 });
    const { body } = await device.push();
    expect(body.status).toEqual([
      [1, 'accepted'],
      [2, 'quarantined', 'id_collision'],
    ]);
    expect(await findingKinds(shop)).toContain('id_collision');
    expect(await stockOf(shop, 'GLA-CRH')).toBe(24_000 - 1350);
    const kept = await shop.premises.store.read((tx) => tx.readSlotBody(COOP_ID, device.ledger.epoch, 2));
    expect(kept?.body).toBe(second.body);
    expect((await storedFacts(shop, [factId]))[0]?.body).toBe(first.body);
    const again = await device.push();
    expect(again.body.status).toEqual([
      [1, 'duplicate'],
      [2, 'quarantined', 'id_collision'],
    ]);
  });

  test('with the same bytes in a new lineage is a duplicate that sends its stock rows down once more', async () => {
    const entry = device.ledger.appendSale();
    await device.push();
    const before = await device.pull({ stream: 'outlet:GI' });
    const old = device.ledger;
    const parent = { epoch: old.epoch, seq: 0, hash: old.genesis };
    device.startEpoch({ parent, reason: 'fork', missing: null });
    const origin = { epoch: old.epoch, seq: 1, hash: entry.hash };
    device.ledger.appendBody(entry.body, { factId: entry.factId, origin });
    const { body } = await device.push();
    expect(body.status).toEqual([[1, 'duplicate']]);
    expect(await stockOf(shop, 'GLA-CRH')).toBe(24_000 - 1350);
    const cursor = { gen: before.body.serverGen, seq: before.body.to };
    const after = await device.pull({ stream: 'outlet:GI', cursor, scopeHash: before.body.scopeHash });
    expect(after.body.rows.map(([entity, id]) => [entity, id])).toEqual([['stock', 'GI-gerai|GLA-CRH']]);
    expect(after.body.mine[device.ledger.epoch]).toMatchObject({ acked: 1 });
  });
});

describe('what the server notices', () => {
  test('never changes the outcome: a price that differs is accepted with a finding', async () => {
    device.ledger.appendSale({ priceRupiah: 17_000 });
    const { body } = await device.push();
    expect(body.status).toEqual([[1, 'accepted']]);
    expect(await findingKinds(shop)).toEqual(['price_differs']);
  });

  test('is a number that stands on two papers, in one push or in two', async () => {
    device.ledger.appendSale({ number: 'GI-A-000001' });
    device.ledger.appendSale({ number: 'GI-A-000001' });
    await device.push();
    expect(await findingKinds(shop)).toEqual(['number_repeated']);
    device.ledger.appendSale({ number: 'GI-A-000001' });
    await device.push();
    expect(await findingKinds(shop)).toEqual(['number_repeated', 'number_repeated']);
  });

  test('is a running total that does not follow from the one before', async () => {
    device.ledger.appendSale();
    device.ledger.appendSale({ patch: { totals: { gross: 1, cash: 1, sales: 2, voids: 0, drawer: 0 } } });
    await device.push();
    expect(await findingKinds(shop)).toContain('totals_mismatch');
  });

  test('is stock that falls below zero, once', async () => {
    device.ledger.appendSale({ milli: 25_000 });
    device.ledger.appendSale({ milli: 1000 });
    await device.push();
    device.ledger.appendSale({ milli: 1000 });
    await device.push();
    expect(await findingKinds(shop)).toEqual(['stock_negative']);
    expect(await stockOf(shop, 'GLA-CRH')).toBe(-3000);
  });

  test('is a head whose signature does not hold, and such a head is not kept', async () => {
    device.ledger.appendSales(1);
    const request = device.ledger.pushRequest();
    const head = { ...request.head, totals: { ...request.head.totals, gross: 1 } };
    const { body } = await device.push({ replace: { head } });
    expect(body.status).toEqual([[1, 'accepted']]);
    expect(await findingKinds(shop)).toEqual(['bad_head_signature']);
    const epoch = await shop.premises.store.read((tx) => tx.readEpoch(COOP_ID, device.ledger.epoch));
    expect(epoch?.seenHead).toBeNull();
  });
});
