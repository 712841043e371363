import * as z from 'zod/mini';
import { PULL_ROWS_MAX } from './limits.ts';
import {
  cursorSchema,
  epochIdSchema,
  hashableIdSchema,
  hashSchema,
  instantSchema,
  seqSchema,
} from './parts.ts';

/** `coop` for master data, `outlet:<id>` for stock and what belongs to a place. */
export const streamSchema = z.string().check(z.regex(/^(coop|outlet:[A-Za-z0-9_-]{1,64})$/));

/** `POST /api/sync/v1/pull`: one page of rows of a stream, all read in one snapshot. */
export const pullRequestSchema = z.object({
  deviceId: hashableIdSchema,
  /** The device's own epochs, for the `mine` block. */
  epochs: z.array(epochIdSchema).check(z.maxLength(100)),
  stream: streamSchema,
  cursor: z.nullable(cursorSchema),
  /** The scope the device last loaded; null before the first page. */
  scopeHash: z.nullable(hashSchema),
  /** The replica's schema version. */
  schema: seqSchema,
  limit: z.int().check(z.minimum(1), z.maximum(PULL_ROWS_MAX)),
});

/** What the server had of the device's own entries when it read the page. */
export const mineSchema = z.record(
  z.string(),
  z.object({
    acked: seqSchema,
    durable: seqSchema,
    unapplied: z.array(seqSchema),
    quarantined: z.array(seqSchema),
  }),
);

export const pullReplySchema = z.object({
  serverGen: hashableIdSchema,
  /** The server's clock just before it read the page. */
  serverTime: instantSchema,
  /** The cursor could not be continued: this page starts over, into a shadow set. */
  reset: z.boolean(),
  from: seqSchema,
  to: seqSchema,
  head: seqSchema,
  more: z.boolean(),
  /** `[entity, id, seq, row]`; a null row was deleted. Rows are loose: unknown columns are kept. */
  rows: z.array(z.tuple([z.string(), z.string(), seqSchema, z.nullable(z.record(z.string(), z.unknown()))])),
  mine: mineSchema,
  scopeHash: hashSchema,
});

export type PullRequest = z.infer<typeof pullRequestSchema>;
export type PullReply = z.infer<typeof pullReplySchema>;
export type Stamp = z.infer<typeof mineSchema>;
