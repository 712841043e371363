import type { BusinessDate } from '#domain/time.ts';
import { readFolder, type ImportSource } from './import-source.ts';
import { prepareImport, type ImporterGround } from './prepare-import.ts';
import { ImportRefused, type RowFault } from './row-report.ts';
import { writeImport } from './write-import.ts';

export interface ImportOptions {
  readonly folder: string;
  /** The day from which the prices hold; null for today. */
  readonly from: BusinessDate | null;
}

/** What an import brought, in numbers. */
export interface ImportSummary {
  readonly coopId: string;
  readonly outletId: string;
  /** New or changed rows per entity. */
  readonly written: Readonly<Record<string, number>>;
  readonly openedStock: number;
  readonly skippedStock: number;
}

/**
 * Brings a folder of CSV files into the books of the one co-operative there is, or founds it: everything is checked first,
 * then written as facts of the server's own ledger in one transaction. Rows that are the same already are left alone, so a
 * folder can be imported again.
 * @throws ImportRefused with every fault found; nothing was written then
 */
export async function importFolder(ground: ImporterGround, options: ImportOptions): Promise<ImportSummary> {
  return importFiles(ground, { source: readFolder(options.folder), from: options.from, into: 'only' });
}

/**
 * The same for files from anywhere, and for the co-operative that they name where `into` says so.
 * @throws ImportRefused with every fault found; nothing was written then
 */
export async function importFiles(
  ground: ImporterGround,
  options: {
    readonly source: ImportSource;
    readonly from: BusinessDate | null;
    readonly into: 'only' | 'named';
  },
): Promise<ImportSummary> {
  const faults: RowFault[] = [];
  const prepared = await prepareImport(ground, { ...options, keepsPins: false }, faults);
  if (prepared === null) throw new ImportRefused(faults);
  await ground.store.write((tx) => writeImport(tx, ground, prepared));
  const { coopId, plan, groups } = prepared;
  const written = groups
    .filter(({ rows }) => rows.length > 0)
    .map(({ entity, rows }) => [entity, rows.length]);
  return {
    coopId,
    outletId: plan.outlet.id,
    written: Object.fromEntries(written),
    openedStock: plan.moves.length,
    skippedStock: plan.skippedStock,
  };
}
