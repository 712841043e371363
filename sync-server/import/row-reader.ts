import { isRupiah, rupiah, type Rupiah } from '#domain/money.ts';
import { milli, MILLI_MAX, parseQuantity, type Milli } from '#domain/quantity.ts';
import { parseBusinessDate, type BusinessDate } from '#domain/time.ts';
import { NAME_LENGTH_MAX } from '#protocol/limits.ts';
import type { FaultKind, RowFault } from './row-report.ts';

interface Cells {
  readonly file: string;
  readonly line: number;
  readonly cells: ReadonlyMap<string, string>;
}

/** Stands in for a date that could not be read; the fault beside it keeps it out of the books. */
const NO_DATE = '1970-01-01';

/**
 * Reads the cells of one row. A cell that does not fit becomes a fault and a harmless value, so that one look at a file
 * finds everything that is wrong with it; with a single fault nothing of the import is kept.
 */
export class RowReader {
  readonly line: number;
  readonly #cells: Cells;
  readonly #faults: RowFault[];

  constructor(cells: Cells, faults: RowFault[]) {
    this.line = cells.line;
    this.#cells = cells;
    this.#faults = faults;
  }

  fault(column: string, kind: FaultKind, hint: string | null = null): void {
    this.#faults.push({ file: this.#cells.file, line: this.line, column, kind, hint });
  }

  /** The cell's text, trimmed and in NFC; formulas are just text. */
  text(column: string, lengthMax = NAME_LENGTH_MAX): string {
    const text = (this.#cells.cells.get(column) ?? '').normalize('NFC').trim();
    if (text.length <= lengthMax) return text;
    this.fault(column, 'too_long', `≤ ${lengthMax}`);
    return '';
  }

  /** A text that must be there. */
  name(column: string, lengthMax = NAME_LENGTH_MAX): string {
    const before = this.#faults.length;
    const text = this.text(column, lengthMax);
    if (text === '' && this.#faults.length === before) this.fault(column, 'empty');
    return text;
  }

  /** A text that fits a pattern. */
  id(column: string, pattern: RegExp): string {
    const text = this.name(column);
    if (text !== '' && !pattern.test(text)) this.fault(column, 'not_id');
    return text;
  }

  optional<Value>(column: string, read: (column: string) => Value): Value | null {
    return this.text(column) === '' ? null : read(column);
  }

  /** Whole rupiah from 0: digits only, because `65.500` and `65,500` mean two things. */
  rupiah(column: string): Rupiah {
    const text = this.name(column);
    const amount = /^\d{1,12}$/.test(text) ? Number(text) : -1;
    if (amount >= 0 && isRupiah(amount)) return rupiah(amount);
    if (text !== '') this.fault(column, 'not_rupiah');
    return rupiah(0);
  }

  /** A whole number in a range. */
  whole(column: string, range: { min: number; max: number }): number {
    const text = this.name(column);
    const value = /^\d{1,9}$/.test(text) ? Number(text) : -1;
    if (value >= range.min && value <= range.max) return value;
    if (text !== '') this.fault(column, 'not_whole', `${range.min}–${range.max}`);
    return range.min;
  }

  /** A quantity from 0 in thousandths. */
  quantity(column: string): Milli {
    const text = this.name(column);
    if (/^0([.,]0{0,3})?$/.test(text)) return milli(0);
    const quantity = parseQuantity(text);
    if (quantity !== null && quantity <= MILLI_MAX) return quantity;
    if (text !== '') this.fault(column, 'not_quantity');
    return milli(0);
  }

  yesNo(column: string): boolean {
    const text = this.name(column).toLowerCase();
    if (text !== '' && text !== 'yes' && text !== 'no') this.fault(column, 'not_yes_no');
    return text === 'yes';
  }

  /** One of the words of a table; what it stands for comes back. */
  word<Value>(column: string, words: Readonly<Record<string, Value>>, fallback: Value): Value {
    const text = this.name(column);
    if (Object.hasOwn(words, text)) return words[text] ?? fallback;
    if (text !== '') this.fault(column, 'not_word', Object.keys(words).join(' | '));
    return fallback;
  }

  date(column: string): BusinessDate {
    const text = this.name(column);
    const date = parseBusinessDate(text);
    if (date !== null) return date;
    if (text !== '') this.fault(column, 'not_date');
    return noDate();
  }

  /** Two columns that mean something only together. @returns false when both are empty, or one is missing (a fault) */
  hasBoth(first: string, second: string): boolean {
    const hasFirst = this.text(first) !== '';
    const hasSecond = this.text(second) !== '';
    if (hasFirst !== hasSecond)
      this.fault(hasFirst ? second : first, 'belongs_together', hasFirst ? first : second);
    return hasFirst && hasSecond;
  }
}

/** Notes values that must stand once in a file, and finds those that stand twice. */
export class Once {
  readonly #lines = new Map<string, number>();

  note(row: RowReader, column: string, key: string): void {
    if (key === '') return;
    const line = this.#lines.get(key);
    if (line === undefined) this.#lines.set(key, row.line);
    else row.fault(column, 'duplicate', `baris/line ${line}`);
  }
}

function noDate(): BusinessDate {
  const date = parseBusinessDate(NO_DATE);
  if (date === null) throw new Error(`${NO_DATE} is a date`);
  return date;
}
