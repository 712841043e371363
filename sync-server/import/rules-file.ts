import { rupiah } from '#domain/money.ts';
import type { SaleRule } from '#domain/sale-rule.ts';
import { NAME_LENGTH_MAX, NOTE_LENGTH_MAX } from '#protocol/limits.ts';
import { readCsvFile } from './csv-file.ts';
import type { ImportSource } from './import-source.ts';
import { Once, type RowReader } from './row-reader.ts';
import type { RowFault } from './row-report.ts';

const COLUMNS = {
  required: ['id', 'applies_to', 'rule', 'limit', 'unit', 'period', 'from', 'to', 'mode'],
  optional: ['per', 'needs_confirmation', 'note'],
};

const KINDS = {
  price_ceiling: 'price_ceiling',
  quantity_limit: 'quantity_limit',
  order_limit: 'order_limit',
  buyer_identity: 'buyer_identity',
  buyer_class: 'buyer_class',
  no_store_credit: 'no_store_credit',
  round_down_only: 'round_down_only',
} as const;

const PERIODS = { sale: 'sale', day: 'day', month: 'month' } as const;
const MODES = { block: 'block', warn: 'warn', log: 'log' } as const;

/** A rule with the columns that only people read. They are kept in the row, because rows are loose. */
export interface RuleRow {
  readonly rule: SaleRule & {
    readonly per: string;
    readonly needsConfirmation: boolean;
    readonly note: string;
  };
  readonly row: RowReader;
}

/** Dated rules of sale. Ceilings are rupiah, quantities become thousandths of their unit. */
export function readRulesFile(source: ImportSource, faults: RowFault[]): readonly RuleRow[] {
  const csv = readCsvFile({ source, file: 'sale-rules.csv' }, COLUMNS, faults);
  const ids = new Once();
  return (csv?.rows ?? []).map((row) => {
    const kind = row.word('rule', KINDS, 'price_ceiling');
    const per = row.text('per');
    const period = row.optional('period', (column) => row.word(column, PERIODS, 'sale'));
    const id = row.id('id', /^[A-Za-z0-9_.-]{1,40}$/);
    ids.note(row, 'id', id);
    const rule: RuleRow['rule'] = {
      id,
      appliesTo: row
        .name('applies_to', NOTE_LENGTH_MAX)
        .split('|')
        .map((target) => target.trim()),
      kind,
      limit: readLimit(row, kind),
      unit: row.text('unit'),
      period: period ?? (per === 'sale' ? 'sale' : null),
      classes: kind === 'buyer_class' ? readClasses(row) : [],
      from: row.date('from'),
      to: row.optional('to', (column) => row.date(column)),
      mode: row.word('mode', MODES, 'block'),
      per,
      needsConfirmation: row.optional('needs_confirmation', (column) => row.yesNo(column)) ?? false,
      note: row.text('note', NOTE_LENGTH_MAX),
    };
    return { rule, row };
  });
}

/** Names of buyer classes parted by `|`. Each must be one: a row with an empty name is a rule that no till would read. */
function readClasses(row: RowReader): readonly string[] {
  const text = row.name('limit', NOTE_LENGTH_MAX);
  const names = text.split('|').map((name) => name.trim());
  if (text !== '' && names.includes('')) row.fault('limit', 'empty');
  if (names.some((name) => name.length > NAME_LENGTH_MAX))
    row.fault('limit', 'too_long', `≤ ${NAME_LENGTH_MAX}`);
  return names;
}

function readLimit(row: RowReader, kind: SaleRule['kind']): number | null {
  switch (kind) {
    case 'price_ceiling':
      return row.rupiah('limit');
    case 'quantity_limit':
    case 'order_limit':
      return rupiah(row.quantity('limit'));
    case 'buyer_identity':
    case 'buyer_class':
    case 'no_store_credit':
    case 'round_down_only':
      return null;
  }
}
