import * as z from 'zod/mini';
import {
  hashableIdSchema,
  instantSchema,
  nameSchema,
  roleSchema,
  rowIdSchema,
  zoneSchema,
} from '../parts.ts';

/** An office account's name: what is typed at the sign-in, lower case, unique in its co-operative. */
export const accountNameSchema = z.string().check(z.regex(/^[a-z0-9][a-z0-9._-]{1,39}$/));

/** Length only: which passwords are too common is the server's list to know (`asvs` 31). Spaces and any script are welcome. */
export const PASSWORD_LENGTH_MIN = 12;
export const PASSWORD_LENGTH_MAX = 200;
export const newPasswordSchema = z
  .string()
  .check(z.minLength(PASSWORD_LENGTH_MIN), z.maxLength(PASSWORD_LENGTH_MAX));

/**
 * `POST /api/office/v1/sign-in`. `account` is `name`, or `name@coopId` where the server keeps the books of several
 * co-operatives. The reply sets the session's cookie; nothing in the body is secret.
 */
export const officeSignInSchema = z.strictObject({
  account: z.string().check(z.minLength(1), z.maxLength(120)),
  password: z.string().check(z.minLength(1), z.maxLength(PASSWORD_LENGTH_MAX)),
});

/** Who sits in the office. `GET /api/office/v1/me`, and the reply to a sign-in and to the founding of a co-operative. */
export const officeMeSchema = z.object({
  coopId: hashableIdSchema,
  coopName: nameSchema,
  staffId: rowIdSchema,
  name: nameSchema,
  account: accountNameSchema,
  role: roleSchema,
  mode: z.enum(['production', 'demo']),
  outlets: z.array(
    z.object({
      id: hashableIdSchema,
      code: z.string(),
      name: nameSchema,
      zone: zoneSchema,
      places: z.array(z.object({ id: rowIdSchema, name: nameSchema, kind: z.enum(['gerai', 'gudang']) })),
    }),
  ),
  serverTime: instantSchema,
  /** The session ends at this instant if nothing is asked before; each request moves it. */
  idleUntil: instantSchema,
  /** The session ends at this instant in any case. */
  absoluteUntil: instantSchema,
});

/** `POST /api/office/v1/change-password`: one's own, with the old one. */
export const changePasswordSchema = z.strictObject({
  password: z.string().check(z.minLength(1), z.maxLength(PASSWORD_LENGTH_MAX)),
  newPassword: newPasswordSchema,
});

/** `POST /api/office/v1/accept-invitation`: somebody who was invited chooses the own password. Open, like the sign-in. */
export const acceptInvitationSchema = z.strictObject({
  account: z.string().check(z.minLength(1), z.maxLength(120)),
  code: z.string().check(z.regex(/^[0-9A-HJKMNP-TV-Z]{8}$/)),
  newPassword: newPasswordSchema,
});

export type OfficeSignIn = z.infer<typeof officeSignInSchema>;
export type OfficeMe = z.infer<typeof officeMeSchema>;
export type ChangePassword = z.infer<typeof changePasswordSchema>;
export type AcceptInvitation = z.infer<typeof acceptInvitationSchema>;
