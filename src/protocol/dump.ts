import * as z from 'zod/mini';
import { DUMP_PART_BYTES_MAX, DUMP_PARTS_MAX } from './limits.ts';
import { epochIdSchema, hashableIdSchema, seqSchema } from './parts.ts';
import { epochOpenSchema } from './push.ts';

/** Why a device hands over the bytes of a ledger that it can't push: too many re-homes in a day, or a refusal nobody knows. */
export const dumpReasonSchema = z.enum(['rehomed-too-often', 'server-refused']);

/**
 * `POST /api/sync/v1/dump`: one part of an epoch as it lies on the device. It is evidence and is never booked, so nothing in
 * `lines` is examined: what a push refuses has to fit here.
 */
export const dumpRequestSchema = z.object({
  proto: z.literal(1),
  deviceId: hashableIdSchema,
  /** The same for the same entries, so that a dump begun again goes on where it was. */
  dumpId: hashableIdSchema,
  epoch: epochIdSchema,
  epochOpen: epochOpenSchema,
  reason: dumpReasonSchema,
  part: z.int().check(z.minimum(1), z.maximum(DUMP_PARTS_MAX)),
  isLast: z.boolean(),
  /** Entries as JSON, one a line. */
  lines: z.string().check(z.maxLength(DUMP_PART_BYTES_MAX)),
});

export const dumpReplySchema = z.object({
  /** Parts 1 … `through` lie on the server; 0 before the first. */
  through: seqSchema,
});

export type DumpReason = z.infer<typeof dumpReasonSchema>;
export type DumpRequest = z.infer<typeof dumpRequestSchema>;
export type DumpReply = z.infer<typeof dumpReplySchema>;
