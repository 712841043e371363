import { existsSync } from 'node:fs';
import { PAPER_HEAD, verifyLedger, type LedgerDefect, type LedgerReport } from './verify-ledger.ts';

const DEFECTS: Readonly<Record<LedgerDefect, string>> = {
  not_a_ledger: 'bukan berkas buku Gerai (no ledger file of Gerai)',
  newer_version: 'ditulis oleh Gerai yang lebih baru (written by a newer Gerai)',
  unreadable_line: 'baris rusak atau terpotong (a damaged or cut line)',
  misplaced_line: 'baris tidak pada tempatnya (a line out of its place)',
  cut_off: 'berkas terpotong: baris akhir tidak ada (the file was cut off)',
  counts_differ: 'jumlah baris tidak sama dengan yang tertulis di akhir (more or less than the end says)',
  certificate_missing: 'sertifikat perangkat tidak ada (no certificate of the device)',
  certificate_forged: 'sertifikat tidak ditandatangani server (a certificate not signed by the server)',
  certificate_foreign: 'sertifikat perangkat atau koperasi lain (of another device or co-operative)',
  genesis_differs: 'awal buku berubah (the beginning of a ledger was changed)',
  parent_differs: 'sambungan ke bagian sebelumnya tidak cocok (an epoch does not grow from its parent)',
  start_differs: 'jumlah awal tidak cocok (the totals that an epoch starts from differ)',
  epoch_doubled: 'bagian buku ganda (an epoch twice)',
  seq_differs: 'urutan terputus: hilang, ganda, disisipkan, ditukar (missing, doubled, inserted or swapped)',
  hash_differs: 'rantai putus: entri diubah atau dipindah (broken chain: an entry was changed or moved)',
  fact_doubled: 'catatan ganda (the same fact twice)',
  origin_differs: 'tempat asal entri tidak cocok (where an entry first stood does not fit)',
  body_unreadable: 'isi entri bukan catatan (the body of an entry is no fact)',
  amounts_differ: 'pembayaran tidak sama dengan total penjualan (payments are not the total of the sale)',
  totals_differ: 'jumlah berjalan salah (wrong running totals)',
  number_gap: 'nomor nota melompat (a number on paper was skipped)',
  number_doubled: 'nomor nota ganda (a number on paper twice)',
  head_forged: 'tanda tangan perangkat tidak sah (not signed by the device)',
  head_differs: 'tanda tangan perangkat untuk isi yang lain (the device signed something else)',
  checkpoint_forged: 'titik periksa tidak ditandatangani server (a checkpoint not signed by the server)',
  checkpoint_differs: 'titik periksa menyebut isi yang lain (a checkpoint names another entry)',
  checkpoint_beyond:
    'ekor dipotong: titik periksa menyebut entri yang tidak ada (cut tail: a checkpoint names an entry that is gone)',
  checkpoint_hole:
    'titik periksa hilang: hitungannya berlubang (a checkpoint is gone: a hole in their count)',
  checkpoint_doubled: 'titik periksa ganda (a checkpoint twice)',
  against_foreign:
    'daftar pembanding milik perangkat lain atau tidak sah (the list is another device’s, or not signed)',
  against_key:
    'kunci server di berkas bukan yang di daftar (the server’s key in the file is not that of the list)',
  against_gone:
    'pembanding menyebut entri yang tidak ada di berkas (list or paper name an entry that the file lacks)',
  against_differs: 'pembanding menyebut isi yang lain (list or paper name another entry)',
  against_dropped: 'titik periksa dari daftar tidak ada di berkas (the file lacks a checkpoint of the list)',
};

const LIMIT: readonly string[] = [
  'BATAS: berkas saja tidak dapat menunjukkan ekor yang dipotong bersama titik periksa terbarunya, dan kunci server di dalamnya dipercaya begitu saja. Bandingkan dengan daftar titik periksa dari server atau kepala buku di kertas Z: --against.',
  '(LIMIT: by itself a file can’t show a tail that was cut together with its newest checkpoints, and the server’s key in it is believed. Compare it with the server’s list, or with the head on a Z: --against.)',
];

const SHOWN_MAX = 50;

/**
 * Proves a ledger file and prints what is wrong with it. It only reads, and needs no server.
 * @param against files with the server's checkpoints, or heads from paper
 * @returns the exit code: 0 sound, 1 not sound, 2 no such file
 */
export async function verifyLedgerCommand(file: string, against: readonly string[]): Promise<number> {
  const absent = [file, ...against.filter((one) => !PAPER_HEAD.test(one))].find((one) => !existsSync(one));
  if (absent !== undefined) {
    console.error(`Berkas ${absent} tidak ada. (There is no such file.)`);
    return 2;
  }
  const report = await verifyLedger(file, against);
  for (const line of describe(report, against.length > 0)) console.log(line);
  return report.isSound ? 0 : 1;
}

function describe(report: LedgerReport, hasWitness: boolean): readonly string[] {
  const { header, keys, entries, checkpoints, epochs, unknownKinds, notCompared } = report;
  const { coopId, deviceId, writtenBy } = header;
  const isWhole = header['checkpoints'] === 'all';
  return [
    `Koperasi (co-operative) ${coopId}, perangkat (device) ${deviceId}, ditulis (written by) ${writtenBy}`,
    `${entries} entri (entries), ${checkpoints} titik periksa (checkpoints), ${epochs.length} bagian (epochs)`,
    ...epochs.map((one) => describeEpoch(one)),
    ...keys.map((key) => `Kunci server (key of the server): ${key}`),
    ...(unknownKinds === 0
      ? []
      : [`${unknownKinds} entri jenis baru, hanya rantainya diuji (of newer kinds: only their chain)`]),
    ...(notCompared === 0
      ? []
      : [
          `${notCompared} pembanding sebelum awal berkas, tidak diuji (before the file begins: not compared)`,
        ]),
    ...(isWhole
      ? []
      : [
          'Tablet hanya menyimpan titik periksa terbaru; lubang hitungan tidak diuji. (A tablet keeps the newest checkpoints only: no hole can be found.)',
        ]),
    ...describeDefects(report),
    ...(hasWitness ? [] : LIMIT),
  ];
}

function describeEpoch({ epoch, from, seq, hash, covered, signed }: LedgerReport['epochs'][number]): string {
  const reach = `dijamin server s.d. (vouched for to) ${covered}, ditandatangani s.d. (signed to) ${signed}`;
  return `  ${epoch}: ${from}–${seq}, ${reach}\n    kepala (head) ${hash}`;
}

function describeDefects({ isSound, defects, defectCount }: LedgerReport): readonly string[] {
  if (isSound) return ['SAH: tidak ada yang berubah. (Sound.)'];
  const shown = defects.slice(0, SHOWN_MAX);
  const left = defectCount - shown.length;
  return [
    ...shown.map(({ kind, place }) => `RUSAK ${kind}: ${DEFECTS[kind]} — ${place}`),
    ...(left > 0 ? [`… dan ${left} lagi (and ${left} more)`] : []),
    `TIDAK SAH: ${defectCount} kesalahan. (Not sound: ${defectCount} defects.)`,
  ];
}
