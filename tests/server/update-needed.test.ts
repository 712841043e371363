import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { enrolledDevice } from './builders/device.ts';
import { openShop, type Shop } from './builders/shop.ts';

let shop: Shop;

beforeEach(async () => {
  shop = await openShop();
});

afterEach(() => shop.close());

describe('a till of another version of the wire', () => {
  test.each([
    ['push', 2],
    ['push', 0],
    ['dump', 2],
  ])('is asked for its update on %s, with the oldest build that will do', async (route, proto) => {
    const device = await enrolledDevice(shop);
    const request = { ...device.ledger.pushRequest(), proto, entries: 'in a shape of tomorrow' };
    expect(await device.post(`/api/sync/v1/${route}`, request)).toMatchObject({
      status: 426,
      body: { problem: 'update_needed', minBuild: '0.1.0' },
    });
  });

  test('is malformed when it names no version at all', async () => {
    const device = await enrolledDevice(shop);
    expect(await device.post('/api/sync/v1/push', { proto: 'one' })).toMatchObject({ status: 400 });
  });
});
