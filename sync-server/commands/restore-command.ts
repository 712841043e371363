import { describeReport } from '../backup/report-words.ts';
import { restoreBackup, type RestoreOrder, type RestoreRefusal } from '../backup/restore-backup.ts';
import { systemClock, systemRandom } from '../ports.ts';
import { StoreUnreachable } from '../store/store.ts';

/** A till may forget what a backup has held for 35 days: an older one can't be refilled whole. */
const REFILLED_FOR_MS = 35 * 24 * 60 * 60_000;

const REFUSALS: Readonly<Record<Exclude<RestoreRefusal['kind'], 'unsound'>, string>> = {
  'no-file': 'Berkas itu tidak ada. (There is no such file.)',
  'in-use':
    'Server sedang berjalan. Hentikan dahulu (Ctrl+C), lalu ulangi. (Stop the server first, then try again.)',
  'not-empty':
    'Folder data sudah berisi buku koperasi. Dengan --replace, buku itu disisihkan (tidak dihapus). (There are books already: --replace sets them aside, nothing is deleted.)',
  'database-not-empty':
    'Basis data di DATABASE_URL sudah berisi buku koperasi. Buat basis data kosong yang baru dan arahkan DATABASE_URL ke sana. (There are books in that database: make an empty one and let DATABASE_URL point to it.)',
  'keys-absent':
    'Folder keys/ belum ada di folder data. Salin dahulu dari simpanan. Bila benar-benar hilang: --new-keys, dan semua tablet didaftarkan ulang. (Put keys/ back first. If it is lost for good: --new-keys, and every tablet has to be enrolled again.)',
  'keys-other':
    'Folder keys/ bukan milik cadangan ini. Salin yang benar dari simpanan. Bila benar-benar hilang: --new-keys, dan semua tablet didaftarkan ulang. (keys/ belongs to other books. If the right one is lost for good: --new-keys, and every tablet has to be enrolled again.)',
};

/** Puts a backup in the place of the books. @returns the exit code */
export async function restoreCommand(order: Omit<RestoreOrder, 'clock' | 'random'>): Promise<number> {
  let restored: Awaited<ReturnType<typeof restoreBackup>>;
  try {
    restored = await restoreBackup({ ...order, clock: systemClock, random: systemRandom });
  } catch (error) {
    if (!(error instanceof StoreUnreachable)) throw error;
    console.error(`Basis data tidak menjawab. (${error.message}.)`);
    return 1;
  }
  if (!restored.ok) {
    const { refusal } = restored;
    if (refusal.kind === 'unsound')
      for (const line of describeReport(order.file, refusal.report)) console.error(line);
    else console.error(REFUSALS[refusal.kind]);
    console.error('Tidak ada yang berubah. (Nothing was changed.)');
    return 1;
  }
  const { madeAt, report, setAside } = restored.value;
  for (const line of describeReport(order.file, report)) console.log(line);
  if (setAside !== null) console.log(`Buku lama disisihkan ke (the former books lie in): ${setAside}`);
  if (systemClock.now() - madeAt > REFILLED_FOR_MS) {
    console.log(
      'PERHATIAN: cadangan ini lebih tua dari 35 hari; tablet mungkin sudah melepas sebagian catatan.',
    );
    console.log('(Older than 35 days: tablets may have let go of some of what came after it.)');
  }
  console.log('Dipulihkan. Jalankan "npm start": tablet mengirim ulang sendiri apa yang belum ada di sini.');
  console.log('(Restored. Start the server: the tablets send what is missing here by themselves.)');
  console.log('Pekerjaan kantor sesudah cadangan (harga, orang, PIN, tablet) perlu diperiksa ulang.');
  console.log(
    '(What the office did after the backup has to be looked at again: prices, people, PINs, tablets.)',
  );
  return 0;
}
