import { IMPORT_BYTES_MAX, type ImportFiles } from '../../sync/office-client.ts';

/** The files an import may bring, by the names of the demonstration. */
const KNOWN = ['catalogue.csv', 'opening-stock.csv', 'members.csv', 'sale-rules.csv', 'people.csv'] as const;

export type ImportFile = ImportFiles['files'][number];

/** Why files that were chosen are not even sent. */
export type FileRefusal =
  | { readonly kind: 'unknown-file'; readonly name: string }
  | { readonly kind: 'not-text'; readonly name: string }
  | { readonly kind: 'too-large' };

export type FileReading =
  | { readonly ok: true; readonly files: readonly ImportFile[] }
  | { readonly ok: false; readonly refusal: FileRefusal };

/** Reads what was chosen or dropped. A file in another encoding would bring broken names, so it is refused by its name. */
export async function readImportFiles(chosen: readonly File[]): Promise<FileReading> {
  const sizes = chosen.reduce((sum, file) => sum + file.size, 0);
  if (sizes > IMPORT_BYTES_MAX) return { ok: false, refusal: { kind: 'too-large' } };
  const files: ImportFile[] = [];
  for (const file of chosen) {
    const name = KNOWN.find((known) => known === file.name.toLowerCase());
    if (name === undefined) return { ok: false, refusal: { kind: 'unknown-file', name: file.name } };
    const text = await readUtf8(file);
    if (text === null) return { ok: false, refusal: { kind: 'not-text', name: file.name } };
    files.push({ name, text });
  }
  return { ok: true, files };
}

async function readUtf8(file: File): Promise<string | null> {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await file.arrayBuffer());
  } catch {
    return null;
  }
}
