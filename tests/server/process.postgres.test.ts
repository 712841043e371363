import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { freePort, ProgramHouse } from './builders/program.ts';
import { destroyPlace, makeUntouchedPlace, queryPlace, type StorePlace } from './builders/store-place.ts';

// Starting real programs takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const PASSWORD = 'rahasia-sekali';

let house: ProgramHouse;
let place: StorePlace;
/** The database's address as a shop writes it. These tests' server asks for no password and takes any. */
let databaseUrl: string;

beforeEach(async () => {
  house = await ProgramHouse.open();
  house.build();
  place = await makeUntouchedPlace();
  const url = new URL(place.databaseUrl ?? '');
  url.password = PASSWORD;
  databaseUrl = url.href;
});

afterEach(async () => {
  await house.close();
  await destroyPlace(place);
});

test('npm start keeps the books where DATABASE_URL says, and takes an import beside it', async () => {
  const server = house.run(['sync-server/main.ts'], { DATABASE_URL: databaseUrl, GERAI_LOG: 'debug' });
  const [greeting] = await server.says(/Gerai berjalan di .*/);
  expect(greeting).toContain('PostgreSQL 127.0.0.1');
  const importing = house.run(
    ['sync-server/commands/gerai.ts', 'import', 'sync-server/demo', '--from', '2025-01-01'],
    { DATABASE_URL: databaseUrl },
  );
  expect(await importing.ended).toBe(0);
  expect(await queryPlace(place, 'select coop_id from coop')).toEqual([{ coop_id: 'kkmp-graha-indah' }]);
  const ready = await fetch(`http://127.0.0.1:${house.port}/readyz`);
  expect(await ready.json()).toMatchObject({ state: 'ready' });
  server.child.kill('SIGTERM');
  expect(await server.ended).toBe(0);
  expect(server.output + importing.output).not.toContain(PASSWORD);
});

test('npm start says what to look at when no database answers, and shows no password', async () => {
  const nobody = `postgres://gerai:${PASSWORD}@127.0.0.1:${await freePort()}/gerai`;
  const server = house.run(['sync-server/main.ts'], { DATABASE_URL: nobody });
  expect(await server.ended).toBe(1);
  expect(server.output).toContain('periksa DATABASE_URL');
  expect(server.output).not.toContain(PASSWORD);
});
