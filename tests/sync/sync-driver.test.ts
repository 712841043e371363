import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { useOnHand } from '../../src/storage/replica/on-hand.ts';
import { StorageFailure } from '../../src/storage/storage-failure.ts';
import { aCart, anAppend, newId } from '../storage/ledger-seed.ts';
import { SyncWorld } from './sync-world.ts';

let world: SyncWorld;

beforeEach(async () => {
  world = await SyncWorld.begin();
});

afterEach(() => {
  world.driver.stop();
  world.replica.close();
});

test('three sales made offline reach the server once each when the link is there, and everything is acknowledged', async () => {
  await world.sell(3);
  await world.start();
  await world.passUntil(async () => (await world.unsent()) === 0, 2000);
  expect(world.server.facts.size).toBe(3);
  const states = (await world.entries()).map((entry) => entry.state);
  expect(states).toEqual(['accepted', 'accepted', 'accepted']);
  expect(world.status()).toMatchObject({
    state: 'ok',
    pendingCount: 0,
    pendingRupiah: 0,
    oldestPendingAt: null,
  });
});

test('a lost reply costs nothing: the same entries go again byte for byte and are booked once', async () => {
  world.server.fate = (path, count) => (path.endsWith('/push') && count <= 2 ? 'lose-reply' : 'pass');
  await world.sell(2);
  await world.start();
  await world.passUntil(async () => (await world.unsent()) === 0, 20_000);
  const [first, second, third] = world.server.pushes();
  expect(first?.entries).toHaveLength(2);
  expect(JSON.stringify(second?.entries)).toBe(JSON.stringify(first?.entries));
  expect(JSON.stringify(third?.entries)).toBe(JSON.stringify(first?.entries));
  expect(world.server.facts.size).toBe(2);
});

test('what is sent is what lies in the ledger, to the byte', async () => {
  await world.sell(2);
  await world.start();
  await world.passUntil(async () => (await world.unsent()) === 0, 2000);
  const stored = await world.entries();
  expect(world.server.pushes()[0]?.entries).toEqual(
    stored.map(({ seq, factId, hash, body, origin }) => ({ seq, factId, hash, body, origin })),
  );
});

test('the push says what the device has, and how much waits', async () => {
  await world.sell(2);
  await world.start();
  await world.passUntil(() => world.server.pushes().length > 0, 2000);
  expect(world.server.pushes()[0]).toMatchObject({
    serverGen: 'g_1',
    oldestRetained: 1,
    base: { seq: 0 },
    head: { seq: 2, totals: { gross: 125_000, sales: 2 } },
    client: { build: '0.1.0+test', series: 'A', persisted: true, pending: 2, pendingRupiah: 125_000 },
  });
});

test('the login page of a captive portal is offline, not a server that lost our sales', async () => {
  world.server.fate = () => 'portal';
  await world.sell(1);
  await world.start();
  await world.pass(150_000, 2500);
  expect(await world.unsent()).toBe(1);
  expect(world.status()).toMatchObject({ state: 'offline', pendingCount: 1, pendingRupiah: 62_500 });
  world.server.fate = () => 'pass';
  await world.passUntil(async () => (await world.unsent()) === 0, 16_000);
});

test('a server that was away for 300 s hears from the till within 15 s of its return', async () => {
  await world.start();
  await world.settle();
  world.server.fate = () => 'refuse';
  await world.sell(1);
  await world.pass(300_000, 1000);
  expect(await world.unsent()).toBe(1);
  world.server.fate = () => 'pass';
  const heardBefore = world.server.heard.length;
  const took = await world.passUntil(() => world.server.heard.length > heardBefore, 16_000);
  expect(took).toBeLessThanOrEqual(15_000);
  await world.passUntil(async () => (await world.unsent()) === 0, 5000);
});

test('requests that hang do not stretch the wait: attempts start at most 15 s apart', async () => {
  await world.start();
  await world.settle();
  world.server.fate = (path) => (path.endsWith('/push') ? 'hang' : 'pass');
  await world.sell(1);
  await world.pass(120_000, 500);
  const starts = world.server.heard.filter(({ path }) => path.endsWith('/push')).map(({ at }) => at);
  const gaps = starts.slice(2).map((at, index) => at - (starts[index + 1] ?? at));
  expect(starts.length).toBeGreaterThan(6);
  expect(Math.max(...gaps)).toBeLessThanOrEqual(15_500);
});

test('selling goes on while the server answers nothing but errors, and no sale is lost or doubled', async () => {
  const storms = ['refuse', 'lose-reply', 'portal', { status: 500, problem: 'server_error' }] as const;
  world.server.fate = (path, count) => (path.endsWith('/push') ? (storms[count % 5] ?? 'pass') : 'pass');
  await world.start();
  for (let round = 0; round < 8; round += 1) {
    await world.sell(1);
    await world.pass(3000, 500);
  }
  world.server.fate = () => 'pass';
  await world.passUntil(async () => (await world.unsent()) === 0, 16_000);
  expect(world.server.facts.size).toBe(8);
});

test('a poisoned entry is shown and holds nothing back', async () => {
  await world.sell(3);
  const poisoned = (await world.entries())[1];
  world.server.poisoned.add(poisoned?.factId ?? '');
  await world.start();
  await world.passUntil(async () => (await world.unsent()) === 0, 2000);
  const states = (await world.entries()).map((entry) => [entry.state, entry.reason]);
  expect(states).toEqual([
    ['accepted', null],
    ['quarantined', 'total_mismatch'],
    ['accepted', null],
  ]);
  expect(world.status()).toMatchObject({ state: 'check', needsAttention: 1, pendingCount: 0 });
});

test('an entry that was cleared by a person on the server is no longer shown as a trouble', async () => {
  await world.sell(1);
  const [entry] = await world.entries();
  world.server.poisoned.add(entry?.factId ?? '');
  await world.start();
  await world.passUntil(() => world.shown.at(-1)?.needsAttention === 1, 2000);
  world.server.poisoned.clear();
  world.driver.kick();
  await world.settle();
  expect(world.status()).toMatchObject({ state: 'ok', needsAttention: 0 });
});

test('a server restored from an older backup gets everything again, and keeps each sale once', async () => {
  await world.sell(4);
  await world.start();
  await world.passUntil(async () => (await world.unsent()) === 0, 2000);
  world.server.restoreTo(world.epoch, 1);
  await world.sell(1);
  await world.passUntil(async () => (await world.unsent()) === 0, 20_000);
  expect(world.server.ledgers.get(world.epoch)).toHaveLength(5);
  expect((await world.ledger.readMeta()).serverGen).toBe('g_2');
});

test('a server that will have none of our lineages gets five a day; then a person is called, and all goes on', async () => {
  world.server.outcome = 'fork';
  await world.sell(1);
  await world.start();
  await world.passUntil(() => world.shown.at(-1)?.trouble === 'lineage', 60_000);
  await world.sell(1);
  await world.pass(5000);
  expect(world.status()).toMatchObject({ state: 'check', trouble: 'lineage', pendingCount: 2 });
  expect(await world.ledger.readEpochs()).toHaveLength(6);
  world.server.outcome = null;
  await world.passUntil(async () => (await world.unsent()) === 0, 16_000);
  expect(world.server.facts.size).toBe(2);
  await world.passUntil(() => world.shown.at(-1)?.trouble === null, 61_000);
});

test('a ledger with a hole sends what is before it, then goes on behind it and says what is missing', async () => {
  await world.sell(5);
  world.ledger.damage(world.epoch, 3, null);
  await world.start();
  await world.passUntil(async () => (await world.unsent()) === 0, 20_000);
  expect(world.server.facts.size).toBe(4);
  const openings = world.server.pushes().map(({ epochOpen }) => epochOpen.missing);
  expect(openings.at(-1)).toMatchObject({ from: 3, to: 3, totalsAfter: { gross: 3 * 62_500 } });
});

test('a damaged entry that the server refuses moves on as it is, with all that follows', async () => {
  await world.sell(3);
  const hurt = (await world.entries())[1]?.body.replace('Beras', 'Keras') ?? '';
  world.ledger.damage(world.epoch, 2, hurt);
  world.server.refusesBrokenChains = true;
  await world.start();
  await world.passUntil(async () => (await world.unsent()) === 0, 20_000);
  expect(
    [...world.server.facts.values()].map(({ body, origin }) => [body === hurt, origin?.seq ?? null]),
  ).toEqual([
    [false, null],
    [true, 2],
    [false, 3],
  ]);
});

test('a bit that flips on the way gives no lineage up', async () => {
  world.server.fate = (path, count) =>
    path.endsWith('/push') && count === 1 ? { status: 422, problem: 'broken_chain' } : 'pass';
  await world.sell(2);
  await world.start();
  await world.passUntil(async () => (await world.unsent()) === 0, 5000);
  expect(await world.ledger.readEpochs()).toHaveLength(1);
});

test('what backups have held for 35 days is let go when nothing else is to be done, and not while somebody sells', async () => {
  await world.sell(4);
  world.server.durableThrough = 3;
  await world.start();
  await world.settle();
  world.server.daysLater = 36;
  const cart = aCart();
  const line = { lineId: newId() };
  await world.ledger.writeCart({ ...cart, cart: { ...cart.cart, lines: [line as never] } });
  await world.sell(1);
  await world.pass(130_000, 2500);
  expect(await world.entries()).toHaveLength(5);
  await world.ledger.deleteCart(cart.cart.cartId);
  await world.pass(130_000, 2500);
  expect((await world.entries()).map(({ seq }) => seq)).toEqual([4, 5]);
  await world.sell(1);
  await world.passUntil(async () => (await world.unsent()) === 0, 5000);
  expect(world.server.pushes().at(-1)?.oldestRetained).toBe(4);
});

test('a restored server that lacks what was pruned here is told so, and gets all that is here', async () => {
  await world.sell(4);
  world.server.durableThrough = 3;
  await world.start();
  await world.settle();
  world.server.daysLater = 36;
  await world.sell(1);
  await world.pass(130_000, 2500);
  expect(await world.entries()).toHaveLength(2);
  world.server.restoreTo(world.epoch, 1);
  await world.sell(1);
  await world.passUntil(async () => (await world.unsent()) === 0, 20_000);
  const opening = world.server.pushes().at(-1)?.epochOpen;
  expect(opening).toMatchObject({
    reason: 'restore',
    parent: { seq: 1 },
    missing: { from: 2, to: 3, totalsAfter: { gross: 3 * 62_500 } },
  });
});

test('a session that names another generation is believed before anything is sent', async () => {
  await world.sell(2);
  await world.start();
  await world.passUntil(async () => (await world.unsent()) === 0, 2000);
  world.driver.stop();
  world.server.restoreTo(world.epoch, 0);
  const next = world.again();
  next.lead(true);
  await next.start();
  await world.passUntil(async () => (await world.unsent()) === 0, 2000);
  const [, push] = world.server.heard.filter(({ path }) => path.endsWith('/push')).slice(-2);
  expect(JSON.parse(push?.text ?? '{}')).toMatchObject({ serverGen: 'g_2', base: { seq: 0 } });
  next.stop();
});

test('a device whose revocation was taken back sells again once a new session has heard of it', async () => {
  world.server.fate = (path) => (path.endsWith('/pull') ? { status: 403, problem: 'revoked' } : 'pass');
  await world.start();
  await world.settle();
  expect((await world.ledger.readMeta()).isRevoked).toBe(true);
  world.driver.kick();
  await world.settle();
  expect((await world.ledger.readMeta()).isRevoked).toBe(true);
  world.server.fate = () => 'pass';
  world.driver.kick();
  await world.settle();
  expect((await world.ledger.readMeta()).isRevoked).toBe(false);
  expect(world.status().trouble).toBeNull();
});

test('rows of a stream that is ours no more go, and come back when it is ours again', async () => {
  const coop = { id: 'kkmp', name: 'KKMP Graha Indah', cashStepRupiah: 100 };
  const stock = { place: 'gerai-gi', stockItemId: 'BRS-001', milli: 5000 };
  world.server.rows.set('coop', [['coop', 'kkmp', 1, coop]]);
  world.server.rows.set('outlet:gi', [['stock', 'gerai-gi|BRS-001', 1, stock]]);
  await world.start();
  await world.settle();
  expect((await world.replica.readStock()).rows).toHaveLength(1);
  await world.sell(1);
  world.server.lostStreams.add('outlet:gi');
  await world.pass(61_000, 2500);
  expect((await world.replica.readStock()).rows).toEqual([]);
  expect(await world.replica.readRow('coop', 'kkmp')).not.toBeNull();
  expect(await world.entries()).toHaveLength(1);
  world.server.lostStreams.clear();
  await world.pass(61_000, 2500);
  expect((await world.replica.readStock()).rows).toHaveLength(1);
});

test('an expired session is renewed before it is refused', async () => {
  await world.start();
  await world.settle();
  await world.pass(16 * 60_000, 10_000);
  await world.sell(1);
  await world.passUntil(async () => (await world.unsent()) === 0, 2000);
  const problems = world.server.heard.filter(({ path }) => path.endsWith('/session'));
  expect(problems.length).toBeGreaterThanOrEqual(2);
});

test('a checkpoint is kept only when the server has signed it', async () => {
  await world.sell(1);
  await world.start();
  await world.passUntil(async () => (await world.unsent()) === 0, 2000);
  const kept = await world.ledger.readCheckpoints();
  expect(kept).toHaveLength(1);
  world.server.isCheckpointForged = true;
  await world.sell(1);
  await world.passUntil(async () => (await world.unsent()) === 0, 2000);
  expect(await world.ledger.readCheckpoints()).toEqual(kept);
});

test('an ok over a hash that is not ours acknowledges nothing, and is asked again', async () => {
  world.server.isMatchForged = true;
  await world.sell(1);
  await world.start();
  await world.pass(5000);
  expect(await world.unsent()).toBe(1);
  expect(await world.ledger.readCheckpoints()).toEqual([]);
  world.server.isMatchForged = false;
  await world.passUntil(async () => (await world.unsent()) === 0, 16_000);
  expect(world.server.facts.size).toBe(1);
});

test('rows come down at the start, and again when a push says that there is more', async () => {
  const coop = { id: 'kkmp', name: 'KKMP Graha Indah', cashStepRupiah: 100 };
  world.server.rows.set('coop', [['coop', 'kkmp', 1, coop]]);
  await world.start();
  await world.settle();
  expect(await world.replica.readRow('coop', 'kkmp')).toMatchObject({ name: 'KKMP Graha Indah' });
  const renamed = { ...coop, name: 'KKMP Graha Indah Baru' };
  world.server.rows.get('coop')?.push(['coop', 'kkmp', 2, renamed]);
  await world.sell(1);
  await world.settle();
  expect(await world.replica.readRow('coop', 'kkmp')).toMatchObject({ name: 'KKMP Graha Indah Baru' });
});

test('a revoked device is remembered as such, goes on sending and fetches nothing more', async () => {
  world.server.fate = (path) => (path.endsWith('/pull') ? { status: 403, problem: 'revoked' } : 'pass');
  await world.sell(1);
  await world.start();
  await world.passUntil(async () => (await world.unsent()) === 0, 2000);
  expect((await world.ledger.readMeta()).isRevoked).toBe(true);
  const pulls = (): number => world.server.heard.filter(({ path }) => path.endsWith('/pull')).length;
  const before = pulls();
  await world.pass(130_000, 2500);
  expect(pulls()).toBe(before);
  expect(world.status()).toMatchObject({ state: 'check', trouble: 'device-revoked' });
});

test('a device that the server does not know keeps everything and is shown as unknown', async () => {
  world.server.fate = (path) =>
    path.endsWith('/session') ? { status: 401, problem: 'unauthenticated' } : 'pass';
  await world.sell(2);
  await world.start();
  await world.pass(10_000);
  expect(await world.unsent()).toBe(2);
  expect(world.status()).toMatchObject({ state: 'check', trouble: 'device-unknown', pendingCount: 2 });
});

test('a mark that the disk refused is made again, and the badge tells of the disk until then', async () => {
  await world.start();
  await world.settle();
  await world.ledger.append(anAppend());
  world.ledger.failNextCommit('quota');
  world.driver.noteLedgerChange();
  await world.passUntil(() => world.shown.some((status) => status.state === 'storage'), 2000);
  await world.passUntil(async () => (await world.unsent()) === 0, 16_000);
  expect(world.status().state).toBe('ok');
});

test('a page whose stamp the disk did not take is shown all the same: it never comes again', async () => {
  const row = { place: 'gerai-gi', stockItemId: 'BRS-001', milli: 9000 };
  const stream = `outlet:${(await world.ledger.readMeta()).identity.outletId}`;
  world.server.rows.set(stream, [['stock', 'gerai-gi|BRS-001', 1, { ...row, milli: 10_000 }]]);
  const shown = (): number | undefined => useOnHand.getState().onHand.get('gerai-gi|BRS-001');
  await world.start();
  await world.passUntil(() => shown() === 10_000, 2000);
  const { noteStamp } = world.ledger;
  world.ledger.noteStamp = () => {
    world.ledger.noteStamp = noteStamp;
    return Promise.reject(new StorageFailure('quota', 'The disk is full'));
  };
  world.server.rows.set(stream, [
    ['stock', 'gerai-gi|BRS-001', 1, { ...row, milli: 10_000 }],
    ['stock', 'gerai-gi|BRS-001', 2, row],
  ]);
  world.driver.hearPoke({ gen: 'g_1', stream, seq: 2 });
  await world.passUntil(() => shown() !== 10_000, 30_000);
  expect(shown()).toBe(9000);
});

test('a thousand queued sales go in a few growing batches, one at a time', async () => {
  await world.sell(1000);
  await world.start();
  await world.passUntil(async () => (await world.unsent()) === 0, 5000);
  const sizes = world.server.pushes().map(({ entries }) => entries.length);
  expect(sizes.slice(0, 3)).toEqual([50, 100, 200]);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(1000);
  expect(world.server.facts.size).toBe(1000);
});

test('a tab that does not lead sends nothing', async () => {
  await world.sell(1);
  await world.driver.start();
  await world.pass(30_000, 1000);
  expect(world.server.heard).toEqual([]);
  world.driver.lead(true);
  await world.passUntil(async () => (await world.unsent()) === 0, 2000);
});
