import * as z from 'zod/mini';
import { PUSH_ENTRIES_MAX } from './limits.ts';
import { entrySchema } from './entry.ts';
import {
  amountSchema,
  base64UrlSchema,
  epochIdSchema,
  hashableIdSchema,
  hashSchema,
  instantSchema,
  nameSchema,
  pointSchema,
  seqSchema,
  totalsSchema,
} from './parts.ts';

export const seriesSchema = z.string().check(z.regex(/^[A-Z]{1,4}$/));

/** How the epoch began; every push carries it, so that the server can always recompute `hash_0`. */
export const epochOpenSchema = z.object({
  parent: z.nullable(z.object({ epoch: epochIdSchema, seq: seqSchema, hash: hashSchema })),
  reason: z.enum(['install', 'fork', 'ahead', 'restore']),
  missing: z.nullable(
    z.object({
      from: seqSchema,
      to: seqSchema,
      totalsBefore: totalsSchema,
      totalsAfter: z.nullable(totalsSchema),
    }),
  ),
});

/** `POST /api/sync/v1/push`: entries of one epoch, and the hello (entries may be empty). */
export const pushRequestSchema = z.object({
  proto: z.literal(1),
  deviceId: hashableIdSchema,
  epoch: epochIdSchema,
  epochOpen: epochOpenSchema,
  /** The generation the device last heard of. */
  serverGen: hashableIdSchema,
  /** The entry just before the first one sent; `{0, hash_0}` before the first. */
  base: pointSchema,
  /** The newest entry of the epoch, signed over `signedText.head`. */
  head: z.object({ seq: seqSchema, hash: hashSchema, totals: totalsSchema, signature: base64UrlSchema }),
  oldestRetained: seqSchema,
  entries: z.array(entrySchema).check(z.maxLength(PUSH_ENTRIES_MAX)),
  client: z.object({
    build: nameSchema,
    schema: seqSchema,
    series: seriesSchema,
    persisted: z.boolean(),
    pending: seqSchema,
    pendingRupiah: amountSchema,
    oldestPendingAt: z.nullable(instantSchema),
    now: instantSchema,
  }),
});

export const entryStatusSchema = z.enum(['accepted', 'duplicate', 'held', 'quarantined']);

/** The server's signed word that it holds a prefix of an epoch. */
export const checkpointSchema = z.object({
  epoch: epochIdSchema,
  seq: seqSchema,
  hash: hashSchema,
  n: seqSchema,
  at: instantSchema,
  signature: base64UrlSchema,
});

export const pushReplySchema = z.object({
  proto: z.literal(1),
  serverGen: hashableIdSchema,
  outcome: z.enum(['ok', 'gap', 'rewind', 'fork', 'ahead']),
  /** The highest point of this request that both sides hold alike; null when there is none. */
  matched: z.nullable(pointSchema),
  serverAcked: seqSchema,
  series: seriesSchema,
  /** `[seq, status]`, or `[seq, status, reason]`, for every entry of the request. */
  status: z.array(
    z.union([z.tuple([seqSchema, entryStatusSchema]), z.tuple([seqSchema, entryStatusSchema, z.string()])]),
  ),
  checkpoint: z.nullable(checkpointSchema),
  /** Entries up to here lie in a verified backup; 0 before the first. */
  durableThrough: seqSchema,
  serverTime: instantSchema,
  minBuild: nameSchema,
  heads: z.record(z.string(), seqSchema),
});

export type EpochOpen = z.infer<typeof epochOpenSchema>;
export type PushRequest = z.infer<typeof pushRequestSchema>;
export type PushReply = z.infer<typeof pushReplySchema>;
export type EntryStatus = z.infer<typeof entryStatusSchema>;
export type Checkpoint = z.infer<typeof checkpointSchema>;
