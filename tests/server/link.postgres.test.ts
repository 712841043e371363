import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { migrationsBeyond } from '../../sync-server/store/migrations.ts';
import { openStore } from '../../sync-server/store/open-store.ts';
import { judge } from '../../sync-server/store/postgres/failures.ts';
import { openPostgresStore } from '../../sync-server/store/postgres/open-postgres-store.ts';
import {
  StorageFull,
  StoreUnreachable,
  type Store,
  type StoreWriter,
} from '../../sync-server/store/store.ts';
import { enrolledDevice } from './builders/device.ts';
import { openShop } from './builders/shop.ts';
import { TelephoneLine } from './builders/telephone-line.ts';
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
    expect(judge(error('55P03'))).toBe('again');
    for (const code of ['57014', '25P03']) expect(judge(error(code))).toBeInstanceOf(StoreUnreachable);
    expect(judge(new Error('Query read timeout'))).toBeInstanceOf(StoreUnreachable);
    expect(judge(error('ENOENT'))).toEqual(error('ENOENT'));
    expect(judge('said')).toEqual(new Error('said'));
  });
});

describe('patience', () => {
  const patience = { statementMs: 5000, answerMs: 5000, lockMs: 5000, idleMs: 5000 };
  const add = (tx: StoreWriter) => tx.addStock(COOP_ID, 'GI', [move('a', 1)]);
  let hurried: Store;

  beforeEach(() => store.write((tx) => tx.addStock(COOP_ID, 'GI', [move('a', 0)])));
  afterEach(() => hurried.close());

  /** Writes to a row that somebody else keeps for a while. @returns how often it was tried */
  async function writeWhileKept(keptMs: number): Promise<{ tries: number; error: unknown }> {
    let tries = 0;
    const error = await runOn(place.databaseUrl ?? '', async (client) => {
      await client.query('begin');
      await client.query('select 1 from stock for update');
      const failed = hurried
        .write((tx) => {
          tries += 1;
          return add(tx);
        })
        .then(
          () => null,
          (reason: unknown) => reason,
        );
      await sleep(keptMs);
      await client.query('commit');
      return failed;
    });
    return { tries, error };
  }

  test('with a lock ends soon, and another try has it', async () => {
    hurried = await openPostgresStore(place.databaseUrl ?? '', 0, { ...patience, lockMs: 100 });
    const { tries, error } = await writeWhileKept(250);
    expect(error).toBeNull();
    expect(tries).toBeGreaterThan(1);
    expect(await store.read((tx) => tx.readStock(COOP_ID))).toEqual([move('a', 1)]);
  });

  test('with a statement ends, and nobody tries it again', async () => {
    hurried = await openPostgresStore(place.databaseUrl ?? '', 0, { ...patience, statementMs: 100 });
    const { tries, error } = await writeWhileKept(300);
    expect(error).toBeInstanceOf(StoreUnreachable);
    expect(tries).toBe(1);
    await hurried.write(add);
    expect(await store.read((tx) => tx.readStock(COOP_ID))).toEqual([move('a', 1)]);
  });

  test('with a transaction in which nothing happens ends, and what it kept is free', async () => {
    hurried = await openPostgresStore(place.databaseUrl ?? '', 0, { ...patience, idleMs: 100 });
    const asleep = hurried.write(async (tx) => {
      await add(tx);
      await sleep(400);
      await add(tx);
    });
    // While it sleeps somebody else gets what it kept.
    const awake = sleep(200).then(() => store.write(add));
    await expect(asleep).rejects.toThrow(StoreUnreachable);
    await awake;
    await hurried.write(add);
    expect(await store.read((tx) => tx.readStock(COOP_ID))).toEqual([move('a', 2)]);
  });

  test('with a link on which no answer comes ends, and the next connection works', async () => {
    const line = await TelephoneLine.to(place.databaseUrl ?? '');
    hurried = await openPostgresStore(line.url, 0, { ...patience, answerMs: 200 });
    await hurried.write(add);
    line.isDead = true;
    await expect(hurried.write(add)).rejects.toThrow(StoreUnreachable);
    line.isDead = false;
    await hurried.write(add);
    expect(await store.read((tx) => tx.readStock(COOP_ID))).toEqual([move('a', 2)]);
    await hurried.close();
    line.hangUp();
  });

  test('is endless with a migration that another process makes', async () => {
    const short = { statementMs: 50, answerMs: 50, lockMs: 50, idleMs: 50 };
    await runOn(place.databaseUrl ?? '', async (client) => {
      const name = new URL(place.databaseUrl ?? '').pathname.slice(1);
      await client.query(`alter database ${name} set statement_timeout = 50`);
      await client.query('begin');
      await client.query('select pg_advisory_xact_lock($1)', [0x67_65_72_61_69]);
      const opening = openPostgresStore(place.databaseUrl ?? '', 0, short);
      await sleep(300);
      await client.query('commit');
      hurried = await opening;
      await client.query(`alter database ${name} reset statement_timeout`);
    });
    expect(await store.read((tx) => tx.readStock(COOP_ID))).toEqual([move('a', 0)]);
  });

  test('is endless with a backup, whatever the database is set to', async () => {
    const shop = await openShop();
    hurried = shop.premises.store;
    const name = new URL(shop.place.databaseUrl ?? '').pathname.slice(1);
    const settings = ['statement_timeout', 'idle_in_transaction_session_timeout'];
    await runOn(inject('postgresUrl'), async (client) => {
      for (const setting of settings) await client.query(`alter database ${name} set ${setting} = 1`);
      await shop.premises.backups.make();
      for (const setting of settings) await client.query(`alter database ${name} reset ${setting}`);
    });
    expect(shop.premises.backups.status().failure).toBeNull();
    await shop.close();
  });
});

describe('a database', () => {
  test('that four processes open at once is made once', async () => {
    const empty = await makeUntouchedPlace();
    const stores = await Promise.all(Array.from({ length: 4 }, (_, now) => openStore(empty, now)));
    const rows = await queryPlace(empty, 'select number, name from schema_migration order by number');
    expect(rows).toEqual(migrationsBeyond([]).map(({ number, name }) => ({ number, name })));
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
