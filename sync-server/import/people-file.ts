import type { Staff } from '#domain/coop.ts';
import type { Role } from '#domain/permissions.ts';
import { isGuessablePin, isPin } from '#domain/pin.ts';
import { readCsvFile } from './csv-file.ts';
import type { ImportSource } from './import-source.ts';
import { Once } from './row-reader.ts';
import type { RowFault } from './row-report.ts';

const COLUMNS = { required: ['id', 'name', 'role'], optional: ['active', 'pin'] };

/** The words a co-operative uses, and the codes. */
const ROLE_WORDS: Readonly<Record<string, Role>> = {
  kasir: 'cashier',
  pengelola: 'manager',
  pengurus: 'admin',
  bendahara: 'admin',
  pengawas: 'supervisor',
  cashier: 'cashier',
  manager: 'manager',
  admin: 'admin',
  supervisor: 'supervisor',
};

/** A person with the PIN as the operator wrote it; it goes no further than its hash. */
export interface Person extends Staff {
  readonly pin: string | null;
}

/** People of the co-operative. A row without a PIN keeps the one the person has. */
export function readPeopleFile(source: ImportSource, faults: RowFault[]): readonly Person[] {
  const csv = readCsvFile({ source, file: 'people.csv' }, COLUMNS, faults);
  const ids = new Once();
  return (csv?.rows ?? []).map((row) => {
    const id = row.id('id', /^[a-z0-9-]{1,40}$/);
    ids.note(row, 'id', id);
    const pin = row.text('pin') === '' ? null : row.text('pin');
    if (pin !== null && !isPin(pin)) row.fault('pin', 'pin_form');
    else if (pin !== null && isGuessablePin(pin)) row.fault('pin', 'pin_guessable');
    return {
      id,
      name: row.name('name'),
      role: row.word('role', ROLE_WORDS, 'cashier'),
      isActive: row.optional('active', (column) => row.yesNo(column)) ?? true,
      pin,
    };
  });
}
