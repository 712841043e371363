import * as z from 'zod/mini';

/** Why there is no new backup. */
const failureSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('no-room'), neededBytes: z.int(), freeBytes: z.int() }),
  z.object({ kind: z.literal('unsound'), faultCount: z.int(), first: z.string() }),
  z.object({ kind: z.literal('emptied') }),
  z.object({ kind: z.literal('failed'), cause: z.string() }),
]);

/** The newest verified backup (cadangan terakhir yang teruji). */
const soundSchema = z.object({
  file: z.string(),
  madeAt: z.int(),
  bytes: z.int(),
  coops: z.int(),
  entries: z.int(),
});

export const backupStatusSchema = z.object({
  isUnderWay: z.boolean(),
  /** How many have ended since the start, well or not. */
  ended: z.int(),
  last: z.nullable(soundSchema),
  /** What the last try said, null when it went well. */
  failure: z.nullable(failureSchema),
  /** True when the newest verified backup is too old, or there is none. */
  isLate: z.boolean(),
});

export type BackupFailure = z.infer<typeof failureSchema>;
export type SoundBackup = z.infer<typeof soundSchema>;
export type BackupStatus = z.infer<typeof backupStatusSchema>;
