import type { BackupReport, FaultKind, KeyMatch } from './backup-report.ts';

const FAULTS: Readonly<Record<FaultKind, string>> = {
  file_differs: 'isi berkas bukan yang dulu diuji (the bytes are not those that were verified)',
  damaged_pages: 'halaman berkas rusak (damaged pages)',
  broken_reference: 'baris menunjuk ke baris yang tidak ada (a row points at one that is gone)',
  newer_program: 'dibuat oleh Gerai yang lebih baru (made by a newer Gerai)',
  not_gerai: 'bukan cadangan Gerai (no backup of Gerai)',
  genesis_differs: 'awal buku perangkat berubah (the beginning of a ledger was changed)',
  broken_link: 'rantai buku perangkat putus (the chain of a ledger is broken)',
  head_differs: 'akhir buku perangkat tidak cocok (a ledger ends elsewhere than it says)',
  totals_differ: 'jumlah berjalan tidak cocok (running totals differ)',
  content_differs: 'isi catatan berubah (the bytes of a fact were changed)',
  column_differs: 'kolom catatan tidak sesuai isinya (a column differs from its fact)',
  fact_without_place: 'catatan tanpa tempat di buku mana pun (a fact that stands in no ledger)',
  stock_differs: 'stok tidak sama dengan jumlah gerakan (stock is not the sum of movements)',
  checkpoint_differs:
    'tanda terima menunjuk entri yang hilang atau lain (a checkpoint names an entry that is gone or differs)',
  checkpoint_forged: 'tanda tangan server tidak sah (a checkpoint is not signed by the server)',
  own_ledger_broken: 'buku server sendiri terputus (the server’s own ledger is broken)',
  row_differs: 'baris tidak berasal dari catatan mana pun (no fact made this row what it is)',
  row_missing: 'baris yang dibuat sebuah catatan hilang (a row that a fact made is gone)',
  index_differs: 'urutan perubahan tidak cocok dengan barisnya (the order of changes does not fit the rows)',
  series_differs: 'seri yang sudah diberikan bisa diberikan lagi (a series could be given twice)',
  durable_differs: 'lebih banyak disebut aman daripada yang ada (more is called durable than there is)',
  device_differs: 'kunci bukan milik perangkatnya (a key is not that of its device)',
  origin_differs: 'tempat asal entri tidak cocok (where an entry first stood does not fit)',
};

const KEYS: Readonly<Record<KeyMatch, string>> = {
  same: 'cocok dengan kunci server ini (those of this server)',
  other: 'BUKAN kunci server ini (NOT those of this server)',
  absent: 'folder keys/ tidak ada di sini (there is no keys/ here)',
};

const MEGABYTE = 1024 * 1024;
const number = new Intl.NumberFormat('id-ID');

/** What verifying a backup found, line by line, Indonesian first. */
export function describeReport(path: string, report: BackupReport): readonly string[] {
  const { bytes, coops, faults, faultCount, hasSheet, isSound, keyMatch, madeAt, sha256 } = report;
  const size = (bytes / MEGABYTE).toFixed(1);
  const made = madeAt === null ? '' : `, ${new Date(madeAt).toISOString()}`;
  const lines = [`${path} (${size} MB${made})`, `SHA-256 ${sha256}`];
  if (!hasSheet) lines.push('Tanpa lembar .json di sampingnya. (There is no sheet beside it.)');
  for (const coop of coops) {
    const { coopId, epochs, entries, facts, stockRows, checkpoints } = coop;
    const counts = [
      `${number.format(epochs.length)} buku (ledgers)`,
      `${number.format(entries)} entri (entries)`,
      `${number.format(facts)} catatan (facts)`,
      `${number.format(stockRows)} baris stok (stock rows)`,
      `${number.format(checkpoints)} tanda terima (checkpoints)`,
    ];
    lines.push(`  ${coopId}: ${counts.join(', ')}`);
  }
  if (coops.length > 0) lines.push(`Kunci (keys): ${KEYS[keyMatch]}`);
  for (const { kind, place } of faults) lines.push(`  ✗ ${FAULTS[kind]}: ${place}`);
  if (faultCount > faults.length) lines.push(`  … dan ${faultCount - faults.length} lagi (and more)`);
  lines.push(
    isSound
      ? 'UTUH: semua rantai, isi, dan stok dihitung ulang dan cocok. (SOUND: everything was recomputed and agrees.)'
      : `RUSAK: ${number.format(faultCount)} kesalahan. Jangan dipakai. (NOT SOUND: do not use it.)`,
  );
  return lines;
}
