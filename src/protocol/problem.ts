import * as z from 'zod/mini';
import { nameSchema } from './parts.ts';

/** Every refusal of the server, as data with a stable kind. */
export const problemSchema = z.object({
  problem: z.enum([
    'malformed',
    'damaged',
    'too_large',
    'unsupported_media_type',
    'unauthenticated',
    'revoked',
    'not_found',
    'method_not_allowed',
    'broken_chain',
    'epoch_foreign',
    'credentials_wrong',
    'credentials_locked',
    'password_common',
    'forbidden',
    'stale',
    'taken',
    'above_ceiling',
    'import_faulty',
    'code_wrong',
    'code_expired',
    'code_used',
    'code_locked',
    'enrolment_denied',
    'dump_full',
    'update_needed',
    'https_needed',
    'rate_limited',
    'storage_full',
    'unavailable',
    'server_error',
  ]),
  /** For a developer's eyes: where in the request it went wrong. Never personal data. */
  detail: z.optional(z.string()),
  /** With `update_needed`: the oldest build that the server still understands. */
  minBuild: z.optional(nameSchema),
});

export type Problem = z.infer<typeof problemSchema>;
export type ProblemKind = Problem['problem'];
