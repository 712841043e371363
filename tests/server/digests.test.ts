import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sha256Hex } from '#domain/chain.ts';
import { query } from './builders/books.ts';
import { enrolledDevice, type TestDevice } from './builders/device.ts';
import { openShop, type Shop } from './builders/shop.ts';

let shop: Shop;
let device: TestDevice;

beforeEach(async () => {
  shop = await openShop();
  device = await enrolledDevice(shop);
});

afterEach(() => shop.close());

test('every reply of the API names the digest of its bytes, a refusal too, packed or not', async () => {
  for (const encoding of ['identity', 'gzip']) {
    const { body, headers } = await ask(encoding);
    expect(headers['x-gerai-digest']).toBe(sha256Hex(body));
  }
  const refused = await shop.app.inject({ method: 'GET', url: '/api/nothing' });
  expect(refused.headers['x-gerai-digest']).toBe(sha256Hex(refused.body));
});

test('a push whose bytes are not those of its digest is damaged: nothing of it is stored, and the same again is taken', async () => {
  device.ledger.appendSale();
  const text = JSON.stringify(device.ledger.pushRequest());
  const said = { 'x-gerai-digest': sha256Hex(text) };
  // A series that nobody has is no defect of form and stands outside the chain.
  const hurt = text.replace('"series":"A"', '"series":"Q"');
  const reply = await device.post('/api/sync/v1/push', hurt, said);
  expect(reply).toMatchObject({ status: 400, body: { problem: 'damaged' } });
  expect(await query(shop, "select 1 from fact where kind = 'sale.recorded'")).toEqual([]);
  expect(await device.post('/api/sync/v1/push', text, said)).toMatchObject({ body: { serverAcked: 1 } });
});

test('a packed push has the digest of its text', async () => {
  device.ledger.appendSales(50);
  const text = JSON.stringify(device.ledger.pushRequest());
  const reply = await shop.app.inject({
    method: 'POST',
    url: '/api/sync/v1/push',
    headers: {
      authorization: `Bearer ${device.token}`,
      'content-type': 'application/json',
      'content-encoding': 'gzip',
      'x-gerai-digest': sha256Hex(text),
    },
    payload: gzipSync(text),
  });
  expect(reply.json()).toMatchObject({ outcome: 'ok', serverAcked: 50 });
});

/** Asks for a page as a browser does. @returns the text of the reply before it was packed */
async function ask(encoding: string): Promise<{ body: string; headers: Record<string, unknown> }> {
  const request = { deviceId: device.deviceId, epochs: [], stream: 'coop', cursor: null };
  const reply = await shop.app.inject({
    method: 'POST',
    url: '/api/sync/v1/pull',
    headers: { authorization: `Bearer ${device.token}`, 'accept-encoding': encoding },
    payload: { ...request, scopeHash: null, schema: 1, limit: 1000 },
  });
  const isPacked = reply.headers['content-encoding'] === 'gzip';
  expect(isPacked).toBe(encoding === 'gzip');
  return {
    body: isPacked ? gunzipSync(reply.rawPayload).toString() : reply.body,
    headers: reply.headers,
  };
}
