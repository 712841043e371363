import * as z from 'zod/mini';
import { entrySchema } from './entry.ts';
import { parseJson } from './parse-json.ts';
import {
  base64UrlSchema,
  epochIdSchema,
  hashableIdSchema,
  instantSchema,
  pointSchema,
  seqSchema,
  totalsSchema,
} from './parts.ts';
import { PROTOCOL_VERSION } from './version.ts';
import { checkpointSchema, epochOpenSchema, seriesSchema } from './push.ts';
import { certificateSchema } from './session.ts';

/** The version of the file. A reader refuses a higher one instead of guessing. */
export const LEDGER_FILE_VERSION = 1;

/** What such a file is called, after its name and a point. */
export const LEDGER_FILE_ENDING = 'gerai.ndjson';

export const ledgerFileCheckpointSchema = z.object({
  line: z.literal('checkpoint'),
  serverGen: hashableIdSchema,
  ...checkpointSchema.shape,
});

/** Signed over `signedText.head` of the epoch that it stands in. */
export const ledgerFileHeadSchema = z.object({
  line: z.literal('head'),
  ...pointSchema.shape,
  totals: totalsSchema,
  signature: base64UrlSchema,
});

/**
 * A ledger as a file: what one device wrote, one JSON object a line, UTF-8, `\n` after each line. The tablet writes it, the
 * server writes it, both read it, and a verifier that knows none of our code proves it.
 *
 *   header                      once, first
 *   key                         each public key of the server that signed anything below
 *   certificate                 the device's (none for the server's own ledger)
 *   epoch                       oldest first; the lines below it are of this epoch
 *     entry …                   in order, without a gap, from the one after `base`
 *     checkpoint                somewhere after the entry that it covers; those of missing entries after the last
 *     head                      the device's signature over the entry before it; only the device can write it
 *   end                         once, last: a file without it was cut off
 *
 * `checkpoints: all` promises that none that the server ever gave this device is missing; a tablet keeps only the newest of
 * each epoch and says `newest`. A file may leave out the entries: it is then the server's list of checkpoints.
 */
export const ledgerFileLineSchema = z.discriminatedUnion('line', [
  z.object({
    line: z.literal('header'),
    format: z.literal('gerai-ledger'),
    version: z.literal(LEDGER_FILE_VERSION),
    proto: z.literal(PROTOCOL_VERSION),
    coopId: hashableIdSchema,
    /** Whose ledger it is; `server` for the server's own. */
    deviceId: hashableIdSchema,
    writtenBy: z.enum(['device', 'server']),
    checkpoints: z.enum(['all', 'newest']),
    /** By the writer's clock. */
    madeAt: instantSchema,
    reason: z.enum(['shift-closed', 'asked', 'storage-damaged', 'audit']),
  }),
  z.object({ line: z.literal('key'), publicKey: base64UrlSchema }),
  z.object({ line: z.literal('certificate'), ...certificateSchema.shape }),
  z.object({
    line: z.literal('epoch'),
    epoch: epochIdSchema,
    open: epochOpenSchema,
    /** The series of its numbers, where the writer knows it. */
    series: z.nullable(seriesSchema),
    /** The point before the first entry below: `{0, hash_0}`, or where entries were pruned. Totals are null if nobody knows them. */
    base: z.object({ ...pointSchema.shape, totals: z.nullable(totalsSchema) }),
  }),
  z.object({ line: z.literal('entry'), ...entrySchema.shape }),
  ledgerFileCheckpointSchema,
  ledgerFileHeadSchema,
  z.object({ line: z.literal('end'), entries: seqSchema, checkpoints: seqSchema }),
]);

export type LedgerFileLine = z.infer<typeof ledgerFileLineSchema>;
export type LedgerFileHeader = Extract<LedgerFileLine, { line: 'header' }>;
export type LedgerFileEpoch = Extract<LedgerFileLine, { line: 'epoch' }>;
export type LedgerFileHead = Extract<LedgerFileLine, { line: 'head' }>;
export type LedgerFileCheckpoint = Extract<LedgerFileLine, { line: 'checkpoint' }>;

/** A line with its end. */
export function writeLedgerLine(line: LedgerFileLine): string {
  return `${JSON.stringify(line)}\n`;
}

/** @returns null for whatever is no line of this version of the format */
export function readLedgerLine(text: string): LedgerFileLine | null {
  const parsed = z.safeParse(ledgerFileLineSchema, parseJson(text));
  return parsed.success ? parsed.data : null;
}
