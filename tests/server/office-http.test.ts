import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { addPerson, PASSWORD } from './builders/office.ts';
import { openShop, type Shop } from './builders/shop.ts';

const OWN = 'http://localhost:8080';
const PAGE = { origin: OWN, 'sec-fetch-site': 'same-origin', 'content-type': 'application/json' };

let shop: Shop;
let port: number;

beforeEach(async () => {
  shop = await openShop({ mode: 'production' });
  await addPerson(shop, { id: 'sari', name: 'Sari' }, { account: 'sari' });
  await shop.app.listen({ host: '127.0.0.1', port: 0 });
  ({ port } = shop.app.server.address() as AddressInfo);
});

afterEach(() => shop.close());

interface Answer {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: string;
}

/** A request as it goes over the line; fetch would keep some headers to itself. */
function ask(
  method: string,
  path: string,
  options: { headers?: object; body?: string } = {},
): Promise<Answer> {
  const { headers = {}, body = '' } = options;
  return new Promise((resolve, reject) => {
    const asked = request(
      { host: '127.0.0.1', port, method, path: `/api/office/v1/${path}`, headers: { ...headers } },
      (reply) => {
        let text = '';
        reply.on('data', (chunk: Buffer) => (text += chunk.toString()));
        reply.on('end', () => resolve({ status: reply.statusCode ?? 0, headers: reply.headers, body: text }));
      },
    );
    asked.on('error', reject);
    asked.end(body);
  });
}

const credentials = JSON.stringify({ account: 'sari', password: PASSWORD });

test('over real HTTP a session lives in one strict cookie, and every reply is closed to caches and other origins', async () => {
  const signedIn = await ask('POST', 'sign-in', { headers: PAGE, body: credentials });
  const [cookie = ''] = signedIn.headers['set-cookie'] ?? [];
  expect([signedIn.status, cookie]).toEqual([
    200,
    expect.stringMatching(/^__Host-sid=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Strict$/),
  ]);
  const headers = { cookie: cookie.split(';')[0] };
  const me = await ask('GET', 'me', { headers: { ...headers, origin: 'https://evil.example' } });
  expect(me.status).toBe(200);
  expect(me.headers).toMatchObject({
    'cache-control': 'no-store',
    'content-type': 'application/json; charset=utf-8',
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'same-origin',
    'strict-transport-security': 'max-age=31536000; includeSubDomains',
  });
  expect(Object.keys(me.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  for (const forged of [{}, { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }]) {
    const asked = { ...headers, 'content-type': 'application/json', ...forged };
    expect((await ask('POST', 'sign-out', { headers: asked, body: '{}' })).status).toBe(403);
  }
  expect((await ask('GET', 'sign-out', { headers })).status).toBe(405);
  expect((await ask('GET', 'me', { headers })).status).toBe(200);
  expect((await ask('POST', 'sign-out', { headers: { ...headers, ...PAGE }, body: '{}' })).status).toBe(200);
  expect((await ask('GET', 'me', { headers })).status).toBe(401);
});

test('an address that a stranger writes into a header is not theirs, and one that the proxy here writes is', async () => {
  const tryFrom = (forwarded: string) =>
    ask('POST', 'sign-in', {
      headers: { ...PAGE, 'x-forwarded-for': forwarded, 'x-forwarded-proto': 'https' },
      body: credentials.replace(PASSWORD, 'salah'),
    });
  // The proxy appends whom it speaks for; what stands before that was written by the stranger.
  for (let count = 0; count < 5; count += 1) await tryFrom(`203.0.113.${count}, 198.51.100.7`);
  expect((await tryFrom('203.0.113.99, 198.51.100.7')).body).toBe('{"problem":"credentials_locked"}');
  expect((await tryFrom('198.51.100.8')).body).toBe('{"problem":"credentials_wrong"}');
});
