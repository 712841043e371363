import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { enrolledDevice } from './builders/device.ts';
import { openShop, type Shop } from './builders/shop.ts';

const METRICS_TOKEN = 'a-token-for-the-scraper-0123456789abcdef';
const HTML = { accept: 'text/html' };
const LAN = '192.168.1.20';

let shop: Shop;

beforeEach(async () => {
  shop = await openShop({ metricsToken: METRICS_TOKEN });
});

afterEach(() => shop.close());

describe('plain http', () => {
  test('beyond this machine shows one page that says HTTPS is needed, whatever place is opened', async () => {
    for (const url of ['/', '/enrol', '/setup']) {
      const reply = await shop.app.inject({ url, headers: { ...HTML, host: 'gerai.lan:8080' } });
      expect([reply.statusCode, reply.headers['content-type']]).toEqual([400, 'text/html; charset=utf-8']);
      expect(reply.body).toContain('HTTPS diperlukan');
      expect(reply.body).toContain('Tidak ada data yang hilang');
      expect(reply.headers['location']).toBeUndefined();
    }
  });

  test('beyond this machine gets nothing from the API', async () => {
    const reply = await shop.app.inject({
      method: 'POST',
      url: '/api/sync/v1/session/nonce',
      headers: { host: 'gerai.lan:8080' },
      payload: {},
    });
    expect([reply.statusCode, reply.json()]).toEqual([400, { problem: 'https_needed' }]);
  });

  test.each(['localhost:8080', '127.0.0.1:8080', '[::1]:8080', 'gerai.localhost'])(
    'is enough for %s, which browsers trust',
    async (host) => {
      const reply = await shop.app.inject({
        method: 'POST',
        url: '/api/sync/v1/session/nonce',
        headers: { host },
        payload: {},
      });
      expect(reply.statusCode).toBe(200);
    },
  );

  test('is enough for the checks of whoever runs the machine', async () => {
    expect((await shop.app.inject({ url: '/healthz', headers: { host: 'gerai.lan' } })).statusCode).toBe(200);
    expect((await shop.app.inject({ url: '/readyz', headers: { host: 'gerai.lan' } })).statusCode).toBe(200);
  });

  test('is https when the proxy on this machine says so, and nobody else is believed', async () => {
    const ask = (remoteAddress: string) =>
      shop.app.inject({
        method: 'POST',
        url: '/api/sync/v1/session/nonce',
        headers: { host: 'gerai.example.id', 'x-forwarded-proto': 'https', 'x-forwarded-for': LAN },
        remoteAddress,
        payload: {},
      });
    expect((await ask('127.0.0.1')).statusCode).toBe(200);
    expect((await ask(LAN)).json()).toEqual({ problem: 'https_needed' });
  });
});

describe('the numbers for Prometheus', () => {
  test('tell of requests, entries and what a tablet still holds, and name nobody', async () => {
    const device = await enrolledDevice(shop);
    device.ledger.appendSales(3);
    expect((await device.push()).status).toBe(200);
    const reply = await shop.app.inject({ url: '/metrics' });
    expect(reply.statusCode).toBe(200);
    expect(reply.headers['content-type']).toContain('text/plain');
    expect(reply.body).toMatch(/gerai_entries_total\{status="accepted",build="[^"]+"\} 3/);
    expect(reply.body).toMatch(/gerai_pushes_total\{outcome="ok",build="[^"]+"\} 1/);
    expect(reply.body).toContain(`gerai_device_unsent_entries{device="${device.deviceId}"`);
    expect(reply.body).toMatch(/gerai_http_request_seconds_count\{[^}]*route="\/api\/sync\/v1\/push"/);
    expect(reply.body).toContain('gerai_process_resident_memory_bytes');
    expect(reply.body).not.toContain('Rina');
  });

  test('are for this machine, or for who bears the token of the configuration', async () => {
    const ask = (remoteAddress: string, headers: Record<string, string> = {}) =>
      shop.app.inject({ url: '/metrics', remoteAddress, headers }).then((reply) => reply.statusCode);
    expect(await ask('127.0.0.1')).toBe(200);
    expect(await ask(LAN)).toBe(404);
    expect(await ask('127.0.0.1', { 'x-forwarded-for': LAN })).toBe(404);
    expect(await ask(LAN, { authorization: `Bearer ${METRICS_TOKEN}` })).toBe(200);
    expect(await ask(LAN, { authorization: `Bearer ${METRICS_TOKEN}x` })).toBe(404);
  });

  test('stay shut to other machines when the configuration has no token', async () => {
    const closed = await openShop();
    const headers = { authorization: 'Bearer ' + 'x'.repeat(40) };
    const reply = await closed.app.inject({ url: '/metrics', remoteAddress: LAN, headers });
    expect(reply.statusCode).toBe(404);
    await closed.close();
  });
});

test('an address that a stranger writes does not make the command line of this machine', async () => {
  const reply = await shop.app.inject({
    method: 'POST',
    url: '/api/console/v1/make-code',
    headers: { 'x-forwarded-for': '127.0.0.1', authorization: 'Bearer x' },
    remoteAddress: LAN,
    payload: {},
  });
  expect(reply.statusCode).toBe(404);
});
