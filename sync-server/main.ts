import './require-node.ts';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigRefused, describeBooks, readConfig, type Config } from './config.ts';
import { openPremises, type Premises } from './premises.ts';
import { PortTaken, runServer } from './run-server.ts';
import { FolderRefused, StoreOwned, StoreUnreachable } from './store/store.ts';

const APP_FOLDER = join(import.meta.dirname, '..', 'dist');

/** Production: no demonstration data, no default account, no port beyond this machine unless the configuration says so. */
async function start(): Promise<void> {
  const config = readConfig(process.env);
  if (!existsSync(join(APP_FOLDER, 'index.html'))) {
    return refuse(
      'dist/ belum ada. Jalankan "npm run build" dahulu. (There is no dist/: run "npm run build" first.)',
    );
  }
  const premises = await openPremises({ mode: 'production', ...config });
  const { logLevel } = config;
  await runServer(premises, { config, appFolder: APP_FOLDER, logLevel });
  await greet(premises, config);
}

/** Says what to do next, as long as nobody can sign in at the office. */
async function greet(premises: Premises, config: Config): Promise<void> {
  const token = await premises.setup.make();
  say(`Gerai berjalan di ${config.publicUrl} (data: ${describeBooks(config)}).`);
  if (token === null) return;
  const hasCoop = (await premises.store.read((snapshot) => snapshot.readCoops())).length > 0;
  say(`Penyiapan, sekali pakai, 24 jam / one-time setup link: ${config.publicUrl}/setup#${token}`);
  say(
    hasCoop
      ? '1. Buka tautan itu: buat akun pengurus yang pertama. (Open it: the first admin’s account.)'
      : '1. Buka tautan itu: koperasi, gerai, akun pengurus, barang dan stok awal. (Open it: it leads through everything.)',
  );
  say('2. Daftarkan tablet dari kantor, atau: npm run gerai -- enrol (Enrol a tablet, in the office or so.)');
}

/** What went wrong at the start, with what to do about it. */
function adviceOn(error: Error): string {
  if (error instanceof StoreOwned)
    return `Gerai lain sedang memakai data ini. Hentikan yang itu dahulu, atau pilih GERAI_DATA lain. (${error.message} Stop that one first, or set GERAI_DATA.)`;
  if (error instanceof PortTaken) return `${error.message}: set GERAI_PORT to another one.`;
  if (!(error instanceof StoreUnreachable)) return error.message;
  const { cause } = error;
  return `Basis data tidak menjawab; periksa DATABASE_URL. (${error.message}: ${cause instanceof Error ? cause.message : ''})`;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function refuse(reason: string): void {
  process.stderr.write(`${reason}\n`);
  process.exitCode = 1;
}

try {
  await start();
} catch (error) {
  const known = [ConfigRefused, FolderRefused, StoreOwned, StoreUnreachable, PortTaken].some(
    (kind) => error instanceof kind,
  );
  if (!known || !(error instanceof Error)) throw error;
  refuse(adviceOn(error));
}
