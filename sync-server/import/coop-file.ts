import type { Coop, Outlet } from '#domain/coop.ts';
import type { TimeZone } from '#domain/time.ts';
import { NOTE_LENGTH_MAX } from '#protocol/limits.ts';
import { readCsvFile } from './csv-file.ts';
import type { ImportSource } from './import-source.ts';
import { Once } from './row-reader.ts';
import type { RowFault } from './row-report.ts';

export const COOP_FILE = 'cooperative.csv';

const COLUMNS = {
  required: [
    'coop_id',
    'coop_name',
    'cash_step_rupiah',
    'outlet_code',
    'outlet_name',
    'address',
    'time_zone',
  ],
  optional: [],
};

const ZONES: Readonly<Record<string, TimeZone>> = {
  'Asia/Jakarta': 'Asia/Jakarta',
  'Asia/Pontianak': 'Asia/Pontianak',
  'Asia/Makassar': 'Asia/Makassar',
  'Asia/Jayapura': 'Asia/Jayapura',
};

const CASH_STEP_MAX = 1000;

/** The co-operative of a folder, with its outlets: one row an outlet, each with a gerai and a gudang. */
export interface CoopFile {
  readonly coop: Coop;
  readonly outlets: readonly Outlet[];
}

export function readCoopFile(source: ImportSource, faults: RowFault[]): CoopFile | null {
  const csv = readCsvFile({ source, file: COOP_FILE }, COLUMNS, faults);
  if (csv === null) return null;
  const codes = new Once();
  const rows = csv.rows.map((row) => {
    const code = row.id('outlet_code', /^[A-Z]{2,4}$/);
    codes.note(row, 'outlet_code', code);
    const coop: Coop = {
      id: row.id('coop_id', /^[A-Za-z0-9_-]{1,64}$/),
      name: row.name('coop_name'),
      cashStepRupiah: row.whole('cash_step_rupiah', { min: 1, max: CASH_STEP_MAX }),
    };
    const outlet: Outlet = {
      id: code,
      code,
      name: row.name('outlet_name'),
      address: row.text('address', NOTE_LENGTH_MAX),
      zone: row.word('time_zone', ZONES, 'Asia/Makassar'),
      places: [
        { id: `${code}-gerai`, name: 'Gerai', kind: 'gerai' },
        { id: `${code}-gudang`, name: 'Gudang', kind: 'gudang' },
      ],
    };
    return { row, coop, outlet };
  });
  const first = rows[0];
  if (first === undefined) {
    faults.push({ file: COOP_FILE, line: 0, column: null, kind: 'empty', hint: null });
    return null;
  }
  for (const { row, coop } of rows)
    if (coop.id !== first.coop.id) row.fault('coop_id', 'other_coop', first.coop.id);
  return { coop: first.coop, outlets: rows.map(({ outlet }) => outlet) };
}
