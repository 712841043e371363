import { gunzipSync } from 'node:zlib';
import * as z from 'zod/mini';
import { expect, test } from 'vitest';
import { sha256Hex } from '#domain/chain.ts';
import { packGzip } from '../../src/sync/pack.ts';
import { createTransport, type Fetch } from '../../src/sync/transport.ts';
import { FakeClock } from './fake-clock.ts';

const reply = z.object({ word: z.string() });
const OURS = { 'content-type': 'application/json', 'x-gerai-sync': '1' };

async function post(answer: Fetch | Response, clock = new FakeClock()) {
  const fetch: Fetch = typeof answer === 'function' ? answer : () => Promise.resolve(answer);
  return await createTransport(fetch, clock).post({ path: '/api/x', message: { a: 1 }, reply, token: 'T' });
}

function respond(body: string, status = 200, headers: Record<string, string> = OURS): Response {
  return new Response(body, { status, headers });
}

test('a reply with our header that fits its schema is an answer', async () => {
  expect(await post(respond('{"word":"ya","new":1}'))).toEqual({
    ok: true,
    value: { word: 'ya' },
    tookMs: 0,
  });
});

test('the request is JSON with the token, follows no redirect and is stored nowhere', async () => {
  let seen: RequestInit = {};
  await post(async (_address, init) => {
    seen = init;
    return respond('{"word":"ya"}');
  });
  expect(seen).toMatchObject({
    method: 'POST',
    body: '{"a":1}',
    redirect: 'error',
    cache: 'no-store',
    credentials: 'omit',
  });
  expect(seen.headers).toMatchObject({ authorization: 'Bearer T', 'content-type': 'application/json' });
});

test('a request names the digest of its bytes', async () => {
  let seen: RequestInit = {};
  await post(async (_address, init) => {
    seen = init;
    return respond('{"word":"ya"}');
  });
  expect(seen.headers).toMatchObject({ 'x-gerai-digest': sha256Hex('{"a":1}') });
});

test.each([
  ['a long message is packed, under the digest of its text', 9000, true],
  ['a short one is sent as it is', 100, false],
])('%s', async (_what, length, isPacked) => {
  const seen: RequestInit[] = [];
  const fetch: Fetch = async (_address, init) => {
    seen.push(init);
    return respond('{"word":"ya"}');
  };
  const message = { note: 'x'.repeat(length) };
  const road = createTransport(fetch, new FakeClock(), packGzip);
  expect(await road.post({ path: '/api/x', message, reply })).toMatchObject({ ok: true });
  const [{ headers, body } = {}] = seen;
  const told = new Headers(headers);
  expect(told.get('content-encoding')).toBe(isPacked ? 'gzip' : null);
  const text = body instanceof Uint8Array ? gunzipSync(body).toString() : body;
  expect(text).toBe(JSON.stringify(message));
  expect(told.get('x-gerai-digest')).toBe(sha256Hex(JSON.stringify(message)));
});

test('a reply whose bytes are not those of its digest says nothing', async () => {
  const headers = { ...OURS, 'x-gerai-digest': sha256Hex('{"word":"ya"}') };
  expect(await post(respond('{"word":"ya"}', 200, headers))).toMatchObject({ ok: true });
  expect(await post(respond('{"word":"yA"}', 200, headers))).toMatchObject({
    failure: { kind: 'unreachable', isTimeout: false },
    hasAnswered: false,
  });
});

test.each([
  ['a login page with status 200', respond('<html>Masuk</html>', 200, { 'content-type': 'text/html' })],
  ['JSON of somebody else', respond('{"word":"ya"}', 200, { 'content-type': 'application/json' })],
  ['a proxy whose server is away', respond('Bad gateway', 502, {})],
  ['our header over bytes that were cut off', respond('{"word":"y', 200)],
  ['nothing at all under our header', respond('', 200)],
])('%s means offline', async (_what, response) => {
  expect(await post(response)).toMatchObject({
    ok: false,
    failure: { kind: 'unreachable', isTimeout: false },
    hasAnswered: false,
  });
});

test('a refused connection means offline', async () => {
  expect(await post(() => Promise.reject(new TypeError('Failed to fetch')))).toMatchObject({
    failure: { kind: 'unreachable', isTimeout: false },
  });
});

test('a request that hangs is given up after 14 s and says so', async () => {
  const clock = new FakeClock();
  const hanging: Fetch = (_address, { signal }) =>
    new Promise((_, reject) => {
      signal?.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')));
    });
  const answer = post(hanging, clock);
  clock.pass(14_000);
  expect(await answer).toMatchObject({ failure: { kind: 'unreachable', isTimeout: true }, tookMs: 14_000 });
});

test('a reply that does not fit its schema is the server’s error, and the server was reached', async () => {
  expect(await post(respond('{"word":1}'))).toMatchObject({
    failure: { kind: 'server-error' },
    hasAnswered: true,
  });
});

test.each([
  [401, 'unauthenticated', { kind: 'unauthenticated' }],
  [403, 'revoked', { kind: 'revoked' }],
  [403, 'enrolment_denied', { kind: 'refused', problem: 'enrolment_denied' }],
  [404, 'code_wrong', { kind: 'refused', problem: 'code_wrong' }],
  [429, 'code_locked', { kind: 'refused', problem: 'code_locked' }],
  [413, 'too_large', { kind: 'too-large' }],
  [422, 'broken_chain', { kind: 'broken-chain' }],
  [426, 'update_needed', { kind: 'update-needed' }],
  [429, 'rate_limited', { kind: 'busy', retryAfterMs: null }],
  [503, 'unavailable', { kind: 'busy', retryAfterMs: null }],
  [507, 'storage_full', { kind: 'server-error' }],
  [500, 'server_error', { kind: 'server-error' }],
  [400, 'damaged', { kind: 'server-error' }],
  [401, 'a_word_of_tomorrow', { kind: 'unauthenticated' }],
  [413, 'a_word_of_tomorrow', { kind: 'too-large' }],
  [426, 'a_word_of_tomorrow', { kind: 'update-needed' }],
  [503, 'a_word_of_tomorrow', { kind: 'busy', retryAfterMs: null }],
  [500, 'a_word_of_tomorrow', { kind: 'server-error' }],
  [418, 'a_word_of_tomorrow', { kind: 'refused', problem: 'http_418' }],
])('%i %s is understood', async (status, problem, failure) => {
  expect(await post(respond(JSON.stringify({ problem }), status))).toMatchObject({ ok: false, failure });
});

test.each([
  ['120', 120_000],
  ['Wed, 21 Oct 2026 07:28:00 GMT', null],
  ['-5', null],
])('Retry-After %s is read', async (text, retryAfterMs) => {
  const response = respond('{"problem":"rate_limited"}', 429, { ...OURS, 'retry-after': text });
  expect(await post(response)).toMatchObject({ failure: { kind: 'busy', retryAfterMs } });
});
