import { setTimeout as sleep } from 'node:timers/promises';
import type { BackupFailure, BackupStatus } from '../backup/backup-status.ts';
import type { Config } from '../config.ts';
import { readConsoleFile } from '../console-file.ts';
import { openPremises, type Premises } from '../premises.ts';
import { FolderRefused, StoreOwned, StoreUnreachable } from '../store/store.ts';
import { ConsoleClient } from './console-client.ts';

const LOOK_EVERY_MS = 500;
const MEGABYTE = 1024 * 1024;

/**
 * Makes a backup now: the server that runs is asked for it, and where none answers the command does it by itself.
 * @returns the exit code
 */
export async function backupCommand(
  config: Pick<Config, 'dataFolder' | 'databaseUrl' | 'backupFolder'>,
): Promise<number> {
  const file = readConsoleFile(config.dataFolder);
  const answer = file === null ? null : await askServer(new ConsoleClient(file));
  if (answer !== null) return say(answer);
  let premises: Premises;
  try {
    premises = await openPremises({ mode: 'production', ...config });
  } catch (error) {
    if (error instanceof StoreUnreachable) return complain(`Basis data tidak menjawab. (${error.message}.)`);
    if (error instanceof FolderRefused) return complain(error.message);
    if (!(error instanceof StoreOwned)) throw error;
    return complain(
      'Folder data sedang dipakai, tetapi server tidak menjawab. Coba lagi. (The data folder is in use and no server answers: try again.)',
    );
  }
  try {
    await premises.backups.make();
    return say(premises.backups.status());
  } finally {
    await premises.close();
  }
}

/** @returns how the backups stand after the one that was asked for, or null when nobody answers */
async function askServer(client: ConsoleClient): Promise<BackupStatus | null> {
  try {
    const endsAs = await client.startBackup();
    for (;;) {
      const status = await client.viewBackups();
      if (status.ended >= endsAs) return status;
      await sleep(LOOK_EVERY_MS);
    }
  } catch (error) {
    // What fetch throws when nobody answers, or the server was stopped meanwhile.
    if (error instanceof TypeError) return null;
    throw error;
  }
}

function say({ failure, last }: BackupStatus): number {
  if (failure !== null) {
    console.error(`Cadangan gagal: ${describeFailure(failure)}`);
    return 1;
  }
  if (last === null) return 1;
  const size = (last.bytes / MEGABYTE).toFixed(1);
  console.log(`Cadangan dibuat dan teruji (made and verified): ${last.file}`);
  console.log(`${last.coops} koperasi (co-operatives), ${last.entries} entri (entries), ${size} MB`);
  console.log('Salin ke luar mesin ini, dan simpan folder keys/ di tempat lain lagi.');
  console.log('(Copy it off this machine, and keep the folder keys/ in yet another place.)');
  return 0;
}

function describeFailure(failure: BackupFailure): string {
  switch (failure.kind) {
    case 'no-room': {
      const [needed, free] = [failure.neededBytes, failure.freeBytes].map((bytes) =>
        Math.ceil(bytes / MEGABYTE),
      );
      return `perlu ${needed} MB, tersisa ${free} MB di disk. (The disk has too little room.)`;
    }
    case 'unsound':
      return `${failure.faultCount} kesalahan di buku: ${failure.first}. (The books do not agree.)`;
    case 'emptied':
      return 'buku ini tidak berisi koperasi, padahal cadangan yang ada berisi; tidak ada yang dihapus. Periksa GERAI_DATA dan DATABASE_URL. (These books hold no co-operative, and the backups beside do: nothing was deleted. Look at GERAI_DATA and DATABASE_URL.)';
    case 'failed':
      return `${failure.cause} (failed)`;
  }
}

function complain(reason: string): number {
  console.error(reason);
  return 1;
}
