import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { TestDevice } from './builders/device.ts';
import { CONSOLE_TOKEN, openShop, type Shop } from './builders/shop.ts';

let shop: Shop;

beforeEach(async () => {
  shop = await openShop({ mode: 'production' });
});

afterEach(() => shop.close());

const NONCE = '/api/sync/v1/session/nonce';
const PER_MINUTE = 240;

/** How many of so many requests pass the limit. @param from the peer's address @param claims what it says of its caller */
async function passing(count: number, from: string, claims: (index: number) => string): Promise<number> {
  let passed = 0;
  for (let index = 0; index < count; index += 1) {
    const headers = { 'x-forwarded-for': claims(index) };
    const reply = await shop.app.inject({
      method: 'POST',
      url: NONCE,
      remoteAddress: from,
      headers,
      payload: {},
    });
    if (reply.statusCode === 200) passed += 1;
  }
  return passed;
}

describe('behind the proxy on this machine', () => {
  test('each shop has limits of its own', async () => {
    expect(await passing(PER_MINUTE + 10, '127.0.0.1', () => '203.0.113.7')).toBe(PER_MINUTE);
    expect(await passing(5, '127.0.0.1', () => '203.0.113.8')).toBe(5);
  });

  test('a caller who forges what the proxy adds to gains nothing: the last address counts', async () => {
    const forged = (index: number): string => `198.51.100.${index % 250}, 203.0.113.7`;
    expect(await passing(PER_MINUTE + 10, '127.0.0.1', forged)).toBe(PER_MINUTE);
  });

  test('wrong enrolment codes of one shop lock out nobody else', async () => {
    const device = new TestDevice(shop.app);
    const guess = async (from: string) =>
      device.post('/api/sync/v1/enrol', await device.enrolRequest('ABCD2345'), { 'x-forwarded-for': from });
    for (let tries = 0; tries < 5; tries += 1) await guess('203.0.113.7');
    expect(await guess('203.0.113.7')).toMatchObject({ body: { problem: 'code_locked' } });
    expect(await guess('203.0.113.8')).toMatchObject({ body: { problem: 'code_wrong' } });
  });
});

describe('from anywhere else', () => {
  test('what a caller says of its own address is not believed, so no limit can be dodged', async () => {
    const spoof = (index: number): string => `198.51.100.${index % 250}`;
    expect(await passing(PER_MINUTE + 10, '192.168.1.9', spoof)).toBe(PER_MINUTE);
  });

  test('nobody becomes the console by claiming to be this machine', async () => {
    for (const header of ['x-forwarded-for', 'forwarded', 'x-real-ip']) {
      const reply = await shop.app.inject({
        method: 'POST',
        url: '/api/console/v1/enrol-code',
        remoteAddress: '192.168.1.9',
        headers: { authorization: `Bearer ${CONSOLE_TOKEN}`, [header]: '127.0.0.1' },
        payload: { outletId: null },
      });
      expect(reply.statusCode).toBe(404);
    }
  });
});
