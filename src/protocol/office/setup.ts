import * as z from 'zod/mini';
import { hashableIdSchema, nameSchema, noteSchema, zoneSchema } from '../parts.ts';
import { accountNameSchema, newPasswordSchema } from './session.ts';

/**
 * `POST /api/setup/v1/found`: the setup link founds a co-operative with its first outlet, its places and its first admin, who
 * is signed in by the reply (`officeMeSchema`). The link counts no more afterwards.
 */
export const foundCoopSchema = z.strictObject({
  token: z.string().check(z.minLength(1), z.maxLength(200)),
  coop: z.strictObject({ id: hashableIdSchema, name: nameSchema }),
  outlet: z.strictObject({
    code: z.string().check(z.regex(/^[A-Z]{2,4}$/)),
    name: nameSchema,
    address: noteSchema,
    zone: zoneSchema,
    /** Exactly one of kind `gerai` is sold from. */
    places: z
      .array(z.strictObject({ name: nameSchema, kind: z.enum(['gerai', 'gudang']) }))
      .check(z.minLength(1), z.maxLength(20)),
  }),
  admin: z.strictObject({ name: nameSchema, account: accountNameSchema, password: newPasswordSchema }),
});

export type FoundCoop = z.infer<typeof foundCoopSchema>;
