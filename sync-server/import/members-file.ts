import type { Member } from '#domain/member.ts';
import { readCsvFile } from './csv-file.ts';
import type { ImportSource } from './import-source.ts';
import { Once } from './row-reader.ts';
import type { RowFault } from './row-report.ts';

const COLUMNS = {
  required: [
    'number',
    'name',
    'joined',
    'simpanan_pokok_rupiah',
    'simpanan_wajib_rupiah',
    'credit_limit_rupiah',
  ],
  optional: [],
};

/** The member register (buku daftar anggota). */
export function readMembersFile(source: ImportSource, faults: RowFault[]): readonly Member[] {
  const csv = readCsvFile({ source, file: 'members.csv' }, COLUMNS, faults);
  const numbers = new Once();
  return (csv?.rows ?? []).map((row) => {
    const id = row.id('number', /^[A-Za-z0-9_.-]{1,40}$/);
    numbers.note(row, 'number', id);
    return {
      id,
      name: row.name('name'),
      joined: row.date('joined'),
      simpananPokokRupiah: row.rupiah('simpanan_pokok_rupiah'),
      simpananWajibRupiah: row.rupiah('simpanan_wajib_rupiah'),
      creditLimitRupiah: row.rupiah('credit_limit_rupiah'),
    };
  });
}
