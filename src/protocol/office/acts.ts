import * as z from 'zod/mini';
import {
  amountSchema,
  dateSchema,
  hashableIdSchema,
  instantSchema,
  nameSchema,
  noteSchema,
  receiptFootSchema,
  receiptHeadSchema,
  roleSchema,
  rowIdSchema,
  seqSchema,
} from '../parts.ts';
import { accountNameSchema } from './session.ts';

/**
 * Acts of the office: `POST /api/office/v1/<act>`. Each carries `actId`, made once by the screen: the same act again is
 * answered like the first time and does nothing more, so a lost reply costs nothing.
 */
const actId = z.uuid();
const reason = z.string().check(z.minLength(3), z.maxLength(200));
const codeSchema = z.string().check(z.regex(/^[0-9A-HJKMNP-TV-Z]{8}$/));

/** `change-price`: a dated price; `effectiveFrom` null means from now. Past prices stay as they were. */
export const changePriceSchema = z.strictObject({
  actId,
  productId: rowIdSchema,
  tier: z.enum(['retail', 'member']),
  priceRupiah: amountSchema,
  effectiveFrom: z.nullable(instantSchema),
  /** The price the person saw when deciding; another one there now is refused (`stale`). Null when there was none. */
  seenRupiah: z.nullable(amountSchema),
  reason,
});

/** `make-code`: a one-time code for a device of the outlet. → `{code, expiresAt}` */
export const makeCodeSchema = z.strictObject({ outletId: hashableIdSchema });
/** `view-code`: what became of it. → `codeViewSchema` */
export const viewCodeSchema = z.strictObject({ code: codeSchema });
/** `decide-code`: are the six digits on both screens the same? */
export const decideCodeSchema = z.strictObject({
  code: codeSchema,
  match: z.string().check(z.regex(/^\d{6}$/)),
  isConfirmed: z.boolean(),
});
export const madeCodeSchema = z.object({ code: codeSchema, expiresAt: instantSchema });
export const codeViewSchema = z.object({
  state: z.enum(['open', 'knocking', 'confirmed', 'denied', 'enrolled', 'expired']),
  expiresAt: instantSchema,
  match: z.nullable(z.string()),
  deviceName: z.nullable(z.string()),
});

/** `revoke-device` and `reinstate-device`. */
export const judgeDeviceSchema = z.strictObject({ actId, deviceId: hashableIdSchema, reason });

/** `put-person`: adds a person (`staffId` null) or changes one. → `{staffId}` */
export const putPersonSchema = z.strictObject({
  actId,
  staffId: z.nullable(rowIdSchema),
  name: nameSchema,
  role: roleSchema,
  isActive: z.boolean(),
});
/** `reset-pin`: the person gets a start code and chooses the own PIN at a till. → `madeCodeSchema` */
export const resetPinSchema = z.strictObject({ staffId: rowIdSchema });
/** `invite-account`: an office account whose password its owner chooses with the code. → `madeCodeSchema` */
export const inviteAccountSchema = z.strictObject({ staffId: rowIdSchema, account: accountNameSchema });

/** `change-outlet`: name, address and the lines on its receipts. */
export const changeOutletSchema = z.strictObject({
  actId,
  outletId: hashableIdSchema,
  name: nameSchema,
  address: noteSchema,
  receiptHead: receiptHeadSchema,
  receiptFoot: receiptFootSchema,
});

/** Files of an import together, and one alone, in bytes of UTF-8. */
export const IMPORT_BYTES_MAX = 8 * 1024 * 1024;

/**
 * `plan-import` (dry run, writes nothing) and `run-import`. File names are those of the demonstration: `catalogue.csv`,
 * `opening-stock.csv`, `members.csv`, `sale-rules.csv`, `people.csv`.
 */
export const importFilesSchema = z.strictObject({
  files: z
    .array(z.strictObject({ name: z.string().check(z.regex(/^[a-z-]{1,40}\.csv$/)), text: z.string() }))
    .check(z.minLength(1), z.maxLength(10)),
  /** From which business date the prices count; null: today. */
  from: z.nullable(dateSchema),
});
/** `plan` is the hash that `plan-import` gave: what was looked at is what is written, or nothing. */
export const runImportSchema = z.strictObject({ ...importFilesSchema.shape, plan: z.string() });

export const importReportSchema = z.object({
  /** Null when there are faults. */
  plan: z.nullable(z.string()),
  entities: z.array(
    z.object({ entity: z.string(), added: seqSchema, changed: seqSchema, unchanged: seqSchema }),
  ),
  /** Everything that is wrong, with file, line from 1 (0: the whole file) and column. */
  faults: z.array(
    z.object({
      file: z.string(),
      line: seqSchema,
      column: z.nullable(z.string()),
      kind: z.string(),
      hint: z.nullable(z.string()),
    }),
  ),
  faultCount: seqSchema,
});

/** What an act that writes answers. */
export const actReplySchema = z.object({ ok: z.literal(true), id: z.nullable(z.string()) });

export type ChangePrice = z.infer<typeof changePriceSchema>;
export type DecideCode = z.infer<typeof decideCodeSchema>;
export type MadeCode = z.infer<typeof madeCodeSchema>;
export type CodeView = z.infer<typeof codeViewSchema>;
export type JudgeDevice = z.infer<typeof judgeDeviceSchema>;
export type PutPerson = z.infer<typeof putPersonSchema>;
export type InviteAccount = z.infer<typeof inviteAccountSchema>;
export type ChangeOutlet = z.infer<typeof changeOutletSchema>;
export type ImportFiles = z.infer<typeof importFilesSchema>;
export type RunImport = z.infer<typeof runImportSchema>;
export type ImportReport = z.infer<typeof importReportSchema>;
