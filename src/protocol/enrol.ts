import * as z from 'zod/mini';
import { base64UrlSchema, hashableIdSchema, instantSchema, nameSchema } from './parts.ts';
import { certificateSchema } from './session.ts';

/**
 * `POST /api/sync/v1/enrol`. The device asks again with the same code and key until a person has confirmed the match; the
 * same code and key within ten minutes always get the same answer, so a lost reply costs nothing.
 */
export const enrolRequestSchema = z.object({
  /** 8 Crockford characters in upper case. */
  code: z.string().check(z.regex(/^[0-9A-HJKMNP-TV-Z]{8}$/)),
  nonce: base64UrlSchema,
  /** P-256, uncompressed point, base64url. */
  publicKey: base64UrlSchema,
  /** Over `signedText.enrol`. */
  signature: base64UrlSchema,
  /** How the device is called in lists, for example "Tablet kasir". */
  name: nameSchema,
});

export const enrolReplySchema = z.discriminatedUnion('state', [
  z.object({ state: z.literal('waiting'), pollAfterMs: z.int() }),
  z.object({
    state: z.literal('enrolled'),
    certificate: certificateSchema,
    /** The server's P-256 public key, uncompressed point, base64url: checkpoints are verified with it. */
    serverKey: base64UrlSchema,
    serverGen: hashableIdSchema,
    series: z.string().check(z.regex(/^[A-Z]{1,4}$/)),
    serverTime: instantSchema,
  }),
]);

export type EnrolRequest = z.infer<typeof enrolRequestSchema>;
export type EnrolReply = z.infer<typeof enrolReplySchema>;
