import { afterEach, beforeEach, expect, test } from 'vitest';
import { openReplica } from '../../src/storage/replica/dexie-replica.ts';
import { createMemoryLedger } from '../../src/storage/ledger/memory-ledger.ts';
import { loadCatalogue, useCatalogue } from '../../src/storage/replica/catalogue.ts';
import { sealPin } from '../../src/storage/replica/pin-seal.ts';
import { REPLICA_SCHEMA, type Replica } from '../../src/storage/replica/replica.ts';
import { ReplicaDatabase, replicaName } from '../../src/storage/replica/replica-database.ts';
import { newId, newKeys, newSeed } from './ledger-seed.ts';
import { aPage, aStamp, OUTLET_STREAM, priceRow, productRow, staffRow, stockRow } from './replica-pages.ts';

const EPOCH = 'e'.repeat(32);

let deviceId: string;
let pinKey: CryptoKey;
let replica: Replica;

const reopen = async (): Promise<Replica> => {
  replica.close();
  replica = await openReplica({ deviceId, outletId: 'gi', pinKey });
  return replica;
};

const namesOf = async (): Promise<string[]> =>
  (await replica.readRows('product')).map((product) => product.id).toSorted();

beforeEach(async () => {
  deviceId = newId();
  ({ pinKey } = await newKeys());
  replica = await openReplica({ deviceId, outletId: 'gi', pinKey });
});

afterEach(() => replica.close());

test('a stream starts over when nothing was loaded', async () => {
  expect(await replica.readStream('coop')).toEqual({
    cursor: null,
    scopeHash: null,
    inUse: null,
    caughtUp: {},
  });
});

test('a page and its cursor are stored together and are there after a restart', async () => {
  const taken = await replica.takePage(aPage([productRow('A', 3), productRow('B', 4)]), 'coop');
  expect(taken).toMatchObject({ isTaken: true, isSwapped: true, isCaughtUp: true });
  expect([...taken.entities]).toEqual(['product']);
  await reopen();
  const cursor = { gen: 'g_1', seq: 4 };
  expect(await replica.readStream('coop')).toEqual({
    cursor,
    scopeHash: 'a'.repeat(64),
    inUse: cursor,
    caughtUp: {},
  });
  expect(await namesOf()).toEqual(['A', 'B']);
});

test('a column and an entity that this program does not know are kept as they came', async () => {
  const odd = productRow('A', 1, {
    shelfLabel: { colour: 'merah', sizes: [1, 2.5] },
    content: { milli: 1, unit: 'kg', lot: 7 },
  });
  await replica.takePage(aPage([odd, ['weather', 'W', 2, { rain: true }]]), 'coop');
  const db = new ReplicaDatabase(deviceId);
  const rows = await db.rows.toArray();
  db.close();
  expect(rows.map(({ entity, id, row, fits }) => ({ entity, id, row, fits }))).toEqual([
    { entity: 'product', id: 'A', row: odd[3], fits: true },
    { entity: 'weather', id: 'W', row: { rain: true }, fits: false },
  ]);
  expect(await replica.readRow('product', 'A')).toEqual(odd[3]);
});

test('a row that this program can not read stays stored and is not shown', async () => {
  await replica.takePage(aPage([productRow('A', 1), productRow('B', 2, { unit: 7 })]), 'coop');
  expect(await namesOf()).toEqual(['A']);
  expect(await replica.readRow('product', 'B')).toBeNull();
});

test('changes and deletions follow in pages', async () => {
  await replica.takePage(aPage([productRow('A', 1), productRow('B', 2), productRow('C', 3)]), 'coop');
  const next = aPage([productRow('A', 4, { name: 'Baru' }), ['product', 'B', 5, null]], { from: 3 });
  expect(await replica.takePage(next, 'coop')).toMatchObject({ isTaken: true, isSwapped: false });
  expect(await namesOf()).toEqual(['A', 'C']);
  expect((await replica.readRow('product', 'A'))?.name).toBe('Baru');
});

test('a page that does not follow the cursor is not taken', async () => {
  await replica.takePage(aPage([productRow('A', 3)]), 'coop');
  const pages = [
    aPage([productRow('B', 9)], { from: 2 }),
    aPage([productRow('B', 9)], { from: 4 }),
    aPage([productRow('B', 9)], { from: 3, serverGen: 'g_2' }),
    aPage([productRow('B', 9)], { from: 3, scopeHash: 'b'.repeat(64) }),
    aPage([productRow('A', 3)]),
  ];
  for (const page of pages) expect(await replica.takePage(page, 'coop')).toMatchObject({ isTaken: false });
  expect(await replica.readStream('coop')).toMatchObject({ cursor: { gen: 'g_1', seq: 3 } });
  expect(await namesOf()).toEqual(['A']);
});

test('one page asked for by two tabs is stored once', async () => {
  await replica.takePage(aPage([productRow('A', 1)]), 'coop');
  const other = await openReplica({ deviceId, outletId: 'gi', pinKey });
  const page = aPage([productRow('B', 2)], { from: 1 });
  const taken = await Promise.all([replica.takePage(page, 'coop'), other.takePage(page, 'coop')]);
  other.close();
  expect(taken.filter(({ isTaken }) => isTaken)).toHaveLength(1);
});

test('a reset loads a set beside the one in use and swaps when it is whole', async () => {
  await replica.takePage(aPage([productRow('A', 1), productRow('B', 2)]), 'coop');
  const reset = { serverGen: 'g_2', reset: true, scopeHash: 'b'.repeat(64) };
  const first = await replica.takePage(
    aPage([productRow('B', 5)], { ...reset, more: true, head: 9 }),
    'coop',
  );
  expect(first).toMatchObject({ isTaken: true, isSwapped: false, isCaughtUp: false, stockIds: [] });
  expect(first.entities.size).toBe(0);
  expect(await namesOf()).toEqual(['A', 'B']);
  await reopen();
  expect(await replica.readStream('coop')).toEqual({
    cursor: { gen: 'g_2', seq: 5 },
    scopeHash: 'b'.repeat(64),
    inUse: { gen: 'g_1', seq: 2 },
    caughtUp: {},
  });
  const last = aPage([productRow('C', 9)], { ...reset, reset: false, from: 5 });
  expect(await replica.takePage(last, 'coop')).toMatchObject({ isTaken: true, isSwapped: true });
  expect(await namesOf()).toEqual(['B', 'C']);
  const db = new ReplicaDatabase(deviceId);
  expect(await db.rows.count()).toBe(2);
  expect(await db.sets.count()).toBe(1);
  expect(await db.stamps.count()).toBe(1);
  db.close();
});

test.each([
  ['another generation of the server', { serverGen: 'g_2' }],
  ['another scope', { scopeHash: 'b'.repeat(64) }],
  ['a cursor older than the remembered deletions', {}],
])('%s loads the stream beside what is in use, and only the whole takes its place', async (_why, now) => {
  await replica.takePage(aPage([productRow('A', 3), productRow('B', 4)]), 'coop');
  const begun = aPage([productRow('B', 5)], { reset: true, more: true, head: 9, ...now });
  expect(await replica.takePage(begun, 'coop')).toMatchObject({ isTaken: true, isSwapped: false });
  expect(await namesOf()).toEqual(['A', 'B']);
  const whole = await replica.takePage(aPage([productRow('C', 9)], { from: 5, ...now }), 'coop');
  expect(whole).toMatchObject({ isTaken: true, isSwapped: true, isCaughtUp: true });
  expect(await namesOf()).toEqual(['B', 'C']);
});

test('after a re-home every stream is asked for from its beginning, and shown until it has come', async () => {
  await replica.takePage(aPage([productRow('A', 3)]), 'coop');
  await replica.takePage(aPage([stockRow('A', 5000, 1)]), OUTLET_STREAM);
  await replica.takePage(aPage([productRow('B', 5)], { reset: true, more: true, head: 9 }), 'coop');
  await replica.resetCursors();
  const generations = await Promise.all(
    ['coop', OUTLET_STREAM].map(async (stream) => (await replica.readStream(stream)).cursor?.gen),
  );
  expect(generations).toEqual(['none', 'none']);
  expect(await namesOf()).toEqual(['A']);
  // A page that was on its way belongs to the old cursor.
  expect(await replica.takePage(aPage([productRow('X', 4)], { from: 3 }), 'coop')).toMatchObject({
    isTaken: false,
  });
  const whole = await replica.takePage(aPage([productRow('C', 9)], { reset: true }), 'coop');
  expect(whole.isSwapped).toBe(true);
  expect(await namesOf()).toEqual(['C']);
});

test('a stream that is ours no more takes its rows with it, and nothing of another', async () => {
  await replica.takePage(aPage([productRow('A', 3)]), 'coop');
  await replica.takePage(aPage([stockRow('A', 5000, 1)]), OUTLET_STREAM);
  expect(await replica.dropStream(OUTLET_STREAM)).toMatchObject({ isTaken: true, isSwapped: true });
  expect(await replica.readStock()).toEqual({ rows: [], caughtUp: null, asOf: null });
  expect(await replica.readStream(OUTLET_STREAM)).toMatchObject({ cursor: null });
  expect(await namesOf()).toEqual(['A']);
  const db = new ReplicaDatabase(deviceId);
  expect([await db.rows.count(), await db.stamps.count()]).toEqual([1, 1]);
  db.close();
});

test('a reset in the middle of a reset starts over', async () => {
  await replica.takePage(aPage([productRow('A', 1)]), 'coop');
  const reset = { reset: true, more: true, head: 9 };
  await replica.takePage(aPage([productRow('X', 5)], reset), 'coop');
  await replica.takePage(aPage([productRow('Y', 6)], reset), 'coop');
  await replica.takePage(aPage([productRow('Z', 9)], { from: 6 }), 'coop');
  expect(await namesOf()).toEqual(['Y', 'Z']);
});

test('rows that a crash left over from a dropped set go at the next start', async () => {
  await replica.takePage(aPage([productRow('A', 1)]), 'coop');
  const db = new ReplicaDatabase(deviceId);
  const [row] = await db.rows.toArray();
  if (row === undefined) throw new Error('no row');
  await db.rows.bulkPut([1, 2, 3].flatMap((set) => ['P', 'Q'].map((id) => ({ ...row, set: set * 100, id }))));
  await reopen();
  expect(await db.rows.count()).toBe(1);
  db.close();
});

test('a page that comes while rows of another stream are swept away stays whole', async () => {
  const many = Array.from({ length: 3000 }, (_, index) => stockRow(`S${index}`, 5000, index + 1));
  await replica.takePage(aPage(many), OUTLET_STREAM);
  const dropping = replica.dropStream(OUTLET_STREAM);
  while ((await replica.readStream(OUTLET_STREAM)).inUse !== null);
  await replica.takePage(aPage([productRow('A', 1), productRow('B', 2)]), 'coop');
  await dropping;
  expect(await namesOf()).toEqual(['A', 'B']);
});

test('a replica of an earlier schema is loaded anew, and shown until it is', async () => {
  await replica.takePage(aPage([productRow('A', 1)]), 'coop');
  const db = new ReplicaDatabase(deviceId);
  await db.sets.toCollection().modify({ schema: REPLICA_SCHEMA - 1 });
  db.close();
  expect(await replica.readStream('coop')).toMatchObject({ cursor: null, inUse: { seq: 1 } });
  expect(await namesOf()).toEqual(['A']);
  expect(await replica.takePage(aPage([productRow('B', 4)]), 'coop')).toMatchObject({ isSwapped: true });
  expect(await namesOf()).toEqual(['B']);
});

test('streams do not touch each other', async () => {
  await replica.takePage(aPage([productRow('A', 1)]), 'coop');
  await replica.takePage(aPage([stockRow('A', 5000, 7)]), OUTLET_STREAM);
  await replica.takePage(aPage([productRow('B', 8)], { reset: true, serverGen: 'g_2' }), 'coop');
  expect(await replica.readStream(OUTLET_STREAM)).toMatchObject({ cursor: { gen: 'g_1', seq: 7 } });
  expect((await replica.readStock()).rows).toHaveLength(1);
  expect(await namesOf()).toEqual(['B']);
});

test('PIN hashes are sealed before they are stored, and nothing else of the row changes', async () => {
  const hash = 'cGJrZGYyLW91dHB1dA';
  const odd = { ...staffRow('S-3', hash, 3)[3], pin: { hash: 7, salt: 'c2FsdA' } };
  const page = aPage([staffRow('S-1', hash, 1), staffRow('S-2', null, 2), ['staff', 'S-3', 3, odd]]);
  await replica.takePage(page, 'coop');
  const seal = await sealPin(pinKey, hash);
  const row = await replica.readRow('staff', 'S-1');
  expect(row).toEqual({
    ...page.rows[0]?.[3],
    pin: { salt: 'c2FsdA', rounds: 600_000, hash: seal, note: 'unknown to this program' },
  });
  expect((await replica.readRow('staff', 'S-2'))?.pin).toBeNull();
  const db = new ReplicaDatabase(deviceId);
  expect(JSON.stringify(await db.rows.toArray())).not.toContain(hash);
  db.close();
});

test('stock rows come with the stamp of their page until a page catches up', async () => {
  const page = (seq: number, acked: number, more: boolean) =>
    aPage([stockRow(`I${seq}`, seq * 1000, seq)], {
      from: seq - 1,
      head: 9,
      more,
      mine: aStamp(EPOCH, acked),
      ...(more ? {} : { head: seq }),
    });
  await replica.takePage(page(1, 4, false), OUTLET_STREAM);
  const caughtUp = await replica.readStock();
  expect(caughtUp.caughtUp?.mine).toEqual(aStamp(EPOCH, 4));
  expect(caughtUp.rows).toEqual([{ place: 'gerai-gi', stockItemId: 'I1', milli: 1000, stamp: null }]);
  await replica.takePage(page(2, 6, true), OUTLET_STREAM);
  const behind = await replica.readStock();
  expect(behind.caughtUp?.mine).toEqual(aStamp(EPOCH, 4));
  expect(behind.rows.map(({ stockItemId, stamp }) => [stockItemId, stamp?.mine ?? null])).toEqual([
    ['I1', null],
    ['I2', aStamp(EPOCH, 6)],
  ]);
  expect(
    (await replica.readStock(['gerai-gi|I2', 'gerai-gi|I9'])).rows.map((row) => row.stockItemId),
  ).toEqual(['I2']);
  await replica.takePage(page(3, 8, false), OUTLET_STREAM);
  const again = await replica.readStock();
  expect(again.caughtUp?.mine).toEqual(aStamp(EPOCH, 8));
  expect(again.rows.map((row) => row.stamp)).toEqual([null, null, null]);
});

test('20,000 rows of products and prices are taken over in pages of 1,000 and shown', async () => {
  const count = 20_000;
  for (let from = 0; from < count; from += 1000) {
    const rows = Array.from({ length: 500 }, (_, index) => from + index * 2 + 1).flatMap((seq) => [
      productRow(`P${seq}`, seq),
      priceRow(`P${seq}`, 1000 + seq, seq + 1),
    ]);
    const more = from + 1000 < count;
    await replica.takePage(aPage(rows, { from, to: from + 1000, more, head: count }), 'coop');
  }
  await loadCatalogue(createMemoryLedger(await newSeed()), replica);
  expect(useCatalogue.getState().products).toHaveLength(count / 2);
  expect(useCatalogue.getState().priceVersion).toEqual({ gen: 'g_1', seq: count });
}, 60_000);

test('a replica that can not be opened is begun anew', async () => {
  await replica.takePage(aPage([productRow('A', 1)]), 'coop');
  replica.close();
  const { open, deleteDatabase } = IDBFactory.prototype;
  let isDamaged = true;
  IDBFactory.prototype.open = function (this: IDBFactory, name: string, version?: number) {
    if (isDamaged && name === replicaName(deviceId)) throw new DOMException('Internal error', 'UnknownError');
    return open.call(this, name, version);
  };
  IDBFactory.prototype.deleteDatabase = function (this: IDBFactory, name: string) {
    isDamaged = false;
    return deleteDatabase.call(this, name);
  };
  replica = await openReplica({ deviceId, outletId: 'gi', pinKey });
  Object.assign(IDBFactory.prototype, { open, deleteDatabase });
  expect(await namesOf()).toEqual([]);
  expect(await replica.readStream('coop')).toMatchObject({ cursor: null });
  expect(await replica.takePage(aPage([productRow('A', 1)]), 'coop')).toMatchObject({ isTaken: true });
});
