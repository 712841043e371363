import * as z from 'zod/mini';
import { BODY_BYTES_MAX } from './limits.ts';
import { epochIdSchema, factIdSchema, hashSchema, seqSchema } from './parts.ts';

/** Where an entry stood first, kept through later moves. */
export const originSchema = z.object({ epoch: epochIdSchema, seq: seqSchema, hash: hashSchema });

/** A fact at its place in a ledger. The body's bytes are what was hashed; nobody writes them again. */
export const entrySchema = z.object({
  seq: seqSchema.check(z.minimum(1)),
  factId: factIdSchema,
  hash: hashSchema,
  body: z.string().check(z.maxLength(BODY_BYTES_MAX)),
  origin: z.nullable(originSchema),
});

export type WireEntry = z.infer<typeof entrySchema>;
