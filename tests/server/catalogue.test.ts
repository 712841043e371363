import { afterEach, beforeEach, expect, test } from 'vitest';
import { openStore } from '../../sync-server/store/open-store.ts';
import { readLeads } from './builders/catalogue.ts';
import {
  destroyPlace,
  isOnPostgres,
  makeUntouchedPlace,
  queryPlace,
  type StorePlace,
} from './builders/store-place.ts';

let place: StorePlace;

beforeEach(async () => {
  place = await makeUntouchedPlace();
  await (await openStore(place, 1)).close();
});

afterEach(() => destroyPlace(place));

const NAMES_ON_SQLITE = `select name from sqlite_schema where type = 'table'`;
const NAMES_ON_POSTGRES = `select relname as name from pg_class where relkind = 'r' and relnamespace = current_schema()::regnamespace`;

async function tableNames(): Promise<readonly string[]> {
  const rows = await queryPlace(place, isOnPostgres ? NAMES_ON_POSTGRES : NAMES_ON_SQLITE);
  return (rows as { name: string }[]).map((row) => row.name).filter((name) => name !== 'schema_migration');
}

test('the co-operative comes first in every key, reference and index', async () => {
  const leads = (await readLeads(place)).filter((lead) => tableOf(lead) !== 'schema_migration');
  expect(leads.length).toBeGreaterThan(40);
  expect(leads.filter((lead) => lead.column !== 'coop_id')).toEqual([]);
  const kinds = new Set(leads.map((lead) => lead.kind));
  expect(kinds).toEqual(new Set(['key', 'index', 'reference', 'referenced']));
});

test('every table has a key', async () => {
  const keyed = new Set((await readLeads(place)).filter(({ kind }) => kind === 'key').map(tableOf));
  const names = await tableNames();
  expect(names.length).toBeGreaterThanOrEqual(14);
  expect(names.filter((name) => !keyed.has(name))).toEqual([]);
});

test('a key that another column leads would be found', async () => {
  await queryPlace(
    place,
    'create table astray (id text not null, coop_id text not null, primary key (id, coop_id))',
  );
  await queryPlace(place, 'create index astray_by_id on astray (id)');
  const leads = (await readLeads(place)).filter((lead) => tableOf(lead) === 'astray');
  expect(new Set(leads.map(({ kind, column }) => `${kind} ${column}`))).toEqual(
    new Set(['key id', 'index id']),
  );
});

test('the tables are made once and never again', async () => {
  const before = await queryPlace(place, 'select number, applied_at from schema_migration order by number');
  await (await openStore(place, 2)).close();
  expect(await queryPlace(place, 'select number, applied_at from schema_migration order by number')).toEqual(
    before,
  );
  expect(before[0]).toMatchObject({ number: 1, applied_at: 1 });
});

test('tables of a newer program are left alone', async () => {
  await queryPlace(place, "insert into schema_migration values (999, 'future', 0)");
  await expect(openStore(place, 2)).rejects.toThrow(/version 999/);
});

function tableOf(lead: { readonly table: string }): string {
  return lead.table;
}
