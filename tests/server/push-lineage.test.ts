import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ZERO_TOTALS } from '#domain/chain.ts';
import { enrolledDevice, type TestDevice, type TestLedger } from './builders/device.ts';
import { findingKinds, findings, query, stockOf } from './builders/books.ts';
import { COOP_ID, openShop, OUTLET, type Shop } from './builders/shop.ts';

let shop: Shop;
let device: TestDevice;

beforeEach(async () => {
  shop = await openShop();
  device = await enrolledDevice(shop);
});

afterEach(() => shop.close());

async function slots(): Promise<number> {
  return (await query(shop, 'select 1 from slot where epoch = ?', [device.ledger.epoch])).length;
}

/** A ledger of the same epoch that shares the first entries and goes on differently. */
function twinOf(ledger: TestLedger, shared: number): TestLedger {
  const twin = device.startEpoch(ledger.open);
  Object.assign(twin, {
    epoch: ledger.epoch,
    genesis: ledger.genesis,
    entries: ledger.entries.slice(0, shared),
  });
  twin.totals = twin.totalsAt(shared);
  return twin;
}

describe('a chain that does not hold in itself', () => {
  test.each([
    [
      'a flipped bit in a body',
      (entries: { body: string }[]) => ({ ...entries[1], body: `${entries[1]?.body} ` }),
    ],
    ['a wrong hash', (entries: { body: string }[]) => ({ ...entries[1], hash: '0'.repeat(64) })],
    ['a jump in the numbers', (entries: { body: string }[]) => ({ ...entries[1], seq: 7 })],
  ])('is refused whole for %s, and nothing is stored', async (_what, damage) => {
    device.ledger.appendSales(3);
    const entries = structuredClone(device.ledger.pushRequest().entries) as never[];
    const { status, body } = await device.push({
      replace: { entries: entries.with(1, damage(entries) as never) },
    });
    expect([status, body]).toEqual([422, { problem: 'broken_chain', detail: 'seq 2' }]);
    expect(await query(shop, "select 1 from fact where device_id <> 'server'")).toEqual([]);
  });

  test('is refused when its opening does not give its first hash, also later', async () => {
    device.ledger.appendSales(1);
    const epochOpen = { parent: null, reason: 'restore', missing: null } as const;
    expect(await device.push({ replace: { epochOpen } })).toMatchObject({
      status: 422,
      body: { problem: 'broken_chain' },
    });
    await device.push();
    device.ledger.appendSales(1);
    const later = await device.push({ after: 1, replace: { epochOpen } });
    expect(later).toMatchObject({ status: 422, body: { problem: 'broken_chain' } });
  });
});

describe('a base the server has not reached', () => {
  test('is a gap that names the last point the server has, and stores nothing', async () => {
    device.ledger.appendSales(5);
    await device.push({ upTo: 2, headSeq: 5 });
    const { body } = await device.push({ after: 4 });
    expect(body).toMatchObject({ outcome: 'gap', serverAcked: 2, status: [], checkpoint: null });
    expect(body.matched).toEqual({ seq: 2, hash: device.ledger.hashAt(2) });
    expect(await slots()).toBe(2);
  });

  test('is a gap also without entries, by the base alone', async () => {
    device.ledger.appendSales(3);
    const { body } = await device.push({ after: 3 });
    expect(body).toMatchObject({
      outcome: 'gap',
      serverAcked: 0,
      matched: { seq: 0, hash: device.ledger.genesis },
    });
  });
});

describe('a ledger that says something else than before', () => {
  test('below what is sent is a rewind, and nothing matches', async () => {
    device.ledger.appendSales(3);
    await device.push();
    const twin = twinOf(device.ledger, 1);
    twin.appendSale({ milli: 500 });
    twin.appendSales(2);
    const { body } = await device.push({ after: 2 });
    expect(body).toMatchObject({ outcome: 'rewind', matched: null, serverAcked: 3, checkpoint: null });
    expect(await slots()).toBe(3);
  });

  test('among what is sent is a fork that names the last common point and stores nothing', async () => {
    device.ledger.appendSales(3);
    await device.push();
    const twin = twinOf(device.ledger, 1);
    twin.appendSale({ milli: 500 });
    twin.appendSales(4);
    const { body } = await device.push();
    expect(body).toMatchObject({ outcome: 'fork', serverAcked: 3 });
    expect(body.matched).toEqual({ seq: 1, hash: twin.hashAt(1) });
    expect(body.status).toEqual([[1, 'duplicate']]);
    expect(await slots()).toBe(3);
    expect(await stockOf(shop, 'GLA-CRH')).toBe(24_000 - 3 * 1350);
  });

  test('and is merely shorter is ahead: the copy was restored to an older day', async () => {
    device.ledger.appendSales(4);
    await device.push();
    twinOf(device.ledger, 2);
    const { body } = await device.push({ after: 1 });
    expect(body).toMatchObject({ outcome: 'ahead', serverAcked: 4 });
    expect(body.matched).toEqual({ seq: 2, hash: device.ledger.hashAt(2) });
  });
});

describe('a new lineage', () => {
  test('gets a series of its own, repeated in each reply, and its totals go on from the parent', async () => {
    device.ledger.appendSales(2);
    await device.push();
    const { epoch, totals } = device.ledger;
    const parent = { epoch, seq: 2, hash: device.ledger.hashAt(2) };
    device.startEpoch({ parent, reason: 'fork', missing: null }, totals);
    device.ledger.appendSale({ number: 'GI-B-000001' });
    const first = await device.push();
    const again = await device.push();
    expect([first.body.series, again.body.series]).toEqual(['B', 'B']);
    expect(await findings(shop)).toMatchObject([
      { kind: 'ledger_forked', detail: { parentEpoch: epoch, parentSeq: 2 } },
    ]);
  });

  test('whose parent the server lacks is taken, with a finding', async () => {
    const parent = { epoch: 'ab'.repeat(16), seq: 9, hash: 'cd'.repeat(32) };
    device.startEpoch({ parent, reason: 'restore', missing: null });
    device.ledger.appendSale();
    const { body } = await device.push();
    expect(body).toMatchObject({ outcome: 'ok', serverAcked: 1 });
    expect((await findingKinds(shop)).toSorted()).toEqual(['ledger_restored', 'missing_parent']);
  });

  test('with missing entries books their rupiah: a later known total less the last known one', async () => {
    device.ledger.appendSales(2);
    await device.push();
    const before = device.ledger.totals;
    const parent = { epoch: device.ledger.epoch, seq: 2, hash: device.ledger.hashAt(2) };
    const after = {
      ...before,
      gross: before.gross + 72_900,
      cash: before.cash + 72_900,
      sales: before.sales + 3,
    };
    const missing = { from: 3, to: 5, totalsBefore: ZERO_TOTALS, totalsAfter: after };
    device.startEpoch({ parent, reason: 'restore', missing }, after);
    device.ledger.appendSale({ number: 'GI-B-000001' });
    await device.push();
    expect(await findings(shop)).toMatchObject([
      { kind: 'ledger_restored' },
      { kind: 'missing_entries', detail: { from: 3, to: 5, rupiah: 72_900 } },
    ]);
  });

  test('with nothing left books what the last signed head had promised', async () => {
    device.ledger.appendSales(5);
    await device.push({ upTo: 2 });
    const parent = { epoch: device.ledger.epoch, seq: 2, hash: device.ledger.hashAt(2) };
    const promised = device.ledger.totals.gross - device.ledger.totalsAt(2).gross;
    const missing = { from: 3, to: 5, totalsBefore: device.ledger.totalsAt(2), totalsAfter: null };
    device.startEpoch({ parent, reason: 'restore', missing });
    await device.push();
    expect(await findings(shop)).toMatchObject([
      { kind: 'ledger_restored' },
      { kind: 'missing_entries', detail: { rupiah: promised } },
    ]);
  });

  test('that moved a damaged entry is taken, and the damage is a finding', async () => {
    const old = device.ledger;
    const entry = old.appendSale();
    const parent = { epoch: old.epoch, seq: 0, hash: old.genesis };
    await device.push({ upTo: 0, headSeq: 0 });
    device.startEpoch({ parent, reason: 'restore', missing: null });
    const changed = entry.body.replace('"Gula pasir curah"', '"Gula pasir merah"');
    device.ledger.appendBody(changed, {
      factId: entry.factId,
      origin: { epoch: old.epoch, seq: 1, hash: entry.hash },
    });
    const { body } = await device.push();
    expect(body.status).toEqual([[1, 'accepted']]);
    expect((await findingKinds(shop)).toSorted()).toEqual(['damaged_origin', 'ledger_restored']);
  });

  test('shows the damage of a moved entry also where one batch ends and the next begins', async () => {
    const old = device.ledger;
    const entries = [old.appendSale(), old.appendSale(), old.appendSale()];
    await device.push({ upTo: 0, headSeq: 0 });
    const parent = { epoch: old.epoch, seq: 0, hash: old.genesis };
    device.startEpoch({ parent, reason: 'restore', missing: null });
    for (const [index, { factId, hash, body }] of entries.entries()) {
      const bytes = index === 2 ? body.replace('"Gula pasir curah"', '"Gula pasir merah"') : body;
      device.ledger.appendBody(bytes, { factId, origin: { epoch: old.epoch, seq: index + 1, hash } });
    }
    await device.push({ upTo: 2, headSeq: 3 });
    await device.push({ after: 2 });
    expect(await findings(shop)).toContainEqual(
      expect.objectContaining({
        kind: 'damaged_origin',
        factId: entries[2]?.factId,
        detail: { epoch: old.epoch, seq: 3 },
      }),
    );
  });

  test('never gets a series at or below one that a device reported', async () => {
    const request = device.ledger.pushRequest();
    await device.push({ replace: { client: { ...request.client, series: 'Q' } } });
    device.startEpoch({ parent: null, reason: 'fork', missing: null });
    expect((await device.push()).body.series).toBe('R');
  });

  test('never gets a series at or below the one that its own first push reports', async () => {
    device.startEpoch({ parent: null, reason: 'restore', missing: null });
    device.ledger.appendSale();
    const request = device.ledger.pushRequest();
    const { body } = await device.push({ replace: { client: { ...request.client, series: 'Q' } } });
    expect(body.series).toBe('R');
  });

  test('can’t be pushed by another device', async () => {
    device.ledger.appendSales(1);
    await device.push();
    const other = await enrolledDevice(shop, 'other');
    const stolen = device.ledger.pushRequest();
    const reply = await other.post('/api/sync/v1/push', { ...stolen, deviceId: other.deviceId });
    // Another deviceId gives another first hash, so the chain itself refuses what the epoch's owner check would.
    expect([reply.status, reply.body]).toEqual([422, { problem: 'broken_chain', detail: 'seq 0' }]);
    const later = {
      ...stolen,
      deviceId: other.deviceId,
      base: { seq: 1, hash: device.ledger.hashAt(1) },
      entries: [],
    };
    const foreign = await other.post('/api/sync/v1/push', later);
    expect([foreign.status, foreign.body]).toEqual([422, { problem: 'epoch_foreign' }]);
    const posing = await other.post('/api/sync/v1/push', stolen);
    expect([posing.status, posing.body]).toEqual([404, { problem: 'not_found' }]);
  });
});

describe('a device that was revoked', () => {
  test('hands over what it holds into quarantine, moves nothing, and reads nothing', async () => {
    const { writeFileSync } = await import('node:fs');
    writeFileSync(`${shop.folder}/keys/revoked-devices.txt`, `${COOP_ID} ${device.deviceId}\n`);
    await device.openSession();
    device.ledger.appendSales(1);
    const { status, body } = await device.push();
    expect([status, body.status]).toEqual([200, [[1, 'quarantined', 'device_revoked']]]);
    expect(await stockOf(shop, 'GLA-CRH')).toBe(24_000);
    expect(await device.pull()).toMatchObject({ status: 403, body: { problem: 'revoked' } });
    const code = shop.premises.desk.makeDemoCode({ coopId: COOP_ID, outletId: OUTLET.id });
    shop.clock.pass(11 * 60_000);
    expect(await device.enrol(code)).toMatchObject({ status: 403, body: { problem: 'enrolment_denied' } });
  });
});
