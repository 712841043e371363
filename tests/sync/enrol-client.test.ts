import 'fake-indexeddb/auto';
import { Dexie } from 'dexie';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { deviceIdFrom, sha256Hex } from '#domain/chain.ts';
import { base64Url } from '#domain/ids.ts';
import { enrolRequestSchema, type EnrolReply, type EnrolRequest } from '#protocol/enrol.ts';
import { signedText } from '#protocol/signed.ts';
import * as z from 'zod/mini';
import { enrolDevice } from '../../src/sync/enrol-client.ts';
import { isSignedBy } from '../../src/sync/device-signature.ts';
import { checkSetupToken } from '../../src/sync/setup-client.ts';
import { createTransport } from '../../src/sync/transport.ts';
import { systemRandom } from '../../src/device/random.ts';
import { openDexieLedger } from '../../src/storage/ledger/dexie-ledger.ts';
import { findDevice } from '../../src/storage/ledger/current-device.ts';
import { COOP } from '../storage/ledger-seed.ts';
import { FakeClock } from './fake-clock.ts';
import { FakeServer } from './fake-server.ts';

const OUTLET = {
  id: 'gi',
  code: 'GI',
  name: 'Gerai Graha Indah',
  address: 'Balikpapan',
  zone: 'Asia/Makassar',
  places: [{ id: 'GI-gerai', name: 'Gerai', kind: 'gerai' }],
};

let code: string;
let codes = 0;
let clock: FakeClock;
let server: FakeServer;
/** What the server says to each question in turn; the last word stays. */
let script: ('waiting' | 'enrolled' | { status: number; problem: string })[];
let asked: EnrolRequest[];
let matches: string[];
let isCertificateForged: boolean;

beforeEach(async () => {
  for (const name of await Dexie.getDatabaseNames()) await Dexie.delete(name);
  codes += 1;
  code = `ABCD${String(codes).padStart(4, '0')}`;
  clock = new FakeClock();
  server = await new FakeServer(COOP, '', () => clock.now()).prepare();
  server.rows.set('coop', [
    ['coop', COOP, 1, { id: COOP, name: 'KKMP Graha Indah', cashStepRupiah: 100 }],
    ['outlet', 'gi', 2, OUTLET],
  ]);
  server.rows.set('outlet:gi', [
    ['stock', 'GI-gerai|X', 1, { place: 'GI-gerai', stockItemId: 'X', milli: 5000 }],
  ]);
  script = ['enrolled'];
  asked = [];
  matches = [];
  isCertificateForged = false;
});

afterEach(() => {
  clock.pass(1);
});

async function answerEnrol(text: string): Promise<Response> {
  const request = z.parse(enrolRequestSchema, JSON.parse(text));
  asked.push(request);
  const word = script.length > 1 ? script.shift() : script[0];
  const headers = { 'content-type': 'application/json', 'x-gerai-sync': '1' };
  if (typeof word === 'object')
    return new Response(JSON.stringify({ problem: word.problem }), { status: word.status, headers });
  const reply: EnrolReply =
    word === 'enrolled' ? await enrolled(request) : { state: 'waiting', pollAfterMs: 2000 };
  return new Response(JSON.stringify(reply), { headers });
}

async function enrolled({ publicKey }: EnrolRequest): Promise<Extract<EnrolReply, { state: 'enrolled' }>> {
  const bytes = Uint8Array.from(atob(publicKey.replaceAll('-', '+').replaceAll('_', '/')), (c) =>
    c.charCodeAt(0),
  );
  const digest = base64Url(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)));
  const told = { coopId: COOP, outletId: 'gi', deviceId: deviceIdFrom(digest), publicKey, at: clock.now() };
  const signature = await server.sign(signedText.certificate(told) + (isCertificateForged ? '!' : ''));
  return {
    state: 'enrolled',
    certificate: { ...told, signature },
    serverKey: server.serverKey,
    serverGen: 'g_1',
    series: 'C',
    serverTime: clock.now() + 60_000,
  };
}

/** Enrols while time passes, because a waiting device asks again by the clock. */
async function enrol(signal = new AbortController().signal) {
  const transport = createTransport(async (path, init) => {
    if (!path.endsWith('/enrol')) return await server.fetch(path, init);
    return await answerEnrol(typeof init.body === 'string' ? init.body : '');
  }, clock);
  const tools = { transport, clock, random: systemRandom };
  const order = { code, name: 'Tablet kasir', onMatch: (digits: string) => matches.push(digits), signal };
  let isOver = false;
  const answer = enrolDevice(order, tools).finally(() => {
    isOver = true;
  });
  // The caller sees the rejection; this copy only keeps it from counting as unhandled while time passes.
  answer.catch(() => undefined);
  while (!isOver) {
    await new Promise((resolve) => setTimeout(resolve, 1));
    clock.pass(250);
  }
  return await answer;
}

test('a device that is confirmed has keys of its own, all rows, a ledger, and the mark last', async () => {
  const answer = await enrol();
  expect(answer.ok).toBe(true);
  const deviceId = answer.ok ? answer.value.deviceId : '';
  expect(await findDevice(null)).toBe(deviceId);
  const ledger = await openDexieLedger(deviceId);
  const meta = await ledger.readMeta();
  expect(meta).toMatchObject({
    series: 'C',
    serverGen: 'g_1',
    identity: {
      deviceId,
      coopId: COOP,
      outletId: 'gi',
      outletCode: 'GI',
      name: 'Tablet kasir',
      serverKey: server.serverKey,
    },
    serverClock: { offset: expect.closeTo(60_000, -4) },
  });
  const { signing, pinKey } = await ledger.readKeys();
  expect([signing.privateKey.extractable, pinKey.extractable]).toEqual([false, false]);
  expect(await ledger.readEpochs()).toMatchObject([
    { ordinal: 1, seq: 0, open: { parent: null, reason: 'install' } },
  ]);
  ledger.close();
});

test('the device signs the nonce with the code and its key', async () => {
  await enrol();
  const [request] = asked;
  expect(request).toMatchObject({ code, name: 'Tablet kasir' });
  const { nonce = '', publicKey = '', signature = '' } = request ?? {};
  expect(await isSignedBy(publicKey, signedText.enrol({ nonce, code, publicKey }), signature)).toBe(true);
});

test('while a person has to confirm, both screens can show the same six digits', async () => {
  script = ['waiting', 'waiting', 'enrolled'];
  expect((await enrol()).ok).toBe(true);
  const publicKey = asked[0]?.publicKey ?? '';
  const expected =
    Number.parseInt(sha256Hex(signedText.match({ code, publicKey })).slice(0, 8), 16) % 1_000_000;
  expect(matches).toEqual([String(expected).padStart(6, '0')]);
  expect(new Set(asked.map((request) => request.publicKey)).size).toBe(1);
});

test('a link that is lost while waiting comes back and costs nothing', async () => {
  script = ['waiting', 'enrolled'];
  server.fate = (path, count) => (path.endsWith('/nonce') && count > 1 && count < 5 ? 'refuse' : 'pass');
  expect((await enrol()).ok).toBe(true);
});

test.each([
  [{ status: 404, problem: 'code_wrong' }, { kind: 'code-wrong' }],
  [{ status: 410, problem: 'code_expired' }, { kind: 'code-expired' }],
  [{ status: 409, problem: 'code_used' }, { kind: 'code-used' }],
  [{ status: 429, problem: 'code_locked' }, { kind: 'code-locked' }],
  [{ status: 403, problem: 'enrolment_denied' }, { kind: 'enrolment-denied' }],
  [
    { status: 400, problem: 'malformed' },
    { kind: 'server-refused', problem: 'malformed' },
  ],
  [
    { status: 500, problem: 'server_error' },
    { kind: 'server-refused', problem: 'server-error' },
  ],
])('%o is told in its own words and leaves nothing', async (word, refusal) => {
  script = [word];
  expect(await enrol()).toEqual({ ok: false, refusal });
  expect(await findDevice(null)).toBeNull();
});

test('without a link the person is told at once', async () => {
  server.fate = () => 'portal';
  expect(await enrol()).toEqual({ ok: false, refusal: { kind: 'server-unreachable' } });
});

test('a certificate that the server’s key has not signed is refused', async () => {
  isCertificateForged = true;
  expect(await enrol()).toEqual({
    ok: false,
    refusal: { kind: 'server-refused', problem: 'certificate_invalid' },
  });
  expect(await findDevice(null)).toBeNull();
});

test('a first pull that breaks off leaves nothing that looks enrolled, and the same code goes on with the same key', async () => {
  server.fate = (path) => (path.endsWith('/pull') ? 'refuse' : 'pass');
  expect(await enrol()).toEqual({ ok: false, refusal: { kind: 'server-unreachable' } });
  expect(await findDevice(null)).toBeNull();
  server.fate = () => 'pass';
  const again = await enrol();
  expect(again.ok).toBe(true);
  expect(new Set(asked.map((request) => request.publicKey)).size).toBe(1);
  expect(await findDevice(null)).toBe(again.ok ? again.value.deviceId : '');
});

test('an outlet that the server does not send is no outlet to sell in', async () => {
  server.rows.set('coop', []);
  expect(await enrol()).toEqual({
    ok: false,
    refusal: { kind: 'server-refused', problem: 'outlet_missing' },
  });
  expect(await findDevice(null)).toBeNull();
});

test('who leaves the screen gives the enrolment up', async () => {
  script = ['waiting'];
  const leaving = new AbortController();
  const answer = enrol(leaving.signal);
  await expect.poll(() => matches.length).toBe(1);
  leaving.abort();
  await expect(answer).rejects.toMatchObject({ name: 'AbortError' });
  expect(await findDevice(null)).toBeNull();
});

test.each([
  [() => new Response('{"state":"ready"}', { headers: { 'x-gerai-sync': '1' } }), 'ready'],
  [() => new Response('{"problem":"not_found"}', { status: 404, headers: { 'x-gerai-sync': '1' } }), 'wrong'],
  [
    () => new Response('{"problem":"server_error"}', { status: 500, headers: { 'x-gerai-sync': '1' } }),
    'unreachable',
  ],
  [() => new Response('<html>', { headers: {} }), 'unreachable'],
])('a setup link is checked (%#)', async (respond, state) => {
  expect(
    await checkSetupToken(
      'token',
      createTransport(async () => respond(), clock),
    ),
  ).toBe(state);
});
