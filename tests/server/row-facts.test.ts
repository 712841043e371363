import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ZERO_TOTALS } from '#domain/chain.ts';
import { appendOwnFacts } from '../../sync-server/ledger/own-ledger.ts';
import { replayHeldFacts } from '../../sync-server/ledger/replay-held.ts';
import { findings, tamper } from './builders/books.ts';
import { enrolledDevice, saleBody, type TestDevice } from './builders/device.ts';
import { MORNING } from './builders/fake-world.ts';
import { COOP_ID, openShop, OUTLET, SUGAR, SUGAR_PRICE, type Shop } from './builders/shop.ts';

const SOAP_ID = '0193a000-0000-7000-8000-0000000000aa';
const SOAP = { ...SUGAR, id: SOAP_ID, name: 'Sabun cuci 1 kg', category: 'sabun', isSoldByWeight: false };
const MEMBER = {
  id: '0193a000-0000-7000-8000-0000000000bb',
  name: 'Siti Aminah',
  joined: '2026-11-23',
  simpananPokokRupiah: 100_000,
  simpananWajibRupiah: 20_000,
  creditLimitRupiah: 0,
};
const MANAGER = { staffId: 'hasan', role: 'manager' };

let shop: Shop;
let device: TestDevice;

beforeEach(async () => {
  shop = await openShop();
  await shop.premises.store.write((tx) =>
    appendOwnFacts(tx, shop.premises, { coopId: COOP_ID, outlet: OUTLET }, [
      {
        kind: 'master.imported',
        documentId: 'staff',
        part: 1,
        parts: 1,
        entity: 'staff',
        rows: [{ id: 'hasan', name: 'Hasan', role: 'manager', isActive: true, pin: null }],
        moves: [],
      },
    ]),
  );
  device = await enrolledDevice(shop);
});

afterEach(() => shop.close());

/** Appends a fact of the manager's; `own` overrides the frame too. */
function tell(teller: TestDevice, own: Record<string, unknown>): void {
  const frame = {
    v: 1,
    at: MORNING,
    clock: { boot: 1, mono: 1 },
    tz: OUTLET.zone,
    businessDate: '2026-11-23',
    outletId: OUTLET.id,
    actor: MANAGER,
    app: '0.1.0+test',
    priceVersion: { gen: teller.serverGen, seq: 1 },
    totals: teller.ledger.totals,
    moves: [],
  };
  teller.ledger.appendBody(JSON.stringify({ ...frame, ...own }));
}

const registered = { kind: 'product.registered', product: SOAP, priceRupiah: 12_000, effectiveFrom: MORNING };

/** A row as every device gets it, with its counter. */
async function rowOf(reader: TestDevice, entity: string, id: string) {
  const { body } = await reader.pull();
  const found = body.rows.find(([kind, rowId]) => kind === entity && rowId === id);
  return found === undefined ? null : { seq: found[2], row: found[3] };
}

const told = async (): Promise<[string, unknown][]> =>
  (await findings(shop)).map(({ kind, detail }) => [kind, detail]);

describe('goods that a manager registers on a tablet', () => {
  test('go down to every device with their first price', async () => {
    const other = await enrolledDevice(shop, 'other');
    tell(device, registered);
    expect((await device.push()).body.status).toEqual([[1, 'accepted']]);
    expect(await rowOf(other, 'product', SOAP_ID)).toMatchObject({ row: SOAP });
    // 08.00 in the shop: a price that starts within a day is named by the milliseconds too.
    const priceId = `${SOAP_ID}:retail:2026-11-23.28800000`;
    expect(await rowOf(other, 'price', priceId)).toMatchObject({
      row: { id: priceId, productId: SOAP_ID, tier: 'retail', priceRupiah: 12_000, effectiveFrom: MORNING },
    });
    expect(await told()).toEqual([]);
  });

  test('can be sold in the same push, and the judge knows them and their price', async () => {
    tell(device, registered);
    const sale = saleBody(1, { milli: 1000, priceRupiah: 12_000 });
    const [line] = sale['lines'] as Record<string, unknown>[];
    device.ledger.appendBody(
      JSON.stringify({
        ...sale,
        lines: [{ ...line, productId: SOAP_ID, name: SOAP.name }],
        moves: [{ stockItemId: SOAP_ID, place: 'GI-gerai', milli: -1000 }],
        totals: { ...ZERO_TOTALS, gross: 12_000, cash: 12_000, sales: 1 },
      }),
    );
    expect((await device.push()).body.status).toEqual([
      [1, 'accepted'],
      [2, 'accepted'],
    ]);
    expect((await told()).map(([kind]) => kind)).toEqual(['stock_negative']);
  });

  test('by a cashier are taken over with a finding, never refused', async () => {
    tell(device, { ...registered, actor: { staffId: 'rina', role: 'cashier' } });
    expect((await device.push()).body.status).toEqual([[1, 'accepted']]);
    expect(await rowOf(device, 'product', SOAP_ID)).not.toBeNull();
    expect(await told()).toEqual([
      ['role_not_permitted', { staffId: 'rina', role: 'cashier', act: 'product.register' }],
    ]);
  });

  test('with an instant that no calendar has are quarantined, and what follows goes through', async () => {
    tell(device, { ...registered, effectiveFrom: Number.MAX_SAFE_INTEGER });
    tell(device, registered);
    expect((await device.push()).body.status).toEqual([
      [1, 'quarantined', 'out_of_range'],
      [2, 'accepted'],
    ]);
  });

  test('that an older program held are written once by one that knows the kind', async () => {
    tell(device, registered);
    await device.push();
    await tamper(
      shop,
      `update fact set status = 'held', reason = 'unknown_kind', kind = 'unread' where kind = 'product.registered';
       delete from master_row where id like '${SOAP_ID}%'; delete from change_index where id like '${SOAP_ID}%'`,
    );
    expect(await rowOf(device, 'product', SOAP_ID)).toBeNull();
    expect(await replayHeldFacts(shop.premises)).toBe(1);
    expect(await rowOf(device, 'product', SOAP_ID)).toMatchObject({ row: SOAP });
  });

  test('send their rows down once more when their fact moves to a new lineage', async () => {
    tell(device, registered);
    await device.push();
    const before = await rowOf(device, 'product', SOAP_ID);
    const [entry] = device.ledger.entries;
    if (entry === undefined) throw new Error('nothing was written');
    const parent = { epoch: device.ledger.epoch, seq: 0, hash: device.ledger.genesis };
    const origin = { epoch: device.ledger.epoch, seq: 1, hash: entry.hash };
    const moved = device.startEpoch({ parent, reason: 'fork', missing: null });
    moved.appendBody(entry.body, { factId: entry.factId, origin });
    expect((await device.push()).body.status).toEqual([[1, 'duplicate']]);
    const after = await rowOf(device, 'product', SOAP_ID);
    expect(after?.row).toEqual(before?.row);
    expect(after?.seq).toBeGreaterThan(before?.seq ?? Infinity);
  });
});

describe('a row that is changed', () => {
  test('keeps columns that this program does not know', async () => {
    const seen = await rowOf(device, 'product', SUGAR.id);
    tell(device, {
      kind: 'product.changed',
      product: { ...SUGAR, name: 'Gula curah', colour: 'putih' },
      seenSeq: seen?.seq,
    });
    await device.push();
    expect(await rowOf(device, 'product', SUGAR.id)).toMatchObject({
      row: { name: 'Gula curah', colour: 'putih' },
    });
    expect(await told()).toEqual([]);
  });

  test('by two devices that did not know of each other: the last to arrive stands, with a finding, and both are readable', async () => {
    const other = await enrolledDevice(shop, 'other');
    const seen = (await rowOf(device, 'product', SUGAR.id))?.seq;
    tell(device, {
      kind: 'product.changed',
      product: { ...SUGAR, lowStockMilli: 8000 },
      seenSeq: seen,
    });
    tell(other, { kind: 'product.changed', product: { ...SUGAR, name: 'Gula curah' }, seenSeq: seen });
    await device.push();
    const first = (await rowOf(device, 'product', SUGAR.id))?.seq;
    expect((await other.push()).body.status).toEqual([[1, 'accepted']]);
    const stands = await rowOf(device, 'product', SUGAR.id);
    expect(stands?.row).toMatchObject({ name: 'Gula curah' });
    expect(stands?.row).not.toHaveProperty('lowStockMilli');
    expect(await told()).toEqual([
      ['stale_edit', { entity: 'product', id: SUGAR.id, seenSeq: seen, rowSeq: first }],
    ]);
    const [lost] = device.ledger.entries;
    const stored = await shop.premises.store.read((tx) => tx.readSlotBody(COOP_ID, device.ledger.epoch, 1));
    expect(stored?.body).toBe(lost?.body);
  });

  test('by one device again and again before it hears of the server is no stale edit', async () => {
    const seen = (await rowOf(device, 'product', SUGAR.id))?.seq;
    const change = (name: string): void =>
      tell(device, { kind: 'product.changed', product: { ...SUGAR, name }, seenSeq: seen });
    change('Gula 1');
    change('Gula 2');
    await device.push();
    change('Gula 3');
    await device.push({ after: 2 });
    expect(await told()).toEqual([]);
    expect(await rowOf(device, 'product', SUGAR.id)).toMatchObject({ row: { name: 'Gula 3' } });
  });

  test('after a counter of another generation can’t be shown to be fresh', async () => {
    tell(device, {
      kind: 'product.changed',
      product: SUGAR,
      seenSeq: 1_000,
      priceVersion: { gen: 'g_before', seq: 1_000 },
    });
    await device.push();
    expect((await told()).map(([kind]) => kind)).toEqual(['stale_edit']);
  });
});

describe('a price that is changed on a tablet', () => {
  const change = {
    kind: 'price.changed',
    productId: SUGAR.id,
    tier: 'retail',
    priceRupiah: 19_000,
    effectiveFrom: MORNING,
    previousRupiah: SUGAR_PRICE.priceRupiah,
    reason: 'harga pasar naik',
  };

  test('starts at its instant beside the price before it', async () => {
    tell(device, change);
    await device.push();
    expect(await rowOf(device, 'price', SUGAR_PRICE.id)).toMatchObject({ row: { priceRupiah: 18_000 } });
    const id = 'GLA-CRH:retail:2026-11-23.28800000';
    expect(await rowOf(device, 'price', id)).toMatchObject({ row: { priceRupiah: 19_000 } });
    expect(await told()).toEqual([]);
  });

  test('in place of another price than was seen is a stale edit', async () => {
    tell(device, { ...change, previousRupiah: 17_000 });
    await device.push();
    expect(await told()).toEqual([
      [
        'stale_edit',
        { entity: 'price', productId: SUGAR.id, tier: 'retail', previousRupiah: 17_000, replaced: 18_000 },
      ],
    ]);
  });

  test('twice in one push is judged with the first of them', async () => {
    tell(device, change);
    tell(device, { ...change, priceRupiah: 19_500, effectiveFrom: MORNING + 1, previousRupiah: 19_000 });
    await device.push();
    expect(await told()).toEqual([]);
  });
});

describe('a member', () => {
  test('registered by a cashier goes down to every device', async () => {
    tell(device, { kind: 'member.registered', member: MEMBER, actor: { staffId: 'rina', role: 'cashier' } });
    await device.push();
    expect(await rowOf(device, 'member', MEMBER.id)).toMatchObject({ row: MEMBER });
    expect(await told()).toEqual([]);
  });

  test('with a credit limit is not a cashier’s to register, and no member a cashier’s to change', async () => {
    const cashier = { staffId: 'rina', role: 'cashier' };
    const member = { ...MEMBER, creditLimitRupiah: 300_000 };
    tell(device, { kind: 'member.registered', member, actor: cashier });
    tell(device, { kind: 'member.changed', member: MEMBER, seenSeq: null, actor: cashier });
    await device.push();
    const finding = ['role_not_permitted', { ...cashier, act: 'member.change' }];
    expect(await told()).toEqual([finding, finding]);
  });
});
