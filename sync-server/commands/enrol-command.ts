import { createInterface } from 'node:readline/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { formatDistanceStrict } from 'date-fns';
import { id } from 'date-fns/locale/id';
import { ENROL_CODE_LIFE_MS } from '#protocol/limits.ts';
import { readConsoleFile } from '../console-file.ts';
import { ConsoleClient, ConsoleRefused } from './console-client.ts';

const LOOK_EVERY_MS = 1000;
const LIFE = formatDistanceStrict(ENROL_CODE_LIFE_MS, 0, { locale: id });
const LIFE_IN_ENGLISH = formatDistanceStrict(ENROL_CODE_LIFE_MS, 0);

const ENDED = {
  denied: 'Ditolak. (Denied.)',
  expired: 'Kode sudah kedaluwarsa. Buat lagi. (The code has expired.)',
  enrolled: 'Tablet terdaftar. (The tablet is enrolled.)',
} as const;

/** Makes a code, waits for a tablet to come with it, and asks a person whether both screens show the same digits. */
export async function enrolCommand(dataFolder: string, outletId: string | null): Promise<number> {
  const file = readConsoleFile(dataFolder);
  if (file === null) return sayNotRunning(dataFolder);
  const client = new ConsoleClient(file);
  try {
    const { code, outletName } = await client.makeCode(outletId);
    const typed = `${code.slice(0, 4)}-${code.slice(4)}`;
    console.log(
      `Kode untuk ${outletName}: ${typed}  (${LIFE}, satu tablet / ${LIFE_IN_ENGLISH}, one tablet)`,
    );
    console.log(`Di tablet, buka / on the tablet, open: ${file.publicUrl}/enrol#${typed}`);
    console.log('Menunggu tablet… (waiting)');
    return await watch(client, code);
  } catch (error) {
    if (error instanceof ConsoleRefused) {
      console.error(`Pilih gerai dengan --outlet. (Choose an outlet.) ${error.message}`);
      return 1;
    }
    if (error instanceof TypeError) return sayNotRunning(dataFolder);
    throw error;
  }
}

async function watch(client: ConsoleClient, code: string): Promise<number> {
  for (let isAsked = false; ; await sleep(LOOK_EVERY_MS)) {
    const { state, match, deviceName } = await client.viewCode(code);
    if (state === 'denied' || state === 'expired' || state === 'enrolled') {
      console.log(ENDED[state]);
      return state === 'enrolled' ? 0 : 1;
    }
    if (state !== 'knocking' || match === null || isAsked) continue;
    isAsked = true;
    const isSame = await ask(
      `Tablet "${deviceName ?? ''}" menunjukkan angka ${match}? (same digits?) [y/t] `,
    );
    await client.decide(code, match, isSame);
  }
}

async function ask(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return /^y(a|es)?$/i.test((await terminal.question(question)).trim());
  } finally {
    terminal.close();
  }
}

function sayNotRunning(dataFolder: string): number {
  console.error(
    `Server tidak berjalan di ${dataFolder}. Jalankan "npm start" di jendela lain. (No server runs there.)`,
  );
  console.error('Untuk demo: GERAI_DATA=.gerai/demo npm run gerai -- enrol');
  return 1;
}
