import Papa from 'papaparse';
import { FILE_BYTES_MAX, type ImportSource } from './import-source.ts';
import { RowReader } from './row-reader.ts';
import type { FaultKind, RowFault } from './row-report.ts';

const DELIMITERS = [',', ';', '\t'];

/** What the columns of a file may be. */
export interface Columns {
  readonly required: readonly string[];
  readonly optional: readonly string[];
}

/** Rows of a file, ready to be read cell by cell. */
export interface CsvRows {
  readonly file: string;
  readonly rows: readonly RowReader[];
}

/**
 * Reads a CSV file with a header: comma, semicolon or tab, with or without a byte-order mark. Cells are only ever text.
 * Everything that is wrong goes into `faults`; the rows are then not to be used.
 * @returns null when the file does not exist
 */
export function readCsvFile(
  { source, file }: { readonly source: ImportSource; readonly file: string },
  columns: Columns,
  faults: RowFault[],
): CsvRows | null {
  const bytes = source.get(file);
  if (bytes === undefined) return null;
  const fault = (kind: FaultKind, line = 0, column: string | null = null): void => {
    faults.push({ file, line, column, kind, hint: null });
  };
  const nothing: CsvRows = { file, rows: [] };
  if (bytes.length > FILE_BYTES_MAX) {
    fault('file_too_large');
    return nothing;
  }
  const text = decode(bytes);
  if (text === null) {
    fault('not_utf8');
    return nothing;
  }
  const { lines, unclosedAt } = splitRows(text);
  if (unclosedAt !== null) fault('not_csv', unclosedAt);
  const [header, ...body] = lines;
  const names = (header?.cells ?? []).map((name) => name.trim().toLowerCase());
  for (const name of columns.required) if (!names.includes(name)) fault('column_missing', 1, name);
  for (const name of names) {
    if (![...columns.required, ...columns.optional].includes(name)) fault('column_unknown', 1, name);
    else if (names.indexOf(name) !== names.lastIndexOf(name)) fault('duplicate', 1, name);
  }
  const rows = body.map(({ line, cells }) => {
    if (cells.length !== names.length) fault('cells_differ', line);
    return new RowReader(
      { file, line, cells: new Map(names.map((name, index) => [name, cells[index] ?? ''])) },
      faults,
    );
  });
  return { file, rows };
}

/** UTF-8 or nothing: guessing another encoding would turn names into other names. */
function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

interface CsvLine {
  readonly line: number;
  readonly cells: readonly string[];
}

/** Splits a text into rows and remembers the line each began on: a quoted cell may hold line breaks. */
function splitRows(text: string): { readonly lines: readonly CsvLine[]; readonly unclosedAt: number | null } {
  const lines: CsvLine[] = [];
  let line = 1;
  let read = 0;
  let unclosedAt: number | null = null;
  Papa.parse<string[]>(text, {
    delimitersToGuess: DELIMITERS,
    step: ({ data, errors, meta }) => {
      if (errors.some((error) => error.type === 'Quotes')) unclosedAt ??= line;
      if (data.some((cell) => cell.trim() !== '')) lines.push({ line, cells: data });
      line += text.slice(read, meta.cursor).split('\n').length - 1;
      read = meta.cursor;
    },
  });
  return { lines, unclosedAt };
}
