import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { openStore } from '../../sync-server/store/open-store.ts';
import { judge } from '../../sync-server/store/postgres/failures.ts';
import { StorageFull, StoreUnreachable, type Store } from '../../sync-server/store/store.ts';
import { enrolledDevice } from './builders/device.ts';
import { openShop } from './builders/shop.ts';
import {
  clearPlace,
  destroyPlace,
  makePlace,
  makeUntouchedPlace,
  queryPlace,
  runOn,
  type StorePlace,
} from './builders/store-place.ts';

const COOP_ID = 'kkmp-uji';

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

describe('a push', () => {
  test('is answered "later" while the database is gone, and taken when it is back', async () => {
    const shop = await openShop();
    const device = await enrolledDevice(shop);
    device.ledger.appendSales(3);
    const name = new URL(shop.place.databaseUrl ?? '').pathname.slice(1);
    const throwOut = `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`;
    await runOn(inject('postgresUrl'), async (client) => {
      await client.query(`alter database ${name} with allow_connections false`);
      await client.query(throwOut);
      const gone = await device.post('/api/sync/v1/push', device.ledger.pushRequest());
      expect([gone.status, gone.body, gone.headers['retry-after']]).toEqual([
        503,
        { problem: 'unavailable' },
        '5',
      ]);
      await client.query(`alter database ${name} with allow_connections true`);
    });
    expect(await device.push()).toMatchObject({ status: 200, body: { serverAcked: 3 } });
    await shop.close();
  });
});

describe('the link', () => {
  test('that breaks in the middle of a transaction leaves nothing behind, and the next one works', async () => {
    const throwOut = `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`;
    const broken = store.write(async (tx) => {
      await tx.addStock(COOP_ID, 'GI', [move('a', 1)]);
      await queryPlace(place, throwOut);
      await tx.addStock(COOP_ID, 'GI', [move('b', 1)]);
    });
    await expect(broken).rejects.toThrow(StoreUnreachable);
    await store.write((tx) => tx.addStock(COOP_ID, 'GI', [move('c', 1)]));
    expect(await store.read((tx) => tx.readStock(COOP_ID))).toEqual([move('c', 1)]);
  });

  test('to a database that is not there fails at the start, without showing the password', async () => {
    const databaseUrl = 'postgres://gerai:rahasia@127.0.0.1:9/gerai';
    const failed = openStore({ ...place, databaseUrl }, 0);
    await expect(failed).rejects.toThrow(StoreUnreachable);
    await expect(failed).rejects.not.toThrow(/rahasia/);
  });

  test('is judged by what the database says', () => {
    const error = (code: string): Error => Object.assign(new Error('said'), { code });
    expect(judge(error('53100'))).toBeInstanceOf(StorageFull);
    expect(judge(error('57P01'))).toBeInstanceOf(StoreUnreachable);
    expect(judge(error('ECONNRESET'))).toBeInstanceOf(StoreUnreachable);
    expect(judge(error('ENOENT'))).toEqual(error('ENOENT'));
    expect(judge('said')).toEqual(new Error('said'));
  });
});

describe('a database', () => {
  test('that four processes open at once is made once', async () => {
    const empty = await makeUntouchedPlace();
    const stores = await Promise.all(Array.from({ length: 4 }, (_, now) => openStore(empty, now)));
    const rows = await queryPlace(empty, 'select number from schema_migration order by number');
    expect(new Set(rows.map((row) => JSON.stringify(row))).size).toBe(rows.length);
    await Promise.all(stores.map((one) => one.close()));
    await destroyPlace(empty);
  });

  test('whose numbers are not exact is not believed', async () => {
    await store.write((tx) => tx.addStock(COOP_ID, 'GI', [move('a', Number.MAX_SAFE_INTEGER)]));
    expect(await store.read((tx) => tx.readStock(COOP_ID))).toEqual([move('a', Number.MAX_SAFE_INTEGER)]);
    await queryPlace(place, 'update stock set milli = milli + 2');
    await expect(store.read((tx) => tx.readStock(COOP_ID))).rejects.toThrow(RangeError);
  });
});
