import type { Store } from '../store/store.ts';
import type { BackupSheet } from './backup-sheet.ts';

/**
 * Moves what devices are told to be durable to where the ledgers end in a verified backup, which is not where they end by now.
 * One co-operative a transaction.
 * @param kept files of all backups that are left: marks of others are forgotten
 */
export async function markDurable(
  store: Store,
  made: { readonly file: string; readonly sheet: BackupSheet },
  kept: readonly string[],
): Promise<void> {
  const { madeAt, verifiedAt, sha256, coops } = made.sheet;
  for (const { coopId, serverGen, entries, epochs } of coops) {
    await store.write(async (tx) => {
      await tx.putBackupMark(coopId, { file: made.file, serverGen, madeAt, verifiedAt, sha256, entries });
      await tx.keepBackupMarks(coopId, kept);
      await tx.raiseDurable(coopId, epochs);
    });
  }
}
