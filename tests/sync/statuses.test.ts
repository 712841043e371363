import 'fake-indexeddb/auto';
import { writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DUMP_DEVICE_BYTES_MAX } from '#protocol/limits.ts';
import { Dumps, runDump } from '../../src/sync/run-dump.ts';
import { createTransport } from '../../src/sync/transport.ts';
import { query, tamper } from '../server/builders/books.ts';
import { COOP_ID, openShop, type Shop } from '../server/builders/shop.ts';
import { FakeClock } from './fake-clock.ts';
import { FaultServer, problem, type Fault } from './fault-server.ts';
import { RealTill } from './real-till.ts';

/* Every status of the wire, walked through by a real till and the real server over real HTTP. Only the clock is a test's. */

let shop: Shop;
let wire: FaultServer;
let clock: FakeClock;
let till: RealTill;

beforeEach(async () => {
  shop = await openShop();
  wire = await new FaultServer(shop).listen();
  clock = new FakeClock(shop.clock.now());
  till = await RealTill.enrol(shop, wire.fetch, clock);
});

afterEach(async () => {
  till.stop();
  await wire.close();
  await shop.close();
});

/** Lets time pass, a little at a go, while what is under way goes on over the real wire. */
async function pass(ms: number): Promise<void> {
  const stepMs = ms > 30_000 ? 1000 : 250;
  for (let passed = 0; passed < ms; passed += stepMs) {
    clock.pass(stepMs);
    await new Promise((resolve) => setTimeout(resolve, 4));
  }
}

async function passUntil(isTrue: () => boolean | Promise<boolean>, limitMs = 20_000): Promise<void> {
  for (let passed = 0; !(await isTrue()); passed += 250) {
    if (passed > limitMs) throw new Error(`not within ${limitMs} ms`);
    await pass(250);
  }
}

const isSent = async (): Promise<boolean> => (await till.unsent()) === 0;

/** Sells so many times, with the shift that it takes. */
async function sell(count: number): Promise<void> {
  await till.openShift();
  for (let sale = 0; sale < count; sale += 1) await till.sell(100);
}

const onPush =
  (fault: Fault, times = Infinity) =>
  (path: string, count: number): Fault =>
    path.endsWith('/push') && count <= times ? fault : 'pass';

function entriesOf(body: string): readonly { seq: number }[] {
  return (JSON.parse(body) as { entries: { seq: number }[] }).entries;
}

/** Each sale lies in the books once, and the stock is right. */
async function expectBooked(sales: number): Promise<void> {
  expect(
    await query(shop, "select 1 from fact where kind = 'sale.recorded' and status = 'accepted'"),
  ).toHaveLength(sales);
  const stock = await shop.premises.store.read((snapshot) => snapshot.readStock(COOP_ID));
  expect(stock).toMatchObject([{ milli: 24_000 - sales * 100 }]);
}

describe('too much for the server (413)', () => {
  test('is halved until it fits, and never asked for again', async () => {
    await sell(30);
    wire.fault = (path, _count, body) =>
      path.endsWith('/push') && entriesOf(body).length > 5 ? problem(413, 'too_large') : 'pass';
    await till.start();
    await passUntil(isSent);
    const sizes = wire.requests('/push').map(({ body }) => entriesOf(body).length);
    expect(sizes.slice(0, 4)).toEqual([31, 15, 7, 3]);
    expect(Math.max(...sizes.slice(3))).toBe(3);
    await expectBooked(30);
  });
});

describe('a server that asks for patience', () => {
  test.each([
    [429, 'rate_limited'],
    [503, 'unavailable'],
  ])('(%i) is given exactly what it asked for, whatever wakes the till meanwhile', async (status, kind) => {
    await sell(1);
    wire.fault = onPush(problem(status, kind, { 'retry-after': '20' }), 1);
    await till.start();
    await passUntil(() => wire.requests('/push').length === 1);
    await pass(9000);
    till.driver.kick();
    await till.sell(100);
    await pass(9000);
    expect(wire.requests('/push')).toHaveLength(1);
    await passUntil(isSent, 5000);
    await expectBooked(2);
  });
});

describe('a session that is over (401)', () => {
  test('is renewed at once and the same entries go again', async () => {
    await sell(2);
    await till.start();
    await passUntil(isSent);
    await pass(3000);
    const sessions = wire.requests('/session').length;
    forget(shop, till.driver.token());
    await till.sell(100);
    await passUntil(isSent, 2000);
    expect(wire.requests('/session')).toHaveLength(sessions + 1);
    const [refused, again] = wire.requests('/push').slice(-2);
    expect([refused?.status, again?.status]).toEqual([401, 200]);
    expect(entriesOf(again?.body ?? '')).toEqual(entriesOf(refused?.body ?? ''));
    await expectBooked(3);
  });
});

describe('a device that was revoked (403)', () => {
  test('hands over what it has, into quarantine, sells no more and is told nothing more', async () => {
    await sell(1);
    writeFileSync(`${shop.folder}/keys/revoked-devices.txt`, `${COOP_ID} ${till.place.identity.deviceId}\n`);
    await till.start({ listens: true });
    await passUntil(isSent);
    await passUntil(() => till.status.trouble === 'device-revoked');
    expect(await query(shop, "select reason from fact where kind = 'sale.recorded'")).toEqual([
      { reason: 'device_revoked' },
    ]);
    await expect(till.sell(100)).rejects.toThrow('device-revoked');
    await pass(70_000);
    const refused = wire.heard.filter(({ status }) => status === 403).map(({ path }) => path);
    expect(new Set(refused)).toEqual(new Set(['/api/sync/v1/pull', '/api/sync/v1/poke']));
    expect(refused.length).toBeLessThanOrEqual(3);
  });
});

describe('a server that asks for the update (426)', () => {
  test('stops nothing: the till sells, says so, and everything goes once it is understood', async () => {
    await sell(1);
    wire.fault = onPush(problem(426, 'update_needed'));
    await till.start();
    await passUntil(() => till.status.trouble === 'update-needed');
    await till.sell(100);
    expect(await till.unsent()).toBe(3);
    wire.fault = () => 'pass';
    await passUntil(isSent);
    expect(till.status.trouble).toBeNull();
    await expectBooked(2);
  });
});

describe('a refusal that nobody expected (422)', () => {
  test('is shown, and asked again by the timer without a last try', async () => {
    await sell(1);
    wire.fault = onPush(problem(422, 'a_word_of_tomorrow'));
    await till.start();
    await passUntil(() => till.status.trouble === 'server-refused');
    await pass(60_000);
    expect(wire.requests('/push').length).toBeGreaterThanOrEqual(4);
    await till.sell(100);
    wire.fault = () => 'pass';
    await passUntil(isSent);
    expect(till.status.trouble).toBeNull();
    await expectBooked(2);
  });

  test('(broken_chain) over a chain that is whole sends the same entries again', async () => {
    await sell(1);
    wire.fault = onPush(problem(422, 'broken_chain'), 1);
    await till.start();
    await passUntil(isSent, 2000);
    const [hurt, again] = wire.requests('/push');
    expect(entriesOf(again?.body ?? '')).toEqual(entriesOf(hurt?.body ?? ''));
    await expectBooked(1);
  });
});

describe('an outcome that nobody knows', () => {
  test.each([
    ['a reply that was lost', 'lose-reply'],
    ['a reply that was cut', 'cut-reply'],
    ['a connection that was reset', 'reset'],
    ['an answer that never comes', 'hang'],
    ['a fault of the server', problem(500, 'server_error')],
    ['a full disk', problem(507, 'storage_full')],
    ['a proxy without its server', { status: 502, body: 'Bad gateway' }],
  ] satisfies [string, Fault][])(
    '%s: the same entries go again, byte for byte, and are booked once',
    async (_what, fault) => {
      await sell(2);
      wire.fault = onPush(fault, 2);
      await till.start();
      await passUntil(isSent, 60_000);
      const pushes = wire.requests('/push').map(({ body }) => entriesOf(body));
      expect(pushes.length).toBeGreaterThanOrEqual(3);
      // A timeout sends fewer of them; what is sent is always what was sent before.
      const bytesOf = Map.groupBy(pushes.flat(), ({ seq }) => seq);
      for (const sent of bytesOf.values())
        expect(new Set(sent.map((entry) => JSON.stringify(entry))).size).toBe(1);
      await expectBooked(2);
    },
  );
});

describe('a captive portal', () => {
  const page = '<html><body>Masuk Wi-Fi</body></html>';

  test.each([
    [
      'answers everything with its page',
      { status: 200, headers: { 'content-type': 'text/html' }, body: page },
    ],
    ['sends everybody to its page', { status: 302, headers: { location: '/login' } }],
    [
      'speaks JSON',
      { status: 200, headers: { 'content-type': 'application/json' }, body: '{"outcome":"ok"}' },
    ],
    ['wants a payment', { status: 511, headers: { 'content-type': 'text/html' }, body: page }],
    [
      'forges a refusal',
      { status: 403, headers: { 'content-type': 'application/json' }, body: '{"problem":"revoked"}' },
    ],
  ])('that %s is offline: nothing is believed, nothing is lost', async (_what, fault) => {
    await sell(2);
    const before = await till.place.ledger.readMeta();
    wire.fault = () => fault;
    await till.start({ listens: true });
    await pass(135_000);
    expect(till.status).toMatchObject({ state: 'offline', pendingCount: 3, trouble: null });
    expect(await till.place.ledger.readMeta()).toEqual(before);
    expect(await till.stock()).toBe(24_000);
    wire.fault = () => 'pass';
    await passUntil(isSent);
    await expectBooked(2);
  });
});

describe('the time', () => {
  test('is learnt from a page too: a till that sells nothing knows how wrong its clock is', async () => {
    const offset = async () => (await till.place.ledger.readMeta()).serverClock?.offset ?? 0;
    await till.start();
    await passUntil(async () => wire.requests('/pull').length >= 2);
    await pass(3000);
    const sessions = wire.requests('/session').length;
    shop.clock.pass(10 * 60_000 + clock.now() - shop.clock.now());
    await passUntil(async () => Math.abs((await offset()) - 10 * 60_000) <= 62_000, 90_000);
    expect(wire.requests('/session')).toHaveLength(sessions);
    expect(wire.requests('/push')).toHaveLength(1);
  });
});

describe('a dump', () => {
  const ground = async () => {
    const { place, driver } = till;
    const [epoch] = await place.ledger.readEpochs();
    const order = { epoch: epoch?.epoch ?? '', reason: 'server-refused' } as const;
    const transport = createTransport(wire.fetch, clock);
    return { order, run: { ...place, transport, driver, isVisible: () => true } };
  };
  const dump = async () => {
    const { order, run } = await ground();
    return runDump(order, run);
  };
  const partsSent = (): readonly number[] =>
    wire.requests('/dump').map(({ body }) => (JSON.parse(body) as { part: number }).part);

  test('brings every entry to the byte, goes on where it broke off, and nothing of it is booked', async () => {
    await sell(300);
    wire.fault = (path, count) => {
      // A server that is only busy makes the till itself hand nothing over: this story is told by the test alone.
      if (path.endsWith('/push')) return problem(503, 'unavailable');
      return path.endsWith('/dump') && count === 3 ? 'reset' : 'pass';
    };
    await till.start();
    await passUntil(() => till.driver.token() !== null);
    expect(await dump()).toMatchObject({ ok: false, failure: { kind: 'unreachable' } });
    expect(await dump()).toEqual({ ok: true });
    expect(partsSent().slice(0, 5)).toEqual([1, 2, 3, 1, 3]);
    const kept = (await query(shop, 'select lines from dump_part order by part')) as { lines: string }[];
    const [epoch] = await till.place.ledger.readEpochs();
    const own = await till.place.ledger.readEntries(epoch?.epoch ?? '', 0, 1000);
    const lines = kept.flatMap((part) => part.lines.split('\n')).map((line): unknown => JSON.parse(line));
    expect(lines).toEqual(
      own.map(({ seq, factId, hash, body, origin }) => ({ seq, factId, hash, body, origin })),
    );
    await expectBooked(0);
  }, 30_000);

  test('is tried without a last try: without a session, over a broken wire, when the server is busy', async () => {
    await sell(1);
    const faults: Fault[] = ['reset', problem(503, 'unavailable', { 'retry-after': '20' })];
    wire.fault = (path, count) => (path.endsWith('/dump') ? (faults[count - 1] ?? 'pass') : 'pass');
    const { order, run } = await ground();
    const dumps = new Dumps(run);
    let isOver = false;
    const done = dumps.handOver(order).then(() => {
      isOver = true;
    });
    // Asked for again while it is under way: nothing is begun twice.
    await dumps.handOver(order);
    await till.start();
    await passUntil(() => wire.requests('/dump').length === 2);
    await pass(18_000);
    expect(wire.requests('/dump')).toHaveLength(2);
    await passUntil(() => isOver);
    await done;
    expect(await query(shop, 'select part, is_last from dump_part')).toEqual([{ part: 1, is_last: 1 }]);
  });

  test('over a share that is full is refused for good', async () => {
    await sell(1);
    await till.start();
    await passUntil(isSent);
    expect(await dump()).toEqual({ ok: true });
    await tamper(shop, `update dump_part set bytes = ${DUMP_DEVICE_BYTES_MAX}`);
    await till.sell(100);
    expect(await dump()).toEqual({ ok: false, failure: { kind: 'refused', problem: 'dump_full' } });
  });
});

/** Makes the server forget a session, as a restart does. */
function forget({ premises: { sessions } }: Shop, token: string | null): void {
  const find = sessions.find.bind(sessions);
  Object.assign(sessions, { find: (asked: string) => (asked === token ? null : find(asked)) });
}
