import { existsSync } from 'node:fs';
import { newestBackup } from '../backup/backup-folder.ts';
import { describeReport } from '../backup/report-words.ts';
import { verifyBackup } from '../backup/verify-backup.ts';
import { readServerKey } from '../keys/server-keys.ts';

/**
 * Recomputes a backup, the newest one when none is named. It only reads, so it may run beside a server.
 * @returns the exit code: 0 when the backup is sound
 */
export function verifyBackupCommand(
  at: { readonly dataFolder: string; readonly backupFolder: string },
  file: string | null,
): number {
  const path = file ?? newestBackup(at.backupFolder);
  if (path === null) {
    console.error(`Belum ada cadangan di ${at.backupFolder}. (There is no backup yet.)`);
    return 1;
  }
  if (!existsSync(path)) {
    console.error(`Berkas ${path} tidak ada. (There is no such file.)`);
    return 1;
  }
  const report = verifyBackup(path, readServerKey(at.dataFolder));
  for (const line of describeReport(path, report)) console.log(line);
  return report.isSound ? 0 : 1;
}
