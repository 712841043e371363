import * as z from 'zod/mini';
import { PIN_ROUNDS } from '#domain/pin.ts';
import { enrolRequestSchema } from './enrol.ts';
import { hashableIdSchema, rowIdSchema } from './parts.ts';

/** More rounds than a tablet can wait for are a way to lock somebody out. */
const PIN_ROUNDS_MAX = 10_000_000;

/**
 * `POST /api/sync/v1/pin`: a person sets the own PIN with the one-time code that an admin started. The PIN itself never
 * travels: the device sends PBKDF2-SHA-256 of it, 32 bytes, with a salt of at least 16.
 */
export const pinRequestSchema = z.object({
  deviceId: hashableIdSchema,
  staffId: rowIdSchema,
  code: enrolRequestSchema.shape.code,
  pin: z.strictObject({
    salt: z.string().check(z.regex(/^[A-Za-z0-9_-]{22,86}$/)),
    rounds: z.int().check(z.minimum(PIN_ROUNDS), z.maximum(PIN_ROUNDS_MAX)),
    hash: z.string().check(z.regex(/^[A-Za-z0-9_-]{43}$/)),
  }),
});

export const pinReplySchema = z.object({ ok: z.literal(true) });

export type PinRequest = z.infer<typeof pinRequestSchema>;
