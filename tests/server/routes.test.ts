import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { accessOf } from '../../sync-server/plugins/access.ts';
import { enrolledDevice, TestDevice } from './builders/device.ts';
import { addPerson, OWN_PAGE } from './builders/office.ts';
import { CONSOLE_TOKEN, openShop, type Shop } from './builders/shop.ts';

const CSP = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
];

const HTML = { accept: 'text/html,application/xhtml+xml' };

let shop: Shop;
let appFolder: string;

beforeEach(async () => {
  appFolder = mkdtempSync(join(tmpdir(), 'gerai-dist-'));
  mkdirSync(join(appFolder, 'assets'));
  writeFileSync(join(appFolder, 'index.html'), '<!doctype html><title>Gerai</title>');
  writeFileSync(join(appFolder, 'service-worker.js'), '// worker');
  writeFileSync(join(appFolder, 'assets', 'main-abc123.js'), `// ${'x'.repeat(5000)}`);
  mkdirSync(join(appFolder, 'previous', 'assets'), { recursive: true });
  writeFileSync(join(appFolder, 'previous', 'assets', 'main-yesterday.js'), '// before');
  shop = await openShop({ mode: 'production', appFolder });
});

afterEach(async () => {
  await shop.close();
  rmSync(appFolder, { recursive: true, force: true });
});

/** Every route of the server with its methods, HEAD left out. */
function routeTable(of: Shop): readonly (readonly [string, string])[] {
  const text = of.app.printRoutes({ commonPrefix: false, includeHooks: false });
  const table: (readonly [string, string])[] = [];
  const path: string[] = [];
  for (const line of text.split('\n')) {
    const match = /^([│├└─\s]*)(\S+)(?: \(([A-Z, ]+)\))?/.exec(line);
    if (match === null) continue;
    const depth = (match[1] ?? '').length / 4;
    path.splice(Math.max(0, depth - 1), path.length, match[2] ?? '');
    for (const method of (match[3] ?? '').split(', ')) {
      if (method !== '' && method !== 'HEAD' && method !== 'OPTIONS')
        table.push([method, path.join('').replace(/^\*/, '/*')]);
    }
  }
  return table;
}

describe('the route table', () => {
  test('has exactly the open routes of the trust paper, and everything else asks who is there', async () => {
    const table = routeTable(shop);
    const open = table
      .filter(([, url]) => accessOf(url) === 'open')
      .map(([method, url]) => `${method} ${url}`);
    expect(open.toSorted()).toEqual([
      'GET /*',
      'GET /healthz',
      'GET /readyz',
      'POST /api/office/v1/accept-invitation',
      'POST /api/office/v1/sign-in',
      'POST /api/setup/v1/check',
      'POST /api/setup/v1/found',
      'POST /api/sync/v1/enrol',
      'POST /api/sync/v1/session',
      'POST /api/sync/v1/session/nonce',
    ]);
    const closed = table.filter(([, url]) => accessOf(url) !== 'open');
    expect(closed.length).toBe(35);
    const remoteAddress = '192.168.1.20';
    for (const [method, url] of closed) {
      const asked = { method: method as 'POST', url, remoteAddress, headers: OWN_PAGE };
      const reply = await shop.app.inject(method === 'GET' ? asked : { ...asked, payload: {} });
      const hasSessions = accessOf(url) === 'device' || accessOf(url) === 'office';
      expect([url, reply.statusCode]).toEqual([url, hasSessions ? 401 : 404]);
    }
  });

  test('refuses to grow by a route that nobody has decided about', async () => {
    expect(() => accessOf('/api/new/thing')).toThrow(/Nobody has decided/);
  });

  test('has the API’s documentation in a demonstration only, with a policy of its own', async () => {
    expect((await shop.app.inject('/api/docs')).statusCode).toBe(404);
    expect((await shop.app.inject('/api/docs/json')).statusCode).toBe(404);
    const demo = await openShop({ mode: 'demo' });
    const page = await demo.app.inject('/api/docs/');
    expect(page.statusCode).toBe(200);
    expect(page.headers['content-security-policy']).toContain("style-src 'self' 'unsafe-inline'");
    const { paths } = (await demo.app.inject('/api/docs/json')).json<{ paths: Record<string, unknown> }>();
    expect(Object.keys(paths)).toContain('/api/sync/v1/push');
    expect(Object.keys(paths).some((path) => path.includes('console'))).toBe(false);
    await demo.close();
  });

  test('answers other methods with 405 and says which are allowed', async () => {
    for (const method of ['GET', 'PUT', 'DELETE', 'PATCH'] as const) {
      const reply = await shop.app.inject({ method, url: '/api/sync/v1/push' });
      expect([reply.statusCode, reply.headers['allow'], reply.json()]).toEqual([
        405,
        'POST',
        { problem: 'method_not_allowed' },
      ]);
    }
  });
});

describe('every reply of the API', () => {
  test.each([
    ['a success', 'POST', '/api/sync/v1/session/nonce', 200],
    ['a refusal', 'POST', '/api/sync/v1/push', 401],
    ['an unknown address', 'GET', '/api/nothing', 404],
    ['a wrong method', 'GET', '/api/sync/v1/enrol', 405],
  ] as const)('carries the mark of the sync, also %s', async (_what, method, url, status) => {
    const reply = await shop.app.inject({ method, url, ...(method === 'POST' ? { payload: {} } : {}) });
    expect(reply.statusCode).toBe(status);
    expect(reply.headers['x-gerai-sync']).toBe('1');
    expect(reply.headers['cache-control']).toBe('no-store');
    expect(reply.headers['content-type']).toBe('application/json; charset=utf-8');
  });

  test('gives no other origin leave to read it', async () => {
    const headers = { origin: 'https://evil.example', 'content-type': 'application/json' };
    const reply = await shop.app.inject({
      method: 'POST',
      url: '/api/sync/v1/session/nonce',
      headers,
      payload: {},
    });
    expect(Object.keys(reply.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  });
});

describe('the security headers', () => {
  test('let wasm be compiled in the reader of barcodes and nowhere else', async () => {
    const policyOf = async (url: string) =>
      String((await shop.app.inject({ url, headers: HTML })).headers['content-security-policy']);
    expect(await policyOf('/assets/code-worker-Ab_-12.js')).toBe(
      "default-src 'none';script-src 'self' 'wasm-unsafe-eval';connect-src 'self';require-trusted-types-for 'script'",
    );
    for (const url of [
      '/',
      '/assets/code-worker.html',
      '/assets/x/code-worker-a.js',
      '/api/assets/code-worker-a.js',
    ])
      expect(await policyOf(url)).not.toContain('wasm');
  });

  test.each(['/', '/healthz', '/api/nothing', '/assets/main-abc123.js', '/kasir'])(
    'stand on %s',
    async (url) => {
      const { headers } = await shop.app.inject({ url, headers: HTML });
      expect(String(headers['content-security-policy']).split(';')).toEqual(CSP);
      expect(headers['strict-transport-security']).toBe('max-age=31536000; includeSubDomains');
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['referrer-policy']).toBe('no-referrer');
      expect(headers['cross-origin-opener-policy']).toBe('same-origin');
      const permissions = String(headers['permissions-policy']).split(', ');
      const own = permissions.filter((permission) => permission.endsWith('=(self)'));
      expect(own).toEqual(['camera=(self)', 'usb=(self)', 'serial=(self)', 'bluetooth=(self)']);
      expect(
        permissions.filter((permission) => !own.includes(permission)).every((one) => one.endsWith('=()')),
      ).toBe(true);
      expect(headers['x-powered-by']).toBeUndefined();
      expect(headers['server']).toBeUndefined();
    },
  );
});

describe('the app’s files', () => {
  test('are kept for ever when their name carries a hash, and asked for anew when not', async () => {
    const cacheOf = async (url: string): Promise<unknown> =>
      (await shop.app.inject(url)).headers['cache-control'];
    expect(await cacheOf('/assets/main-abc123.js')).toBe('public, max-age=31536000, immutable');
    expect(await cacheOf('/service-worker.js')).toBe('no-cache');
    expect(await cacheOf('/')).toBe('no-cache');
  });

  test('are compressed on the way', async () => {
    const reply = await shop.app.inject({
      url: '/assets/main-abc123.js',
      headers: { 'accept-encoding': 'br, gzip' },
    });
    expect(reply.headers['content-encoding']).toBe('br');
  });

  test('answer a navigation anywhere with the app, and a missing file with 404', async () => {
    const page = await shop.app.inject({ url: '/enrol?x=1', headers: HTML });
    expect([page.statusCode, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    expect(page.headers['cache-control']).toBe('no-cache');
    expect((await shop.app.inject({ url: '/assets/old-123.js', headers: HTML })).statusCode).toBe(404);
    // A tab that was open during an update still finds the chunks of its own build.
    const before = await shop.app.inject({ url: '/assets/main-yesterday.js' });
    expect([before.statusCode, before.body]).toEqual([200, '// before']);
    expect(before.headers['cache-control']).toContain('immutable');
    expect((await shop.app.inject({ url: '/kasir', headers: { accept: '*/*' } })).statusCode).toBe(404);
    expect((await shop.app.inject({ url: '/api/kasir', headers: HTML })).statusCode).toBe(404);
  });

  test('give nothing from outside their folder', async () => {
    for (const url of [
      '/../package.json',
      '/%2e%2e/package.json',
      '/assets/..%2f..%2fpackage.json',
      '/.git/config',
    ]) {
      expect((await shop.app.inject(url)).statusCode).toBeGreaterThanOrEqual(400);
    }
  });
});

describe('health', () => {
  test('is said apart: the process is alive, the store is ready', async () => {
    expect((await shop.app.inject('/healthz')).json()).toEqual({ state: 'alive' });
    expect((await shop.app.inject('/readyz')).json()).toMatchObject({ state: 'ready' });
    await shop.premises.close();
    expect((await shop.app.inject('/healthz')).statusCode).toBe(200);
    const reply = await shop.app.inject('/readyz');
    expect([reply.statusCode, reply.json()]).toEqual([503, { problem: 'unavailable' }]);
  });
});

describe('bad input', () => {
  const post = async (payload: string, headers: Record<string, string> = {}) => {
    const all = { 'content-type': 'application/json', ...headers };
    const reply = await shop.app.inject({ method: 'POST', url: '/api/sync/v1/enrol', headers: all, payload });
    return [reply.statusCode, reply.json<{ problem: string }>().problem];
  };

  test.each([
    ['no JSON', '{"code":'],
    ['nothing', ''],
    ['a list', '[]'],
    ['fields that are missing', '{}'],
    ['a poisoned prototype', '{"__proto__":{"admin":true},"code":"ABCD2345"}'],
    ['a poisoned constructor', '{"constructor":{"prototype":{"admin":true}}}'],
  ])('is refused as malformed when it is %s', async (_what, payload) => {
    expect(await post(payload)).toEqual([400, 'malformed']);
  });

  test('says where it is wrong and never repeats what stood there', async () => {
    const payload = JSON.stringify({ code: 'geheim', nonce: 'x', publicKey: 'x', signature: 'x', name: 'x' });
    const headers = { 'content-type': 'application/json' };
    const reply = await shop.app.inject({ method: 'POST', url: '/api/sync/v1/enrol', headers, payload });
    expect(reply.json()).toEqual({ problem: 'malformed', detail: '/code' });
  });

  test('is refused when a name has 10,000 characters', async () => {
    const device = new TestDevice(shop.app);
    const request = await device.enrolRequest('ABCD2345', { name: 'x'.repeat(10_000) });
    expect(await device.post('/api/sync/v1/enrol', request)).toMatchObject({
      status: 400,
      body: { problem: 'malformed', detail: '/name' },
    });
  });

  test('is refused when it is no JSON by its own word', async () => {
    expect(await post('code=ABCD2345', { 'content-type': 'application/x-www-form-urlencoded' })).toEqual([
      415,
      'unsupported_media_type',
    ]);
    expect(await post('{}', { 'content-type': 'text/plain' })).toEqual([415, 'unsupported_media_type']);
  });

  test('is refused when it is too large, and a push may be larger than anything else', async () => {
    expect(await post(JSON.stringify({ code: 'x'.repeat(70_000) }))).toEqual([413, 'too_large']);
    const demo = await openShop();
    const device = await enrolledDevice(demo);
    expect((await device.post('/api/sync/v1/push', { x: 'y'.repeat(500_000) })).status).toBe(400);
    expect((await device.post('/api/sync/v1/push', { x: 'y'.repeat(545_000) })).status).toBe(413);
    await demo.close();
  });

  test('is taken gzipped, and measured unpacked', async () => {
    const { gzipSync } = await import('node:zlib');
    const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
    const send = (payload: Buffer) =>
      shop.app.inject({ method: 'POST', url: '/api/sync/v1/session/nonce', headers, payload });
    expect((await send(gzipSync('{}'))).statusCode).toBe(200);
    const bomb = await send(gzipSync(JSON.stringify({ x: 'y'.repeat(5_000_000) })));
    expect([bomb.statusCode, bomb.json()]).toEqual([413, { problem: 'too_large' }]);
  });
});

describe('too much at once', () => {
  test('is answered with "later" while the rest is served', async () => {
    const busy = await openShop({ mode: 'demo', underWayMax: 2 });
    const device = new TestDevice(busy.app);
    const replies = await Promise.all(
      Array.from({ length: 8 }, () => device.post('/api/sync/v1/session/nonce', {})),
    );
    const statuses = new Set(replies.map((reply) => reply.status));
    expect(statuses).toEqual(new Set([200, 503]));
    const refused = replies.find((reply) => reply.status === 503);
    expect(refused?.body).toEqual({ problem: 'unavailable' });
    expect(refused?.headers['retry-after']).toBe('5');
    expect((await device.post('/api/sync/v1/session/nonce', {})).status).toBe(200);
    await busy.close();
  });

  test('is not what requests are that were cut off on their way in: the server is free again', async () => {
    const shaky = await openShop({ underWayMax: 2 });
    await shaky.app.listen({ host: '127.0.0.1', port: 0 });
    const { port } = shaky.app.server.address() as AddressInfo;
    const device = await enrolledDevice(shaky);
    const head = [
      'POST /api/sync/v1/push HTTP/1.1',
      'host: localhost',
      `authorization: Bearer ${device.token}`,
      'content-type: application/json',
      'content-length: 1000',
    ].join('\r\n');
    for (let cut = 0; cut < 3; cut += 1) {
      const line = connect(port, '127.0.0.1').on('error', () => undefined);
      await once(line.resume(), 'connect');
      await new Promise((resolve) => {
        line.write(`${head}\r\n\r\n{"half":`, resolve);
      });
      line.end();
      await once(line, 'close');
    }
    expect((await device.push()).status).toBe(200);
    await shaky.close();
  });

  test('from one address is limited on the routes that are open', async () => {
    const device = new TestDevice(shop.app);
    const asked = Array.from({ length: 61 }, () => device.post('/api/sync/v1/enrol', {}));
    const last = (await Promise.all(asked)).at(-1);
    expect(last).toMatchObject({ status: 429, body: { problem: 'rate_limited' } });
    expect(Number(last?.headers['retry-after'])).toBeGreaterThan(0);
  });
});

describe('the console’s routes', () => {
  const ask = async (headers: Record<string, string>, remoteAddress = '127.0.0.1') => {
    const url = '/api/console/v1/enrol-code';
    return shop.app.inject({ method: 'POST', url, headers, remoteAddress, payload: { outletId: null } });
  };

  test('serve the command line on this machine and nobody else', async () => {
    const authorization = `Bearer ${CONSOLE_TOKEN}`;
    expect((await ask({ authorization })).statusCode).toBe(200);
    expect((await ask({})).statusCode).toBe(404);
    expect((await ask({ authorization: 'Bearer guess' })).statusCode).toBe(404);
    expect((await ask({ authorization }, '192.168.1.9')).statusCode).toBe(404);
    expect((await ask({ authorization, 'x-forwarded-for': '127.0.0.1' })).statusCode).toBe(404);
  });

  test('make a code, show who knocks with which digits, and take the operator’s word', async () => {
    const authorization = `Bearer ${CONSOLE_TOKEN}`;
    const post = async (path: string, payload: object) => {
      const url = `/api/console/v1/${path}`;
      return (
        await shop.app.inject({ method: 'POST', url, headers: { authorization }, payload })
      ).json<never>();
    };
    const { code } = await post('enrol-code', { outletId: 'GI' });
    expect(await post('enrol-code/view', { code })).toMatchObject({ state: 'open', match: null });
    const device = new TestDevice(shop.app);
    await device.enrol(code);
    const { match } = await post('enrol-code/view', { code });
    expect(match).toMatch(/^\d{6}$/);
    expect(await post('enrol-code/decide', { code, match, isConfirmed: true })).toEqual({ state: 'decided' });
    expect(await device.enrol(code)).toMatchObject({ body: { state: 'enrolled' } });
    expect(await post('enrol-code', { outletId: 'SB' })).toEqual({ problem: 'not_found', detail: 'GI' });
  });
});

describe('the setup link', () => {
  const check = async (of: Shop, token: string): Promise<number> =>
    (
      await of.app.inject({
        method: 'POST',
        url: '/api/setup/v1/check',
        headers: OWN_PAGE,
        payload: { token },
      })
    ).statusCode;

  test('counts until somebody can sign in at the office, a day at most', async () => {
    const token = await shop.premises.setup.make();
    expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(await check(shop, token ?? '')).toBe(200);
    expect(await check(shop, 'guess')).toBe(404);
    shop.clock.pass(24 * 60 * 60_000);
    expect(await check(shop, token ?? '')).toBe(404);
    const demo = await openShop();
    const early = await demo.premises.setup.make();
    await enrolledDevice(demo);
    expect(await check(demo, early ?? '')).toBe(200);
    await addPerson(demo, { id: 'sari' }, { account: 'sari' });
    expect(await check(demo, early ?? '')).toBe(404);
    expect(await demo.premises.setup.make()).toBeNull();
    await demo.close();
  });

  test('is replaced by the next one made', async () => {
    const first = await shop.premises.setup.make();
    await shop.premises.setup.make();
    expect(await check(shop, first ?? '')).toBe(404);
  });
});
