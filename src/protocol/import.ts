import * as z from 'zod/mini';
import { entrySchema } from './entry.ts';
import { ledgerFileCheckpointSchema, ledgerFileHeadSchema } from './ledger-file.ts';
import { PUSH_ENTRIES_MAX } from './limits.ts';
import { epochIdSchema, pointSchema, seqSchema } from './parts.ts';
import { epochOpenSchema, seriesSchema } from './push.ts';
import { certificateSchema } from './session.ts';

/**
 * `POST /api/sync/v1/import`: one run of a ledger file (`readLedgerFile`), brought by a device that need not be the one that
 * wrote it. The entries prove themselves, and go the way of a push; what proves nothing is kept as evidence, unbooked. The
 * same run again changes nothing.
 */
export const importRequestSchema = z.object({
  proto: z.literal(1),
  /** Of the device whose ledger it is. */
  certificate: certificateSchema,
  epoch: epochIdSchema,
  epochOpen: epochOpenSchema,
  series: z.nullable(seriesSchema),
  base: pointSchema,
  entries: z.array(entrySchema).check(z.maxLength(PUSH_ENTRIES_MAX)),
  /** Signatures over the last entry; one that holds is enough. */
  proofs: z
    .array(z.discriminatedUnion('line', [ledgerFileHeadSchema, ledgerFileCheckpointSchema]))
    .check(z.maxLength(8)),
  /** Lines of the file that could not be read, as they are. */
  damaged: z.array(z.string()),
});

/** Why entries were kept and not booked. */
export const keptReasonSchema = z.enum([
  /** No signature in the file speaks for them. */
  'unproved',
  /** The chain does not follow. */
  'broken_chain',
  /** The server lacks what stands before them. */
  'gap',
  /** The server holds something else in their place. */
  'fork',
  /** Lines could not be read. */
  'damaged',
]);

export const importReplySchema = z.object({
  /** Why not all went the way of a push; null when all did. What is kept lies unbooked, and a person is asked to look. */
  kept: z.nullable(keptReasonSchema),
  /** How the entries of the run stand now; none where they were kept. */
  accepted: seqSchema,
  duplicate: seqSchema,
  held: seqSchema,
  quarantined: seqSchema,
});

export type ImportRequest = z.infer<typeof importRequestSchema>;
export type ImportReply = z.infer<typeof importReplySchema>;
export type KeptReason = z.infer<typeof keptReasonSchema>;
