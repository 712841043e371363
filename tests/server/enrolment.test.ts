import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { EnrolReply } from '#protocol/enrol.ts';
import { signedText } from '#protocol/signed.ts';
import { isSignedBy, matchDigits } from '../../sync-server/keys/signatures.ts';
import { TestDevice } from './builders/device.ts';
import { query } from './builders/books.ts';
import { COOP_ID, openShop, OUTLET, type Shop } from './builders/shop.ts';

const MINUTE_MS = 60_000;
const PLACE = { coopId: COOP_ID, outletId: OUTLET.id };

let shop: Shop;
let device: TestDevice;

beforeEach(async () => {
  shop = await openShop({ mode: 'production' });
  device = new TestDevice(shop.app);
});

afterEach(() => shop.close());

function digitsOf(code: string, publicKey = device.publicKey): string {
  return matchDigits(signedText.match({ code, publicKey }));
}

async function enrolConfirmed(): Promise<string> {
  const { code } = await shop.premises.desk.makeCode(PLACE);
  await device.enrol(code);
  await shop.premises.desk.decide({ code, match: digitsOf(code), isConfirmed: true });
  return code;
}

describe('a one-time code', () => {
  test('lets a device wait until an operator has confirmed the digits, then takes it in', async () => {
    const { code } = await shop.premises.desk.makeCode(PLACE);
    expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{8}$/);
    expect(await device.enrol(code)).toMatchObject({ status: 200, body: { state: 'waiting' } });
    const view = await shop.premises.desk.viewCode(code);
    expect(view).toMatchObject({ state: 'knocking', match: digitsOf(code), deviceName: 'Tablet uji' });
    expect(await shop.premises.desk.decide({ code, match: view?.match ?? '', isConfirmed: true })).toBe(true);
    const { status, body } = await device.enrol(code);
    expect(status).toBe(200);
    const reply = body as Extract<EnrolReply, { state: 'enrolled' }>;
    expect(reply).toMatchObject({ state: 'enrolled', series: 'A', serverKey: shop.premises.keys.publicKey });
    expect(reply.certificate).toMatchObject({
      ...PLACE,
      deviceId: device.deviceId,
      publicKey: device.publicKey,
    });
    const { signature, ...signed } = reply.certificate;
    expect(isSignedBy(reply.serverKey, signedText.certificate(signed), signature)).toBe(true);
    expect(await shop.premises.desk.viewCode(code)).toMatchObject({ state: 'enrolled' });
  });

  test('gives the same code and key the same answer, so that a lost reply costs nothing', async () => {
    const code = await enrolConfirmed();
    const first = await device.enrol(code);
    shop.clock.pass(9 * MINUTE_MS);
    const again = await device.enrol(code);
    expect({ ...(again.body as object), serverTime: 0 }).toEqual({
      ...(first.body as object),
      serverTime: 0,
    });
    expect(await query(shop, "select 1 from device where device_id <> 'server'")).toHaveLength(1);
  });

  test('answers the very same bytes again while the nonce lives', async () => {
    const { code } = await shop.premises.desk.makeCode(PLACE);
    const request = await device.enrolRequest(code);
    for (let tries = 0; tries < 3; tries += 1) {
      expect(await device.post('/api/sync/v1/enrol', request)).toMatchObject({ body: { state: 'waiting' } });
    }
  });

  test('belongs to the first key that comes with it', async () => {
    const { code } = await shop.premises.desk.makeCode(PLACE);
    await device.enrol(code);
    const second = new TestDevice(shop.app, 'second');
    expect(await second.enrol(code)).toMatchObject({ status: 403, body: { problem: 'code_used' } });
    expect(
      await shop.premises.desk.decide({ code, match: digitsOf(code, second.publicKey), isConfirmed: true }),
    ).toBe(false);
  });

  test('serves one device', async () => {
    const code = await enrolConfirmed();
    await device.enrol(code);
    const second = new TestDevice(shop.app, 'second');
    expect(await second.enrol(code)).toMatchObject({ status: 403, body: { problem: 'code_used' } });
  });

  test('that nobody has made is wrong', async () => {
    expect(await device.enrol('ABCD2345')).toMatchObject({ status: 403, body: { problem: 'code_wrong' } });
  });

  test('expires after ten minutes', async () => {
    const { code } = await shop.premises.desk.makeCode(PLACE);
    shop.clock.pass(10 * MINUTE_MS);
    expect(await device.enrol(code)).toMatchObject({ status: 403, body: { problem: 'code_expired' } });
    expect(await shop.premises.desk.viewCode(code)).toMatchObject({ state: 'expired' });
  });

  test('that an operator denied stays denied', async () => {
    const { code } = await shop.premises.desk.makeCode(PLACE);
    await device.enrol(code);
    await shop.premises.desk.decide({ code, match: digitsOf(code), isConfirmed: false });
    expect(await device.enrol(code)).toMatchObject({ status: 403, body: { problem: 'enrolment_denied' } });
  });

  test('is locked after five tries by those it does not belong to', async () => {
    const { code } = await shop.premises.desk.makeCode(PLACE);
    await device.enrol(code);
    for (let tries = 0; tries < 5; tries += 1) await new TestDevice(shop.app, `thief ${tries}`).enrol(code);
    expect(await device.enrol(code)).toMatchObject({ status: 403, body: { problem: 'code_locked' } });
  });

  test('is refused to an address that guessed wrong five times, for ten minutes', async () => {
    const { code } = await shop.premises.desk.makeCode(PLACE);
    for (let tries = 0; tries < 5; tries += 1) {
      expect(await device.enrol(`ABCD234${tries}`)).toMatchObject({ body: { problem: 'code_wrong' } });
    }
    expect(await device.enrol(code)).toMatchObject({ status: 403, body: { problem: 'code_locked' } });
    shop.clock.pass(10 * MINUTE_MS);
    const fresh = await shop.premises.desk.makeCode(PLACE);
    expect(await device.enrol(fresh.code)).toMatchObject({ body: { state: 'waiting' } });
  });

  test('does not help who can’t sign with the key', async () => {
    const { code } = await shop.premises.desk.makeCode(PLACE);
    const request = await device.enrolRequest(code, { signature: 'AAAA' });
    expect(await device.post('/api/sync/v1/enrol', request)).toMatchObject({
      status: 401,
      body: { problem: 'unauthenticated', detail: 'signature' },
    });
    expect(await shop.premises.desk.viewCode(code)).toMatchObject({ state: 'open' });
  });

  test('needs a live nonce', async () => {
    const { code } = await shop.premises.desk.makeCode(PLACE);
    const request = await device.enrolRequest(code);
    shop.clock.pass(2 * MINUTE_MS);
    expect(await device.post('/api/sync/v1/enrol', request)).toMatchObject({ status: 401 });
  });

  test('lies in the store as a keyed hash only', async () => {
    const { code } = await shop.premises.desk.makeCode(PLACE);
    expect(JSON.stringify(await query(shop, 'select * from enrol_code'))).not.toContain(code);
  });
});

describe('an enrolled device', () => {
  test('gets the next series of its outlet, and no two get the same', async () => {
    const series: unknown[] = [];
    for (const seed of ['one', 'two', 'three']) {
      device = new TestDevice(shop.app, seed);
      const { body } = await device.enrol(await enrolConfirmed());
      series.push((body as { series: string }).series);
    }
    expect(series).toEqual(['A', 'B', 'C']);
  });

  test('is a fact in the server’s own ledger', async () => {
    await device.enrol(await enrolConfirmed());
    const [fact] = (await query(shop, "select body from fact where kind = 'device.enrolled'")) as {
      body: string;
    }[];
    expect(JSON.parse(fact?.body ?? '{}')).toMatchObject({
      deviceId: device.deviceId,
      series: 'A',
      name: 'Tablet uji',
    });
  });
});

describe('a code that needs no confirmation', () => {
  test('can’t be made outside a demonstration', () => {
    expect(() => shop.premises.desk.makeDemoCode(PLACE)).toThrow(/demonstration/);
  });

  test('takes in any number of devices while the process runs', async () => {
    const demo = await openShop({ mode: 'demo' });
    const code = demo.premises.desk.makeDemoCode(PLACE);
    demo.clock.pass(60 * MINUTE_MS);
    for (const seed of ['one', 'two']) {
      expect(await new TestDevice(demo.app, seed).enrol(code)).toMatchObject({
        status: 200,
        body: { state: 'enrolled' },
      });
    }
    expect(await query(demo, 'select * from enrol_code')).toEqual([]);
    await demo.close();
  });
});
