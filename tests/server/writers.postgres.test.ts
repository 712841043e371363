import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openStore } from '../../sync-server/store/open-store.ts';
import { judge } from '../../sync-server/store/postgres/failures.ts';
import { retrying } from '../../sync-server/store/retrying.ts';
import { type Store, type StoreWriter } from '../../sync-server/store/store.ts';
import { findings, query, stockOf } from './builders/books.ts';
import { enrolledDevice, saleBody, type TestDevice } from './builders/device.ts';
import { MORNING } from './builders/fake-world.ts';
import { openShop, SUGAR } from './builders/shop.ts';
import { clearPlace, makePlace, queryPlace, runOn, type StorePlace } from './builders/store-place.ts';

const COOP_ID = 'kkmp-uji';
const STREAM = 'outlet:GI';

let place: StorePlace;
let store: Store;

beforeEach(async () => {
  place = await makePlace();
  store = await openStore(place, 0);
  await store.write((tx) => tx.insertCoop({ coopId: COOP_ID, serverGen: 'g_1', ownEpoch: 'e' }, 0));
});

afterEach(async () => {
  await store.close();
  await clearPlace(place);
});

function move(stockItemId: string, milli: number): { place: string; stockItemId: string; milli: number } {
  return { place: 'p', stockItemId, milli };
}

/** A gate that a test opens when it wants to. */
function gate(): { readonly opened: Promise<void>; open: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { opened: promise, open: resolve };
}

describe('a cursor', () => {
  test('never skips a committed row, with 24 writers at once', async () => {
    const stores = [store, await openStore(place, 0), await openStore(place, 0)];
    const written = new Set<string>();
    const outcomes = new Set<string>();
    let working = 24;
    const writer = async (number: number): Promise<void> => {
      for (let turn = 0; turn < 20; turn += 1) {
        const ids = [`p|w${number}-${turn}a`, `p|w${number}-${turn}b`];
        const isUndone = turn % 7 === 3;
        const done = stores[number % stores.length]?.write(async (tx) => {
          await sleep((number * 7 + turn * 3) % 5);
          await tx.stampRows(
            COOP_ID,
            STREAM,
            ids.map((id) => ({ entity: 'member', id })),
          );
          // The counter is taken and not yet committed: this is when a sequence would be passed by a later one.
          await sleep((number + turn) % 4);
          if (isUndone) throw new Error('undone');
        });
        outcomes.add((await done?.then(() => 'done', String)) ?? 'no store');
        if (!isUndone) for (const id of ids) written.add(id);
      }
      working -= 1;
    };
    const seen: string[] = [];
    let cursor = 0;
    const page = async (): Promise<number> => {
      const rows = await store.read((tx) => tx.readChanges(COOP_ID, STREAM, { after: cursor, limit: 7 }));
      for (const { id, seq } of rows) {
        expect(seq).toBeGreaterThan(cursor);
        cursor = seq;
        seen.push(id);
      }
      return rows.length;
    };
    const reader = async (): Promise<void> => {
      while (working > 0) await page();
      while ((await page()) > 0);
    };
    await Promise.all([reader(), ...Array.from({ length: 24 }, (_, number) => writer(number))]);
    await Promise.all(stores.slice(1).map((other) => other.close()));
    expect(outcomes).toEqual(new Set(['done', 'Error: undone']));
    expect(written.size).toBe(24 * 17 * 2);
    expect(seen.toSorted()).toEqual([...written].toSorted());
  });

  test('waits for a counter that is taken and not committed, where a sequence would pass it by', async () => {
    const { opened, open } = gate();
    const taken = gate();
    const first = store.write(async (tx) => {
      await tx.stampRows(COOP_ID, STREAM, [{ entity: 'member', id: 'first' }]);
      taken.open();
      await opened;
    });
    await taken.opened;
    const second = store.write((tx) => tx.stampRows(COOP_ID, STREAM, [{ entity: 'member', id: 'second' }]));
    expect(await Promise.race([second, sleep(100, 'waits')])).toBe('waits');
    open();
    await first;
    expect(await second).toBe(2);

    // The same two writers with a sequence: the reader's cursor is past the first row before that row can be seen.
    const url = place.databaseUrl ?? '';
    await queryPlace(
      place,
      'drop table if exists drawn; create table drawn (id bigserial primary key, name text)',
    );
    await runOn(url, async (slow) => {
      await slow.query('begin');
      await slow.query("insert into drawn (name) values ('first')");
      await queryPlace(place, "insert into drawn (name) values ('second')");
      expect(await queryPlace(place, 'select id, name from drawn where id > 0')).toEqual([
        { id: 2, name: 'second' },
      ]);
      await slow.query('commit');
      expect(await queryPlace(place, 'select name from drawn where id > 2')).toEqual([]);
      await slow.query('drop table drawn');
    });
  });

  test('reads one snapshot, whatever is committed meanwhile', async () => {
    await store.read(async (snapshot) => {
      expect((await snapshot.readStreamHead(COOP_ID, STREAM)).seq).toBe(0);
      await store.write((tx) => tx.stampRows(COOP_ID, STREAM, [{ entity: 'member', id: 'm' }]));
      expect((await snapshot.readStreamHead(COOP_ID, STREAM)).seq).toBe(0);
      expect(await snapshot.readChanges(COOP_ID, STREAM, { after: 0, limit: 9 })).toEqual([]);
    });
    expect((await store.read((tx) => tx.readStreamHead(COOP_ID, STREAM))).seq).toBe(1);
  });
});

describe('writers in each other’s way', () => {
  test('are told apart by the database, and the one that gave way tries again', async () => {
    let attempts = 0;
    let inside = 0;
    const both = gate();
    const crossing = (one: string, other: string): Promise<unknown> =>
      store.write(async (tx) => {
        attempts += 1;
        await tx.addStock(COOP_ID, 'GI', [move(one, 1)]);
        inside += 1;
        if (inside >= 2) both.open();
        await both.opened;
        await tx.addStock(COOP_ID, 'GI', [move(other, 1)]);
      });
    await store.write((tx) => tx.addStock(COOP_ID, 'GI', [move('a', 0), move('b', 0)]));
    await Promise.all([crossing('a', 'b'), crossing('b', 'a')]);
    expect(attempts).toBe(3);
    expect(await store.read((tx) => tx.readStock(COOP_ID))).toEqual([move('a', 2), move('b', 2)]);
  });

  test('try again when the database can’t put them in an order', async () => {
    await store.write((tx) => tx.addStock(COOP_ID, 'GI', [move('a', 0)]));
    const url = place.databaseUrl ?? '';
    const codes: unknown[] = [];
    let attempts = 0;
    await runOn(url, (client) =>
      retrying(async () => {
        attempts += 1;
        await client.query('begin isolation level repeatable read');
        try {
          await client.query('select milli from stock');
          if (attempts === 1) await queryPlace(place, 'update stock set milli = milli + 1');
          await client.query('update stock set milli = milli + 1');
          await client.query('commit');
        } catch (error) {
          await client.query('rollback');
          codes.push((error as { code: string }).code);
          throw error;
        }
      }, judge),
    );
    expect([attempts, codes]).toEqual([2, ['40001']]);
    expect(await store.read((tx) => tx.readStock(COOP_ID))).toEqual([move('a', 2)]);
  });

  test('find in a second try what another wrote since they had looked', async () => {
    const found: unknown[] = [];
    const looked = gate();
    let looking = 0;
    const founder = (ownEpoch: string): Promise<void> =>
      store.write(async (tx) => {
        const known = await tx.readCoop('kkmp-baru');
        found.push(known?.ownEpoch ?? null);
        looking += 1;
        if (looking >= 2) looked.open();
        await looked.opened;
        if (known === null) await tx.insertCoop({ coopId: 'kkmp-baru', serverGen: 'g_1', ownEpoch }, 0);
      });
    await Promise.all([founder('one'), founder('two')]);
    const kept = (await store.read((tx) => tx.readCoop('kkmp-baru')))?.ownEpoch;
    expect(found).toEqual([null, null, kept]);
  });

  test('are given up on after a few tries, with the database’s own words', async () => {
    let attempts = 0;
    const failing = store.write(async (tx) => {
      attempts += 1;
      await tx.insertCoop({ coopId: COOP_ID, serverGen: 'g_1', ownEpoch: 'e' }, 0);
    });
    await expect(failing).rejects.toMatchObject({ code: '23505' });
    expect(attempts).toBe(6);
  });
});

describe('what a writer has locked', () => {
  const code = {
    coopId: COOP_ID,
    codeHash: 'h',
    outletId: 'GI',
    expiresAt: 1,
    tries: 0,
    state: 'open',
  } as const;
  const device = {
    coopId: COOP_ID,
    deviceId: 'd',
    outletId: 'GI',
    publicKey: 'k',
    name: 'Tablet',
    series: 'A',
    certifiedAt: 0,
    certificateSignature: 's',
  };
  const epoch = {
    coopId: COOP_ID,
    epoch: 'e',
    deviceId: 'd',
    parent: null,
    reason: 'install',
    missing: null,
    genesisHash: 'g',
    series: 'A',
    startTotals: null,
    acked: { seq: 0, hash: 'g' },
    ackedTotals: null,
    seenHead: null,
    durableSeq: 0,
  } as const;

  test.each<[string, (tx: StoreWriter) => Promise<unknown>]>([
    ['a co-operative', (tx) => tx.lockCoop(COOP_ID)],
    ['a device', (tx) => tx.lockDevice(COOP_ID, 'd')],
    ['an epoch', (tx) => tx.lockEpoch(COOP_ID, 'e')],
    ['a code', (tx) => tx.lockEnrolCode('h')],
    ['a series, even the first', (tx) => tx.lockLastSeries(COOP_ID, 'GI')],
  ])('is kept from the next until the end: %s', async (_, lock) => {
    await store.write(async (tx) => {
      await tx.putDevice(device);
      await tx.insertEpoch(epoch);
      await tx.putEnrolCode({ ...code, publicKey: null, deviceName: null });
    });
    const taken = gate();
    const { opened, open } = gate();
    const first = store.write(async (tx) => {
      await lock(tx);
      taken.open();
      await opened;
    });
    await taken.opened;
    const second = store.write(async (tx) => {
      await lock(tx);
      return 'locked';
    });
    expect(await Promise.race([second, sleep(150, 'waits')])).toBe('waits');
    open();
    await first;
    expect(await second).toBe('locked');
  });

  test('does not keep rows waiting that only refer to it', async () => {
    await store.write(async (tx) => {
      await tx.lockCoop(COOP_ID);
      await store.write((other) => other.addStock(COOP_ID, 'GI', [move('a', 1)]));
    });
    expect(await store.read((tx) => tx.readStock(COOP_ID))).toEqual([move('a', 1)]);
  });
});

/** Runs something while a stream's counter is taken, until whoever needs it has come so far as to wait for it. */
async function whileTaken<Outcome>(
  url: string,
  stream: string,
  work: () => Promise<Outcome>,
): Promise<Outcome> {
  return runOn(url, async (client) => {
    await client.query('begin');
    await client.query('select 1 from stream_head where stream = $1 for update', [stream]);
    const done = work();
    await sleep(400);
    await client.query('commit');
    return done;
  });
}

describe('two pushes side by side', () => {
  test('that change one price: the second is judged by what the first made, and is a stale edit', async () => {
    const shop = await openShop();
    const devices = [await enrolledDevice(shop, 'one'), await enrolledDevice(shop, 'two')];
    for (const [index, device] of devices.entries()) {
      const { lines: _lines, number: _number, ...frame } = saleBody(1);
      const price = { productId: SUGAR.id, tier: 'retail', effectiveFrom: MORNING, reason: '' };
      const change = { ...price, priceRupiah: 19_000 + index, previousRupiah: 18_000, moves: [] };
      device.ledger.appendBody(JSON.stringify({ ...frame, ...change, kind: 'price.changed' }));
    }
    const replies = await whileTaken(shop.place.databaseUrl ?? '', 'coop', () =>
      Promise.all(devices.map((device) => device.push())),
    );
    expect(replies.map(({ body }) => body.status)).toEqual([[[1, 'accepted']], [[1, 'accepted']]]);
    const stale = (await findings(shop)).filter(({ kind }) => kind === 'stale_edit');
    expect(stale).toHaveLength(1);
    expect([19_000, 19_001]).toContain(stale[0]?.detail['replaced']);
    await shop.close();
  });

  test('that bear one number on paper: the second is found out, and only that one', async () => {
    const shop = await openShop();
    const devices = [await enrolledDevice(shop, 'one'), await enrolledDevice(shop, 'two')];
    for (const device of devices) device.ledger.appendSale({ number: 'GI-A-000001' });
    await whileTaken(shop.place.databaseUrl ?? '', STREAM, () =>
      Promise.all(devices.map((device) => device.push())),
    );
    expect((await findings(shop)).map(({ kind }) => kind)).toEqual(['number_repeated']);
    await shop.close();
  });
});

describe('a push', () => {
  test('that comes several times at once is taken once', async () => {
    const shop = await openShop();
    const device = await enrolledDevice(shop);
    device.ledger.appendSales(20);
    const before = await stockOf(shop, SUGAR.id);
    const replies = await Promise.all([device.push(), device.push(), device.push(), device.push()]);
    expect(replies.map(({ status, body }) => [status, body.outcome, body.serverAcked])).toEqual(
      Array.from({ length: 4 }, () => [200, 'ok', 20]),
    );
    const verdicts = replies.map(({ body }) => new Set(body.status.map(([, status]) => status)));
    expect(verdicts.filter((set) => set.has('accepted'))).toEqual([new Set(['accepted'])]);
    expect(await stockOf(shop, SUGAR.id)).toBe((before ?? 0) - 20 * 1350);
    expect(
      await query(shop, "select 1 from slot join fact using (coop_id, fact_id) where device_id <> 'server'"),
    ).toHaveLength(20);
    await shop.close();
  });

  test('of each of eight tablets at once leaves the stock that all their sales add up to', async () => {
    const shop = await openShop();
    const devices: TestDevice[] = [];
    for (let number = 0; number < 8; number += 1)
      devices.push(await enrolledDevice(shop, `tablet ${number}`));
    const before = (await stockOf(shop, SUGAR.id)) ?? 0;
    const drain = async (device: TestDevice): Promise<void> => {
      for (let batch = 0; batch < 5; batch += 1) {
        const after = device.ledger.entries.length;
        for (let sale = 0; sale < 10; sale += 1)
          device.ledger.appendSale({
            number: `GI-${device.series}-${String(after + sale + 1).padStart(6, '0')}`,
          });
        expect(await device.push({ after })).toMatchObject({ status: 200, body: { outcome: 'ok' } });
      }
    };
    await Promise.all(devices.map(drain));
    expect(await stockOf(shop, SUGAR.id)).toBe(before - 8 * 50 * 1350);
    const fallen = (await findings(shop)).filter(({ kind }) => kind === 'stock_negative');
    expect(fallen).toHaveLength(1);
    expect(new Set(devices.map(({ series }) => series)).size).toBe(8);
    await shop.close();
  });
});
