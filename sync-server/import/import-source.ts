import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { IMPORT_BYTES_MAX } from '#protocol/office/acts.ts';

/** Files of an import by name, from a folder or from a request; a file that is not there has no entry. */
export type ImportSource = ReadonlyMap<string, Uint8Array>;

/** A file larger than this is not read at all. */
export const FILE_BYTES_MAX = IMPORT_BYTES_MAX;

/** What an import looks for. The co-operative itself comes from a folder only: the office has its own ways to change it. */
export const OFFICE_FILES: readonly string[] = [
  'catalogue.csv',
  'opening-stock.csv',
  'members.csv',
  'sale-rules.csv',
  'people.csv',
];
const FOLDER_FILES = ['cooperative.csv', ...OFFICE_FILES];

export function readFolder(folder: string): ImportSource {
  const found = FOLDER_FILES.map((name) => [name, join(folder, name)] as const).filter(([, path]) =>
    existsSync(path),
  );
  return new Map(
    found.map(([name, path]) => {
      const isTooLarge = statSync(path).size > FILE_BYTES_MAX;
      return [name, isTooLarge ? new Uint8Array(FILE_BYTES_MAX + 1) : readFileSync(path)];
    }),
  );
}

export function sourceOfTexts(
  files: readonly { readonly name: string; readonly text: string }[],
): ImportSource {
  return new Map(files.map(({ name, text }) => [name, Buffer.from(text)]));
}
