import { existsSync } from 'node:fs';
import type { BusinessDate } from '#domain/time.ts';
import type { Config } from '../config.ts';
import { importFolder } from '../import/import-folder.ts';
import { describeFault, ImportRefused } from '../import/row-report.ts';
import { openPremises, type Premises } from '../premises.ts';
import { FolderRefused, StoreOwned, StoreUnreachable } from '../store/store.ts';

const FAULTS_SHOWN_MAX = 100;

/**
 * Imports a folder. A SQLite file has one owner: a server that runs is asked to be stopped, because that is simpler than two
 * that must agree. A PostgreSQL database takes the import beside the server. @returns the exit code
 */
export async function importCommand(
  config: Pick<Config, 'dataFolder' | 'databaseUrl'>,
  options: { readonly folder: string; readonly from: BusinessDate | null },
): Promise<number> {
  if (!existsSync(options.folder)) {
    console.error(`Folder ${options.folder} tidak ada. (There is no such folder.)`);
    return 1;
  }
  let premises: Premises;
  try {
    premises = await openPremises({ mode: 'production', ...config });
  } catch (error) {
    if (error instanceof StoreUnreachable) {
      console.error(`Basis data tidak menjawab. (${error.message}.)`);
      return 1;
    }
    if (error instanceof FolderRefused) {
      console.error(error.message);
      return 1;
    }
    if (!(error instanceof StoreOwned)) throw error;
    console.error(
      'Server sedang berjalan. Hentikan dahulu (Ctrl+C), lalu ulangi. (Stop the server first, then try again.)',
    );
    return 1;
  }
  try {
    const summary = await importFolder(premises, options);
    const written = Object.entries(summary.written).map(([entity, count]) => `${entity} ${count}`);
    console.log(`Selesai: ${written.length === 0 ? 'tidak ada yang berubah' : written.join(', ')}.`);
    console.log(
      `Stok awal: ${summary.openedStock} baris, ${summary.skippedStock} sudah pernah dicatat dan dilewati.`,
    );
    return 0;
  } catch (error) {
    if (!(error instanceof ImportRefused)) throw error;
    printFaults(error);
    return 1;
  } finally {
    await premises.close();
  }
}

function printFaults({ faults }: ImportRefused): void {
  console.error(`Tidak ada yang disimpan: ${faults.length} kesalahan. (Nothing was imported.)`);
  for (const fault of faults.slice(0, FAULTS_SHOWN_MAX)) console.error(`  ${describeFault(fault)}`);
  const left = faults.length - FAULTS_SHOWN_MAX;
  if (left > 0) console.error(`  … dan ${left} lagi (and ${left} more)`);
}
