import * as z from 'zod/mini';
import { isEpochId, isFactId, isHashableId } from '#domain/ids.ts';
import { RUPIAH_MAX } from '#domain/money.ts';
import { MILLI_MAX } from '#domain/quantity.ts';
import { isTimeZone, parseBusinessDate } from '#domain/time.ts';
import { NAME_LENGTH_MAX, NOTE_LENGTH_MAX } from './limits.ts';

/** Pieces that many messages share. Nothing here coerces or fills in a default: what travels is what was written. */
export const hashableIdSchema = z.string().check(z.maxLength(64), z.refine(isHashableId));
export const epochIdSchema = z.string().check(z.maxLength(32), z.refine(isEpochId));
export const factIdSchema = z.string().check(z.maxLength(36), z.refine(isFactId));
export const hashSchema = z.string().check(z.regex(/^[0-9a-f]{64}$/));
export const base64UrlSchema = z.string().check(z.regex(/^[A-Za-z0-9_-]{1,200}$/));
export const seqSchema = z.int().check(z.minimum(0));
export const instantSchema = z.int();
export const rupiahSchema = z.int().check(z.minimum(-RUPIAH_MAX), z.maximum(RUPIAH_MAX));
/** Rupiah that can't be negative. */
export const amountSchema = z.int().check(z.minimum(0), z.maximum(RUPIAH_MAX));
export const milliSchema = z.int().check(z.minimum(-MILLI_MAX), z.maximum(MILLI_MAX));
export const soldMilliSchema = z.int().check(z.minimum(1), z.maximum(MILLI_MAX));
/** A quantity that can't be negative. */
export const thresholdSchema = z.int().check(z.minimum(0), z.maximum(MILLI_MAX));
export const nameSchema = z.string().check(z.minLength(1), z.maxLength(NAME_LENGTH_MAX));
export const noteSchema = z.string().check(z.maxLength(NOTE_LENGTH_MAX));
/** Lines that a shop puts above and below its receipts. */
export const receiptHeadSchema = z.array(z.string().check(z.maxLength(48))).check(z.maxLength(4));
export const receiptFootSchema = z.string().check(z.maxLength(96));
export const zoneSchema = z.string().check(z.maxLength(40), z.refine(isTimeZone));
export const dateSchema = z.string().check(
  z.maxLength(10),
  z.refine((text) => parseBusinessDate(text) !== null),
);
export const roleSchema = z.enum(['cashier', 'manager', 'admin', 'supervisor', 'city']);
export const saleRuleKindSchema = z.enum([
  'price_ceiling',
  'quantity_limit',
  'order_limit',
  'buyer_identity',
  'buyer_class',
  'no_store_credit',
  'round_down_only',
]);
/** Ids of rows (SKU, member number, place …): no `|`, which parts the two halves of a stock key. */
export const rowIdSchema = z.string().check(z.regex(/^[A-Za-z0-9_.:-]{1,80}$/));

export const totalsSchema = z.object({
  gross: seqSchema,
  cash: seqSchema,
  sales: seqSchema,
  voids: seqSchema,
  drawer: seqSchema,
});

export const pointSchema = z.object({ seq: seqSchema, hash: hashSchema });

export const cursorSchema = z.object({ gen: hashableIdSchema, seq: seqSchema });
