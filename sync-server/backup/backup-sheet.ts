import { createHash } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, readSync, writeFileSync } from 'node:fs';
import * as z from 'zod/mini';
import { epochIdSchema, hashableIdSchema, hashSchema, instantSchema, seqSchema } from '#protocol/parts.ts';

/** What a verified backup proves of one co-operative. */
const coopProofSchema = z.object({
  coopId: hashableIdSchema,
  serverGen: hashableIdSchema,
  /** Where each ledger in the file ends: recomputed, not copied. */
  epochs: z.array(
    z.object({ epoch: epochIdSchema, deviceId: hashableIdSchema, seq: seqSchema, hash: hashSchema }),
  ),
  entries: seqSchema,
  facts: seqSchema,
  stockRows: seqSchema,
  checkpoints: seqSchema,
});

const sheetSchema = z.object({
  format: z.literal(1),
  /** When the snapshot was taken, server time, milliseconds since 1970. */
  madeAt: instantSchema,
  verifiedAt: instantSchema,
  program: z.string(),
  /** The version of the tables. */
  schema: seqSchema,
  bytes: seqSchema,
  sha256: hashSchema,
  coops: z.array(coopProofSchema),
});

export type CoopProof = z.infer<typeof coopProofSchema>;
export type BackupSheet = z.infer<typeof sheetSchema>;

/** Reads the sheet of a backup; null when there is none, or nothing that could be one. */
export function readSheet(path: string): BackupSheet | null {
  if (!existsSync(path)) return null;
  try {
    const parsed = sheetSchema.safeParse(JSON.parse(readFileSync(path, 'utf8')));
    return parsed.success ? parsed.data : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** Writes a sheet and waits until the disk has it. */
export function writeSheet(path: string, sheet: BackupSheet): void {
  writeFileSync(path, `${JSON.stringify(sheet, null, 2)}\n`, { mode: 0o600, flush: true });
}

const READ_BYTES = 1024 * 1024;

/** SHA-256 of a file's bytes in lower-case hex, read piece by piece. */
export function hashFile(path: string): string {
  const sum = createHash('sha256');
  const piece = Buffer.alloc(READ_BYTES);
  const file = openSync(path, 'r');
  try {
    for (let read = readSync(file, piece); read > 0; read = readSync(file, piece))
      sum.update(piece.subarray(0, read));
  } finally {
    closeSync(file);
  }
  return sum.digest('hex');
}

/** Waits until the disk has a file. */
export function flushFile(path: string): void {
  flush(path, 'r+');
}

/** Waits until the disk has the names in a folder. Windows can't be asked for that and writes them by itself. */
export function flushFolder(path: string): void {
  if (process.platform !== 'win32') flush(path, 'r');
}

function flush(path: string, flags: 'r' | 'r+'): void {
  const opened = openSync(path, flags);
  try {
    fsyncSync(opened);
  } finally {
    closeSync(opened);
  }
}
