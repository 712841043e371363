import '../require-node.ts';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parseBusinessDate } from '#domain/time.ts';
import { ConfigRefused, readConfig, type Config } from '../config.ts';
import { importFolder } from '../import/import-folder.ts';
import { readFolder } from '../import/import-source.ts';
import { readPeopleFile } from '../import/people-file.ts';
import { openPremises, type Premises } from '../premises.ts';
import { PortTaken, runServer } from '../run-server.ts';
import { openStore } from '../store/open-store.ts';
import { FolderRefused, StoreOwned } from '../store/store.ts';
import { fillCity, writeCityLinks, type CityPlace } from './demo-city.ts';
import { DEMO_ACCOUNT, makeDemoAccounts } from './demo-office.ts';
import { APP_FOLDER, buildApp, BuildFailed, needsBuild } from './app-build.ts';

const DEMO_DATA = '.gerai/demo';
const DEMO_FILES = join(import.meta.dirname, '..', 'demo');
/** Well in the past, so that a tablet whose clock is behind still finds a price. */
const PRICES_FROM = '2025-01-01';
const ROLE_WORDS = {
  cashier: 'kasir',
  manager: 'pengelola',
  admin: 'pengurus',
  supervisor: 'pengawas',
  city: 'dinas',
};

async function demo(): Promise<void> {
  const { values } = parseArgs({ options: { fresh: { type: 'boolean' }, city: { type: 'boolean' } } });
  const config = readConfig(process.env, DEMO_DATA);
  await buildIfNeeded();
  if (values.fresh === true) await forget(config.dataFolder);
  // The demonstration keeps to its own folder, whatever DATABASE_URL and GERAI_BACKUPS say: it must never end up among real
  // books, nor push their backups out.
  const premises = await openPremises({ mode: 'demo', dataFolder: config.dataFolder });
  const place = await fillOnce(premises);
  const city = values.city === true ? await loadCity(premises) : [];
  await makeDemoAccounts(premises);
  await runServer(premises, { config, appFolder: APP_FOLDER, logLevel: 'error' });
  greet(config, premises.desk.makeDemoCode(place), await accountIn(premises, place.coopId));
  if (city.length > 0) greetCity(premises, config, city);
}

async function loadCity(premises: Premises): Promise<readonly CityPlace[]> {
  const startedAt = performance.now();
  process.stdout.write('Memuat koperasi sekota… (loading the whole city) ');
  const places = await fillCity(premises, DEMO_FILES, parseBusinessDate(PRICES_FROM));
  console.log(`${places.length} koperasi, ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
  return places;
}

/** What to type at the office: with the co-operative where there are several. */
async function accountIn(premises: Premises, coopId: string): Promise<string> {
  const coops = await premises.store.read((snapshot) => snapshot.readCoops());
  return coops.length === 1 ? DEMO_ACCOUNT.account : `${DEMO_ACCOUNT.account}@${coopId}`;
}

function greetCity(premises: Premises, config: Config, city: readonly CityPlace[]): void {
  const lines = city.map((place) => ({
    place,
    link: enrolLink(config, premises.desk.makeDemoCode(place)),
    account: `${DEMO_ACCOUNT.account}@${place.coopId}`,
  }));
  const path = writeCityLinks(config.dataFolder, lines);
  console.log(`Tautan ${city.length} koperasi, satu baris satu koperasi (links of all of them): ${path}`);
}

function enrolLink(config: Config, code: string): string {
  return `${config.publicUrl}/enrol#${code.slice(0, 4)}-${code.slice(4)}`;
}

async function buildIfNeeded(): Promise<void> {
  if (!needsBuild()) return;
  const startedAt = performance.now();
  process.stdout.write('Menyiapkan aplikasi… (building the app) ');
  await buildApp();
  console.log(`${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
}

/** Deletes the demonstration's data, and only when nobody uses it. */
async function forget(dataFolder: string): Promise<void> {
  await (await openStore({ dataFolder, databaseUrl: null }, 0)).close();
  rmSync(dataFolder, { recursive: true, force: true });
}

/** Fills an empty store through the product's own importers; what is there is kept between runs. */
async function fillOnce(premises: Premises): Promise<{ coopId: string; outletId: string }> {
  const coops = await premises.store.read((snapshot) => snapshot.readCoops());
  const [coop] = coops;
  if (coop === undefined) {
    return importFolder(premises, { folder: DEMO_FILES, from: parseBusinessDate(PRICES_FROM) });
  }
  const knowledge = await premises.store.read((snapshot) => premises.knowledge.read(snapshot, coop.coopId));
  const [outletId] = knowledge.outlets.keys();
  if (outletId === undefined) throw new Error('The demonstration has no outlet: start it with --fresh.');
  return { coopId: coop.coopId, outletId };
}

function greet(config: Config, code: string, account: string): void {
  const people = readPeopleFile(readFolder(DEMO_FILES), []).map(
    ({ name, role, pin }) => `${name.split(' ')[0] ?? ''} (${ROLE_WORDS[role]}) ${pin ?? ''}`,
  );
  console.log(
    `Gerai siap. Daftarkan browser ini dengan satu ketukan (enrol this browser): ${enrolLink(config, code)}`,
  );
  console.log(`Lalu masuk dengan PIN (then sign in): ${people.join(' · ')}`);
  console.log(`Kantor (office): ${config.publicUrl}/office  ${account} / ${DEMO_ACCOUNT.password}`);
  console.log(`Sesudah itu cukup buka (from then on, open): ${config.publicUrl}`);
  console.log('Berhenti: Ctrl+C, data tetap tersimpan. (Stop: Ctrl+C, everything is kept.)');
  console.log('Mulai dari awal (start over): npm run demo -- --fresh');
}

/** Failures that a person can do something about, in words that say what. */
function advise(error: unknown, config: string): string | null {
  if (error instanceof PortTaken) {
    return `${error.message}. Tutup program itu, atau pilih port lain (choose another): GERAI_PORT=8090 npm run demo`;
  }
  if (error instanceof StoreOwned)
    return `Demo sudah berjalan dengan data ini (is running already): ${config}`;
  const isClear = [ConfigRefused, BuildFailed, FolderRefused].some((kind) => error instanceof kind);
  return isClear && error instanceof Error ? error.message : null;
}

try {
  await demo();
} catch (error) {
  console.error(advise(error, process.env['GERAI_DATA'] ?? DEMO_DATA) ?? error);
  process.exitCode = 1;
}
