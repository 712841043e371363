import * as z from 'zod/mini';
import { base64UrlSchema, hashableIdSchema, instantSchema } from './parts.ts';

/** The server's signed word that a key belongs to a device; a restored server takes the device back by it. */
export const certificateSchema = z.object({
  coopId: hashableIdSchema,
  outletId: hashableIdSchema,
  deviceId: hashableIdSchema,
  publicKey: base64UrlSchema,
  at: instantSchema,
  signature: base64UrlSchema,
});

export type Certificate = z.infer<typeof certificateSchema>;

/** `POST /api/sync/v1/session/nonce`: a fresh nonce for a session or an enrolment. The request is `{}`. */
export const nonceReplySchema = z.object({ nonce: base64UrlSchema, expiresAt: instantSchema });

/** `POST /api/sync/v1/session`: the device signs the nonce and gets an opaque token of 15 minutes. */
export const sessionRequestSchema = z.object({
  coopId: hashableIdSchema,
  deviceId: hashableIdSchema,
  nonce: base64UrlSchema,
  signature: base64UrlSchema,
  certificate: certificateSchema,
});

export const sessionReplySchema = z.object({
  token: base64UrlSchema,
  expiresAt: instantSchema,
  serverTime: instantSchema,
  serverGen: hashableIdSchema,
});

export type SessionRequest = z.infer<typeof sessionRequestSchema>;
export type SessionReply = z.infer<typeof sessionReplySchema>;
