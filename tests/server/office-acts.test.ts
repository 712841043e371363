import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { firstBrokenLink } from '#domain/chain.ts';
import type { OfficeDevices, OfficeHouse, OfficePeople, OfficeProducts } from '#protocol/office/reads.ts';
import { appendOwnFacts } from '../../sync-server/ledger/own-ledger.ts';
import { query, readFact } from './builders/books.ts';
import { enrolledDevice, TestDevice } from './builders/device.ts';
import { MORNING } from './builders/fake-world.ts';
import { addPerson, officeOf, type OfficeBrowser } from './builders/office.ts';
import { COOP_ID, fillShop, openShop, OUTLET, SUGAR, type Shop } from './builders/shop.ts';

const DAY_MS = 24 * 60 * 60_000;

let shop: Shop;
let office: OfficeBrowser;

beforeEach(async () => {
  shop = await openShop();
  office = await officeOf(shop, 'admin');
});

afterEach(() => shop.close());

async function factsOf(kind: string) {
  const rows = (await query(
    shop,
    'select body from fact join slot on slot.coop_id = fact.coop_id and slot.fact_id = fact.fact_id where kind = ? order by seq',
    [kind],
  )) as {
    body: string;
  }[];
  return rows.map(({ body }) => readFact(body));
}

async function rowOf(entity: string, id: string): Promise<Record<string, unknown>> {
  const [found] = (await query(shop, 'select row from master_row where entity = ? and id = ?', [
    entity,
    id,
  ])) as {
    row: string;
  }[];
  return JSON.parse(found?.row ?? 'null') as Record<string, unknown>;
}

describe('a price', () => {
  const wish = (patch: object = {}) => ({
    actId: randomUUID(),
    productId: SUGAR.id,
    tier: 'retail',
    priceRupiah: 19_000,
    effectiveFrom: null,
    seenRupiah: 18_000,
    reason: 'Harga agen naik',
    ...patch,
  });
  const change = async (patch: object = {}) => office.act('change-price', wish(patch));

  test('is dated, stands in the server’s own ledger with the person, and goes down to the tills', async () => {
    const device = await enrolledDevice(shop);
    const before = (await device.pull()).body;
    expect(await change()).toMatchObject({ status: 200, body: { ok: true, id: null } });
    expect(await factsOf('price.changed')).toMatchObject([
      {
        actor: { staffId: 'orang-admin', role: 'admin' },
        productId: SUGAR.id,
        priceRupiah: 19_000,
        previousRupiah: 18_000,
        effectiveFrom: MORNING,
        reason: 'Harga agen naik',
        businessDate: '2026-11-23',
      },
    ]);
    const { rows } = (
      await device.pull({
        cursor: { gen: before.serverGen, seq: before.to },
        scopeHash: before.scopeHash,
      })
    ).body;
    expect(rows.map(([entity, id]) => [entity, id])).toEqual([
      ['price', 'GLA-CRH:retail:2026-11-23.28800000'],
    ]);
    const { products } = (await office.get<OfficeProducts>('products')).body;
    expect(products[0]?.prices).toMatchObject([
      { priceRupiah: 19_000, setBy: 'Orang admin', setAt: MORNING, reason: 'Harga agen naik' },
      { priceRupiah: 18_000, setBy: null },
    ]);
    device.ledger.appendSale({ patch: { at: MORNING - 1 } });
    device.ledger.appendSale({ priceRupiah: 19_000 });
    await device.push();
    expect(await query(shop, "select * from finding where kind = 'price_differs'")).toEqual([]);
  });

  test('that was seen otherwise is not set, and nothing is written', async () => {
    expect((await change({ seenRupiah: 17_000 })).body).toEqual({ problem: 'stale' });
    expect((await change({ seenRupiah: null })).body).toEqual({ problem: 'stale' });
    expect((await change({ tier: 'member', seenRupiah: 18_000 })).body).toEqual({ problem: 'stale' });
    expect((await change({ tier: 'member', seenRupiah: null, priceRupiah: 17_500 })).status).toBe(200);
    expect((await factsOf('price.changed')).length).toBe(1);
  });

  test('never starts in the past', async () => {
    expect((await change({ effectiveFrom: MORNING - 1 })).body).toEqual({
      problem: 'malformed',
      detail: '/effectiveFrom',
    });
  });

  test('of goods nobody sells here is not there', async () => {
    expect((await change({ productId: 'X-1' })).status).toBe(404);
  });

  test('from the same future instant: the later word stands, and both are kept as facts', async () => {
    const effectiveFrom = MORNING + DAY_MS;
    await change({ effectiveFrom });
    await change({ effectiveFrom, priceRupiah: 19_500 });
    const { products } = (await office.get<OfficeProducts>('products')).body;
    expect(products[0]?.prices.map(({ priceRupiah }) => priceRupiah)).toEqual([19_500, 18_000]);
    expect(await factsOf('price.changed')).toMatchObject([
      { priceRupiah: 19_000, previousRupiah: 18_000 },
      { priceRupiah: 19_500, previousRupiah: 19_000 },
    ]);
  });

  test('at an instant that has begun gets a row of its own: a price that sales were made at never changes', async () => {
    await change();
    await change({ seenRupiah: 19_000, priceRupiah: 20_000 });
    const { products } = (await office.get<OfficeProducts>('products')).body;
    expect(products[0]?.prices.map(({ priceRupiah }) => priceRupiah)).toEqual([20_000, 19_000, 18_000]);
  });

  test('above a ceiling that blocks on its first day is refused, and one that only warns is not', async () => {
    const rule = {
      id: 'HET',
      appliesTo: [SUGAR.id],
      kind: 'price_ceiling',
      limit: 18_500,
      unit: 'rupiah',
      period: null,
      classes: [],
      from: '2026-11-25',
      to: null,
      mode: 'block',
    };
    await shop.premises.store.write((tx) =>
      appendOwnFacts(tx, shop.premises, { coopId: COOP_ID, outlet: OUTLET }, [
        {
          kind: 'master.imported',
          documentId: 'rules',
          part: 1,
          parts: 1,
          entity: 'rule',
          rows: [rule, { ...rule, id: 'WARN', limit: 1000, mode: 'warn' }],
          moves: [],
        },
      ]),
    );
    const refusal = { problem: 'above_ceiling', detail: '18500' };
    expect((await change({ effectiveFrom: MORNING + 2 * DAY_MS })).body).toEqual(refusal);
    expect((await change({ effectiveFrom: MORNING + DAY_MS })).status).toBe(200);
    expect((await change({ effectiveFrom: MORNING + 2 * DAY_MS, priceRupiah: 18_500 })).status).toBe(200);
  });

  test('asked for twice is set once, and the same id with another wish is refused', async () => {
    const asked = wish();
    const replies = await Promise.all([1, 2, 3].map(() => office.act('change-price', asked)));
    expect(replies.map(({ status, body }) => [status, body])).toEqual(
      replies.map(() => [200, { ok: true, id: null }]),
    );
    expect((await factsOf('price.changed')).length).toBe(1);
    expect((await office.act('change-price', { ...asked, priceRupiah: 1 })).body).toMatchObject({
      problem: 'taken',
    });
  });
});

describe('a device', () => {
  const judge = (act: string, deviceId: string, actId: string = randomUUID()) =>
    office.act(act, { actId, deviceId, reason: 'Tablet hilang' });
  const listFile = () => join(shop.folder, 'keys', 'revoked-devices.txt');

  test('that is revoked hands over into quarantine from its next word on, and reads nothing', async () => {
    const device = await enrolledDevice(shop);
    device.ledger.appendSales(2);
    await device.push({ upTo: 1 });
    expect((await judge('revoke-device', device.deviceId)).status).toBe(200);
    expect((await device.push({ after: 1 })).status).toBe(401);
    await device.openSession();
    expect((await device.push({ after: 1 })).body.status).toEqual([[2, 'quarantined', 'device_revoked']]);
    expect((await device.pull()).status).toBe(403);
    expect(readFileSync(listFile(), 'utf8')).toBe(`${COOP_ID} ${device.deviceId}\n`);
    expect(existsSync(`${listFile()}.new`)).toBe(false);
    expect(await factsOf('device.revoked')).toMatchObject([
      { deviceId: device.deviceId, reason: 'Tablet hilang', actor: { staffId: 'orang-admin' } },
    ]);
    const { devices } = (await office.get<OfficeDevices>('devices')).body;
    expect(devices[0]?.isRevoked).toBe(true);
  });

  test('that is reinstated sells on, and a late copy of the revocation changes nothing', async () => {
    const device = await enrolledDevice(shop);
    const actId = randomUUID();
    await judge('revoke-device', device.deviceId, actId);
    expect((await judge('reinstate-device', device.deviceId)).status).toBe(200);
    expect((await judge('revoke-device', device.deviceId, actId)).status).toBe(200);
    await device.openSession();
    device.ledger.appendSale();
    expect((await device.push()).body.status).toEqual([[1, 'accepted']]);
    expect(readFileSync(listFile(), 'utf8')).toBe('');
    expect([(await factsOf('device.revoked')).length, (await factsOf('device.reinstated')).length]).toEqual([
      1, 1,
    ]);
  });

  test('nobody knows, and the server itself, are not there', async () => {
    expect((await judge('revoke-device', 'unknown')).status).toBe(404);
    expect((await judge('revoke-device', 'server')).status).toBe(404);
    expect(existsSync(listFile())).toBe(false);
  });

  test('comes in by a code that the office made, once the digits are the same', async () => {
    const made = await office.act<{ code: string; expiresAt: number }>('make-code', { outletId: 'GI' });
    expect(made.body.expiresAt).toBe(MORNING + 10 * 60_000);
    const { code } = made.body;
    const device = new TestDevice(shop.app);
    expect((await office.act('view-code', { code })).body).toMatchObject({ state: 'open', match: null });
    await device.enrol(code);
    const { body } = await office.act<{ match: string }>('view-code', { code });
    expect(body).toMatchObject({ state: 'knocking', deviceName: 'Tablet uji' });
    const wrong = { code, match: '000000', isConfirmed: true };
    expect((await office.act('decide-code', wrong)).status).toBe(404);
    expect((await office.act('decide-code', { ...wrong, match: body.match })).status).toBe(200);
    expect(await device.enrol(code)).toMatchObject({ body: { state: 'enrolled' } });
    expect((await office.act('make-code', { outletId: 'SB' })).status).toBe(404);
  });
});

describe('a person', () => {
  const put = (patch: object = {}) =>
    office.act<{ id: string; problem?: string }>('put-person', {
      actId: randomUUID(),
      staffId: null,
      name: 'Hasan  Basri\u0000',
      role: 'manager',
      isActive: true,
      ...patch,
    });

  test('is added under an id made of the name, once', async () => {
    const actId = randomUUID();
    expect((await put({ actId, name: 'Hasan Basri' })).body.id).toBe('hasan-basri');
    expect((await put({ actId, name: 'Hasan Basri' })).body.id).toBe('hasan-basri');
    expect((await put({ name: 'Hasan Basri' })).body.id).toBe('hasan-basri-2');
    expect((await put({ name: 'Åse Ní' })).body.id).toBe('ase-ni');
    expect(await rowOf('staff', 'hasan-basri')).toEqual({
      id: 'hasan-basri',
      name: 'Hasan Basri',
      role: 'manager',
      isActive: true,
      pin: null,
    });
    expect(
      (await factsOf('person.changed')).filter((fact) => fact.actor.staffId === 'orang-admin').length,
    ).toBe(3);
  });

  test('keeps the PIN and columns of other programs through a change, and no fact holds either', async () => {
    const pin = { salt: 'c2FsdA', rounds: 600_000, hash: 'aGFzaA' };
    await shop.premises.store.write((tx) =>
      appendOwnFacts(tx, shop.premises, { coopId: COOP_ID, outlet: OUTLET }, [
        {
          kind: 'master.imported',
          documentId: 'people',
          part: 1,
          parts: 1,
          entity: 'staff',
          rows: [{ id: 'rina', name: 'Rina', role: 'cashier', isActive: true, pin, shift: 'pagi' }],
          moves: [],
        },
      ]),
    );
    await put({ staffId: 'rina', name: 'Rina O.', role: 'cashier', isActive: false });
    expect(await rowOf('staff', 'rina')).toMatchObject({
      name: 'Rina O.',
      isActive: false,
      pin,
      shift: 'pagi',
    });
    expect(JSON.stringify(await factsOf('person.changed'))).not.toContain('aGFzaA');
  });

  test('who has not changed makes no fact', async () => {
    const before = (await factsOf('person.changed')).length;
    expect((await put({ staffId: 'rina', name: 'Rina', role: 'cashier' })).status).toBe(200);
    expect((await factsOf('person.changed')).length).toBe(before);
  });

  test('gets a start code from the admin, who never sets or learns the PIN', async () => {
    const reply = await office.act<{ code: string; expiresAt: number }>('reset-pin', { staffId: 'rina' });
    expect([reply.status, reply.body.code]).toEqual([200, expect.stringMatching(/^[0-9A-HJKMNP-TV-Z]{8}$/)]);
    expect(await factsOf('pin.reset')).toMatchObject([
      { staffId: 'rina', actor: { staffId: 'orang-admin' } },
    ]);
    const { people } = (await office.get<OfficePeople>('people')).body;
    expect(people.find(({ staffId }) => staffId === 'rina')).toMatchObject({
      hasPin: false,
      pinCodeUntil: reply.body.expiresAt,
    });
    expect((await office.act('reset-pin', { staffId: 'hantu' })).status).toBe(404);
  });

  test('nobody knows is not there, and the city is nobody’s staff', async () => {
    expect((await put({ staffId: 'hantu' })).status).toBe(404);
    expect((await put({ role: 'city' })).body).toEqual({ problem: 'malformed', detail: '/role' });
    expect((await put({ name: '\u0000\u0001' })).body).toEqual({ problem: 'malformed', detail: '/name' });
  });

  test('who is the last admin with a way in stays one, or nobody could ever change anything again', async () => {
    const self = { staffId: 'orang-admin', name: 'Orang admin', isActive: true };
    const refusal = { problem: 'forbidden', detail: 'last_admin' };
    expect((await put({ ...self, role: 'supervisor' })).body).toEqual(refusal);
    expect((await put({ ...self, role: 'admin', isActive: false })).body).toEqual(refusal);
    await addPerson(shop, { id: 'wati', name: 'Wati' }, { account: 'wati' });
    expect((await put({ ...self, role: 'supervisor' })).status).toBe(200);
    expect((await office.get('me')).status).toBe(401);
  });
});

describe('an outlet', () => {
  test('gets its name, address and receipt lines, and keeps code, zone and places', async () => {
    const reply = await office.act('change-outlet', {
      actId: randomUUID(),
      outletId: 'GI',
      name: 'Gerai Baru',
      address: 'Jl. Soekarno-Hatta 1',
      receiptHead: ['KKMP Uji', '', 'NPWP 01.234'],
      receiptFoot: 'Terima kasih',
    });
    expect(reply.status).toBe(200);
    expect(await rowOf('outlet', 'GI')).toEqual({
      ...OUTLET,
      name: 'Gerai Baru',
      address: 'Jl. Soekarno-Hatta 1',
      receiptHead: ['KKMP Uji', 'NPWP 01.234'],
      receiptFoot: 'Terima kasih',
    });
    const { outlets } = (await office.get<OfficeHouse>('house')).body;
    expect(outlets[0]).toMatchObject({
      receiptHead: ['KKMP Uji', 'NPWP 01.234'],
      receiptFoot: 'Terima kasih',
    });
  });
});

test('all acts stand in one unbroken chain of the server’s own ledger', async () => {
  const actId = () => randomUUID();
  await office.act('put-person', {
    actId: actId(),
    staffId: null,
    name: 'Nama\n\u0301aneh "kutip"',
    role: 'cashier',
    isActive: true,
  });
  await office.act('invite-account', { staffId: 'orang-admin', account: 'x1' });
  const rows = (await query(
    shop,
    `select slot.seq, slot.fact_id as "factId", slot.hash, slot.epoch, fact.body from slot
     join fact using (coop_id, fact_id) join device_epoch using (coop_id, epoch)
     where device_epoch.device_id = 'server' order by slot.seq`,
  )) as { seq: number; factId: string; hash: string; epoch: string; body: string }[];
  const epoch = rows[0]?.epoch ?? '';
  const [genesis] = (await query(shop, 'select genesis_hash from device_epoch where epoch = ?', [epoch])) as {
    genesis_hash: string;
  }[];
  const run = { coopId: COOP_ID, epoch, fromSeq: 1, previousHash: genesis?.genesis_hash ?? '' };
  expect(firstBrokenLink(run, rows)).toBeNull();
  for (const { body } of rows) expect(() => readFact(body)).not.toThrow();
});

test('what only the office writes is quarantined when a tablet sends it', async () => {
  const device = await enrolledDevice(shop);
  const frame = JSON.parse(device.ledger.appendSale().body) as Record<string, unknown>;
  const bodies = [
    { kind: 'person.changed', person: { id: 'rina', name: 'Rina', role: 'admin', isActive: true } },
    { kind: 'account.invited', staffId: 'rina', account: 'rina' },
    { kind: 'device.reinstated', deviceId: device.deviceId, reason: 'saya mau' },
    { kind: 'device.revoked', deviceId: device.deviceId, reason: 'saya mau' },
    {
      kind: 'outlet.changed',
      outlet: { id: 'GI', name: 'x', address: '', receiptHead: [], receiptFoot: '' },
    },
  ];
  const { v, at, clock, tz, businessDate, outletId, actor, app, priceVersion, totals } = frame;
  const common = { v, at, clock, tz, businessDate, outletId, actor, app, priceVersion, totals, moves: [] };
  for (const body of bodies) device.ledger.appendBody(JSON.stringify({ ...common, ...body }));
  const { status } = (await device.push()).body;
  expect(status.slice(1)).toEqual(bodies.map((_, index) => [index + 2, 'quarantined', 'kind_not_allowed']));
  expect(await rowOf('staff', 'rina')).toMatchObject({ role: 'cashier' });
});

describe('another co-operative', () => {
  test('is not there: its codes, devices, people, goods and outlets', async () => {
    await fillShop(shop.premises, 'kkmp-lain');
    const other = await officeOf(shop, 'admin', 'kkmp-lain');
    const device = await enrolledDevice(shop);
    const { body } = await office.act<{ code: string }>('make-code', { outletId: 'GI' });
    expect((await other.act('view-code', { code: body.code })).status).toBe(404);
    const knocking = new TestDevice(shop.app, 'two');
    await knocking.enrol(body.code);
    const { match } = (await office.act<{ match: string }>('view-code', { code: body.code })).body;
    expect((await other.act('decide-code', { code: body.code, match, isConfirmed: true })).status).toBe(404);
    const asked = { actId: randomUUID(), deviceId: device.deviceId, reason: 'iseng' };
    expect((await other.act('revoke-device', asked)).status).toBe(404);
    expect((await other.get<OfficeDevices>('devices')).body.devices).toEqual([]);
    await addPerson(shop, { id: 'wati', role: 'supervisor' });
    expect((await other.act('invite-account', { staffId: 'wati', account: 'wati' })).status).toBe(404);
    const person = { actId: randomUUID(), staffId: 'wati', name: 'W', role: 'cashier', isActive: true };
    expect((await other.act('put-person', person)).status).toBe(404);
  });
});
