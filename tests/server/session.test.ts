import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { enrolledDevice, TestDevice } from './builders/device.ts';
import { findingKinds, tamper } from './builders/books.ts';
import { openShop, type Shop } from './builders/shop.ts';
import { clearPlace } from './builders/store-place.ts';

const MINUTE_MS = 60_000;

let shop: Shop;
let device: TestDevice;

beforeEach(async () => {
  shop = await openShop();
  device = await enrolledDevice(shop);
});

afterEach(() => shop.close());

describe('a session', () => {
  test('lasts fifteen minutes', async () => {
    expect((await device.push()).status).toBe(200);
    shop.clock.pass(15 * MINUTE_MS);
    expect(await device.push()).toMatchObject({ status: 401, body: { problem: 'unauthenticated' } });
    await device.openSession();
    expect((await device.push()).status).toBe(200);
  });

  test('is not opened with a signature of another key', async () => {
    const request = await device.sessionRequest();
    const other = new TestDevice(shop.app, 'other');
    const forged = { ...request, signature: (await other.sessionRequest())['signature'] };
    expect(await device.post('/api/sync/v1/session', forged)).toMatchObject({
      status: 401,
      body: { problem: 'unauthenticated', detail: 'signature' },
    });
  });

  test('is not opened with a nonce that expired, was used, or was never given', async () => {
    const expired = await device.sessionRequest();
    shop.clock.pass(2 * MINUTE_MS);
    expect(await device.post('/api/sync/v1/session', expired)).toMatchObject({ status: 401 });
    const used = await device.sessionRequest();
    expect(await device.post('/api/sync/v1/session', used)).toMatchObject({ status: 200 });
    expect(await device.post('/api/sync/v1/session', used)).toMatchObject({
      status: 401,
      body: { detail: 'nonce' },
    });
    const invented = await device.sessionRequest({ nonce: 'invented' });
    expect(await device.post('/api/sync/v1/session', invented)).toMatchObject({ status: 401 });
  });

  test('of another co-operative is not found', async () => {
    const foreign = { ...device.certificate, coopId: 'kkmp-lain' };
    const request = await device.sessionRequest({ coopId: 'kkmp-lain', certificate: foreign });
    expect(await device.post('/api/sync/v1/session', request)).toMatchObject({
      status: 404,
      body: { problem: 'not_found' },
    });
    const mixed = await device.sessionRequest({ certificate: foreign });
    expect(await device.post('/api/sync/v1/session', mixed)).toMatchObject({ status: 404 });
  });

  test('is asked for on every route that is not open', async () => {
    for (const token of ['', 'x', device.token.slice(1)]) {
      device.token = token;
      expect(await device.push()).toMatchObject({ status: 401, body: { problem: 'unauthenticated' } });
      expect(await device.pull()).toMatchObject({ status: 401 });
    }
  });

  test('keeps of its token only a hash, and only in memory', () => {
    expect(JSON.stringify(shop.premises.sessions)).not.toContain(device.token);
  });
});

describe('a server restored from before a device was enrolled', () => {
  test('takes the device back by its certificate, with a finding', async () => {
    await tamper(shop, "delete from checkpoint; delete from device where device_id <> 'server'");
    expect(await device.openSession()).toMatchObject({ status: 200 });
    device.ledger.appendSales(1);
    expect((await device.push()).body.outcome).toBe('ok');
    expect(await findingKinds(shop)).toEqual(['device_recreated']);
  });

  test('refuses a device whose certificate it did not sign', async () => {
    const stranger = new TestDevice(shop.app, 'stranger');
    const certificate = { ...device.certificate, deviceId: stranger.deviceId, publicKey: stranger.publicKey };
    const request = await stranger.sessionRequest({ certificate });
    expect(await stranger.post('/api/sync/v1/session', request)).toMatchObject({ status: 401 });
  });
});

describe('a restarted server', () => {
  test('knows its devices by the same keys and asks for a new session', async () => {
    await shop.app.close();
    const again = await openShop({ place: shop.place, clock: shop.clock, seed: 'second start' });
    Object.assign(device, { app: again.app });
    expect((await device.push()).status).toBe(401);
    expect(await device.openSession()).toMatchObject({ status: 200 });
    expect(again.premises.keys.publicKey).toBe(shop.premises.keys.publicKey);
    await again.close();
    await clearPlace(shop.place);
  });
});
