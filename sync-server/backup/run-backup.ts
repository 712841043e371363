import { Worker } from 'node:worker_threads';
import type { BackupOrder, MadeBackup } from './make-backup.ts';

/** A backup that is being made in a thread of its own. */
export interface RunningBackup {
  /** Rejects when the folder or the disk does not let it, and when it is stopped. */
  readonly made: Promise<MadeBackup>;
  stop(): Promise<void>;
}

/** Starts making a backup beside the work of the server. */
export function runBackup(order: BackupOrder): RunningBackup {
  const worker = new Worker(new URL('backup-worker.ts', import.meta.url), { workerData: order });
  const made = new Promise<MadeBackup>((resolve, reject) => {
    worker.once('message', (message: MadeBackup) => resolve(message));
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('The thread that makes backups ended without a word')));
  });
  return { made, stop: async () => void (await worker.terminate()) };
}
