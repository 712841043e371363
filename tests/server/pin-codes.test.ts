import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { PIN_CODE_LIFE_MS, PIN_ROUNDS } from '#domain/pin.ts';
import { startPinReset, type StartCode } from '../../sync-server/enrolment/pin-codes.ts';
import { hashPin } from '../../sync-server/import/pin.ts';
import { query, tamper } from './builders/books.ts';
import { enrolledDevice, type TestDevice } from './builders/device.ts';
import { FakeRandom } from './builders/fake-world.ts';
import { COOP_ID, openShop, type Shop } from './builders/shop.ts';

let shop: Shop;
let device: TestDevice;
const pin = await hashPin('264810', new FakeRandom());

beforeEach(async () => {
  shop = await openShop();
  device = await enrolledDevice(shop);
});

afterEach(() => shop.close());

async function start(staffId = 'rina'): Promise<StartCode> {
  const whose = { coopId: COOP_ID, staffId };
  const made = await shop.premises.store.write((tx) => startPinReset(tx, shop.premises, whose));
  if (made === null) throw new Error(`nobody is called ${staffId}`);
  return made;
}

function setPin(code: string, patch: Record<string, unknown> = {}) {
  const request = { deviceId: device.deviceId, staffId: 'rina', code, pin, ...patch };
  return device.post('/api/sync/v1/pin', request);
}

async function rinasRow(): Promise<Record<string, unknown>> {
  const { body } = await device.pull();
  return body.rows.find(([entity, id]) => entity === 'staff' && id === 'rina')?.[3] ?? {};
}

async function ownFacts(kind: string): Promise<readonly Record<string, unknown>[]> {
  const rows = (await query(shop, 'select body from fact where kind = ?', [kind])) as { body: string }[];
  return rows.map(({ body }) => JSON.parse(body) as Record<string, unknown>);
}

describe('a start code', () => {
  test('takes the old PIN away at once, in the roster and in the server’s own ledger', async () => {
    const { code } = await start();
    await setPin(code);
    expect((await rinasRow())['pin']).toEqual(pin);
    const again = await start();
    expect(again.code).toMatch(/^[0-9A-HJKMNP-TV-Z]{8}$/);
    expect(again.expiresAt).toBe(shop.clock.now() + PIN_CODE_LIFE_MS);
    expect((await rinasRow())['pin']).toBeNull();
    expect(await ownFacts('pin.reset')).toMatchObject([{ staffId: 'rina' }, { staffId: 'rina' }]);
  });

  test('is kept as a keyed hash, and stands in no fact', async () => {
    const { code } = await start();
    expect(JSON.stringify(await query(shop, 'select * from pin_code'))).not.toContain(code);
    expect(JSON.stringify(await ownFacts('pin.reset'))).not.toContain(code);
  });

  test('is made for people of the co-operative only', async () => {
    const whose = { coopId: COOP_ID, staffId: 'nobody' };
    expect(await shop.premises.store.write((tx) => startPinReset(tx, shop.premises, whose))).toBeNull();
  });
});

describe('setting a PIN', () => {
  test('puts it into the roster of every device and says in the server’s ledger who set it where', async () => {
    const { code } = await start();
    expect(await setPin(code)).toMatchObject({ status: 200, body: { ok: true } });
    expect(await rinasRow()).toMatchObject({ id: 'rina', name: 'Rina', isActive: true, pin });
    const [fact] = await ownFacts('pin.set');
    expect(fact).toMatchObject({ staffId: 'rina', deviceId: device.deviceId, actor: { staffId: 'server' } });
    expect(JSON.stringify(fact)).not.toContain(pin.hash);
  });

  test('uses the code up, and a lost reply costs nothing', async () => {
    const { code } = await start();
    await setPin(code);
    expect(await setPin(code)).toMatchObject({ status: 200 });
    const other = await hashPin('739146', new FakeRandom('other'));
    expect(await setPin(code, { pin: other })).toMatchObject({
      status: 403,
      body: { problem: 'code_wrong' },
    });
    expect(await ownFacts('pin.set')).toHaveLength(1);
  });

  test('keeps columns that this program does not know', async () => {
    await tamper(
      shop,
      `update master_row set row = replace(row, '{"id":', '{"futureColumn":7,"id":') where id = 'rina'`,
    );
    const { code } = await start();
    await setPin(code);
    expect(await rinasRow()).toMatchObject({ futureColumn: 7, pin });
  });

  test('locks the code after five wrong ones, even for the right one', async () => {
    const { code } = await start();
    for (let tries = 0; tries < 5; tries += 1) {
      expect(await setPin('ABCD2345')).toMatchObject({ body: { problem: 'code_wrong' } });
    }
    expect(await setPin(code)).toMatchObject({ status: 403, body: { problem: 'code_locked' } });
    const fresh = await start();
    expect(await setPin(fresh.code)).toMatchObject({ status: 200 });
  });

  test('counts wrong codes that come at once one by one', async () => {
    const { code } = await start();
    await Promise.all(Array.from({ length: 5 }, () => setPin('ABCD2345')));
    expect(await setPin(code)).toMatchObject({ status: 403, body: { problem: 'code_locked' } });
  });

  test('is too late after a day', async () => {
    const { code } = await start();
    shop.clock.pass(PIN_CODE_LIFE_MS);
    await device.openSession();
    expect(await setPin(code)).toMatchObject({ status: 403, body: { problem: 'code_expired' } });
  });

  test('with another person’s code, or for nobody, is a wrong code', async () => {
    const { code } = await start();
    expect(await setPin(code, { staffId: 'hendra' })).toMatchObject({ body: { problem: 'code_wrong' } });
    await tamper(
      shop,
      `update master_row set row = replace(row, '"isActive":true', '"isActive":false') where id = 'rina'`,
    );
    expect(await setPin(code)).toMatchObject({ body: { problem: 'code_wrong' } });
  });

  test.each([
    ['too few rounds', { ...pin, rounds: PIN_ROUNDS - 1 }],
    ['a short salt', { ...pin, salt: 'abc' }],
    ['the digits themselves', { salt: pin.salt, rounds: PIN_ROUNDS, hash: '264810' }],
    ['something beside', { ...pin, digits: '264810' }],
  ])('is refused with %s', async (_what, wrong) => {
    const { code } = await start();
    expect(await setPin(code, { pin: wrong })).toMatchObject({ status: 400, body: { problem: 'malformed' } });
  });

  test('is no fact that a device may write', async () => {
    device.ledger.appendSale({
      patch: { kind: 'pin.set', staffId: 'rina', deviceId: device.deviceId, moves: [] },
    });
    expect((await device.push()).body.status).toEqual([[1, 'quarantined', 'kind_not_allowed']]);
  });
});
