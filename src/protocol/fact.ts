import * as z from 'zod/mini';
import { BODY_VERSION, type Fact, type FactKind } from '#domain/facts.ts';
import { BODY_BYTES_MAX, BODY_DEPTH_MAX, LINES_MAX, PARTS_MAX } from './limits.ts';
import { utf8Length } from './own-body.ts';
import {
  amountSchema,
  base64UrlSchema,
  cursorSchema,
  dateSchema,
  factIdSchema,
  hashableIdSchema,
  instantSchema,
  milliSchema,
  nameSchema,
  noteSchema,
  receiptFootSchema,
  receiptHeadSchema,
  roleSchema,
  rowIdSchema,
  rupiahSchema,
  saleRuleKindSchema,
  seqSchema,
  soldMilliSchema,
  totalsSchema,
  zoneSchema,
} from './parts.ts';
import { rowSchemas } from './rows.ts';

const personSchema = z.object({ staffId: rowIdSchema, role: roleSchema });

const common = {
  v: z.int().check(z.minimum(1)),
  at: instantSchema,
  clock: z.object({
    boot: seqSchema,
    mono: seqSchema,
    serverAt: z.optional(instantSchema),
    offset: z.optional(instantSchema),
  }),
  tz: zoneSchema,
  businessDate: dateSchema,
  outletId: hashableIdSchema,
  actor: personSchema,
  approval: z.optional(personSchema),
  app: nameSchema,
  priceVersion: z.nullable(cursorSchema),
  totals: totalsSchema,
  moves: z
    .array(z.object({ stockItemId: rowIdSchema, place: rowIdSchema, milli: milliSchema }))
    .check(z.maxLength(2 * LINES_MAX)),
};

/**
 * What every body has for ever, whatever its version and kind: enough to keep a fact of the future in its place, and nothing
 * that a future could want to change. So any name is a kind: one that a newer program wrote as `lpg_3kg.sold` must be held
 * until this one is replaced, never be taken for rubbish.
 */
export const envelopeSchema = z.object({
  v: z.int().check(z.minimum(1)),
  kind: nameSchema,
  at: instantSchema,
});

const paperSchema = z.string().check(z.regex(/^[A-Z]{2,4}-[A-Z]{1,4}-[RZS]?\d{6,9}$/));

const paymentSchema = z.discriminatedUnion('method', [
  z.object({
    method: z.literal('cash'),
    amountRupiah: amountSchema,
    tenderedRupiah: amountSchema,
    changeRupiah: amountSchema,
  }),
  z.object({ method: z.literal('qris'), amountRupiah: amountSchema, isVerified: z.boolean() }),
  z.object({ method: z.literal('transfer'), amountRupiah: amountSchema, isVerified: z.boolean() }),
  z.object({
    method: z.literal('credit'),
    amountRupiah: amountSchema,
    memberId: rowIdSchema,
    dueDate: dateSchema,
  }),
]);

const saleLineSchema = z.object({
  productId: rowIdSchema,
  name: nameSchema,
  unit: nameSchema,
  soldMilli: soldMilliSchema,
  milli: soldMilliSchema,
  priceRupiah: amountSchema,
  tier: z.enum(['retail', 'member']),
  byAmount: z.boolean(),
  programme: z.nullable(nameSchema),
  discountRupiah: amountSchema,
  amountRupiah: amountSchema,
});

const breachSchema = z.object({
  ruleId: rowIdSchema,
  kind: saleRuleKindSchema,
  mode: z.enum(['block', 'warn', 'log']),
});

const partSchema = {
  documentId: hashableIdSchema,
  part: seqSchema,
  parts: z.int().check(z.minimum(1), z.maximum(PARTS_MAX)),
};

/** Goods that bear prices: their id stands inside the id of each price, which a row id must have room for. */
const pricedIdSchema = z.string().check(z.regex(/^[A-Za-z0-9_.-]{1,48}$/));
const judgedDevice = { deviceId: hashableIdSchema, reason: noteSchema };

/** One schema a kind. */
export const factSchemas = {
  'sale.recorded': z.object({
    ...common,
    kind: z.literal('sale.recorded'),
    number: paperSchema,
    shiftId: factIdSchema,
    memberId: z.nullable(rowIdSchema),
    openedAt: instantSchema,
    lines: z.array(saleLineSchema).check(z.minLength(1), z.maxLength(LINES_MAX)),
    goodsRupiah: amountSchema,
    discountRupiah: amountSchema,
    roundingRupiah: rupiahSchema,
    totalRupiah: amountSchema,
    payments: z.array(paymentSchema).check(z.minLength(1), z.maxLength(10)),
    breaches: z.array(breachSchema).check(z.maxLength(LINES_MAX)),
  }),
  'shift.opened': z.object({ ...common, kind: z.literal('shift.opened'), floatRupiah: amountSchema }),
  'shift.closed': z.object({
    ...common,
    kind: z.literal('shift.closed'),
    number: paperSchema,
    shiftId: factIdSchema,
    expectedRupiah: rupiahSchema,
    countedRupiah: amountSchema,
    reason: noteSchema,
  }),
  'pin.failed': z.object({ ...common, kind: z.literal('pin.failed'), failures: z.int().check(z.minimum(1)) }),
  'stock.opened': z.object({ ...common, kind: z.literal('stock.opened'), ...partSchema }),
  'master.imported': z.object({
    ...common,
    kind: z.literal('master.imported'),
    ...partSchema,
    entity: z.enum(['coop', 'outlet', 'product', 'price', 'rule', 'member', 'staff']),
    rows: z.array(z.record(z.string(), z.unknown())).check(z.maxLength(LINES_MAX)),
  }),
  'device.enrolled': z.object({
    ...common,
    kind: z.literal('device.enrolled'),
    deviceId: hashableIdSchema,
    name: nameSchema,
    series: z.string().check(z.regex(/^[A-Z]{1,4}$/)),
  }),
  'server.restored': z.object({
    ...common,
    kind: z.literal('server.restored'),
    backupMadeAt: instantSchema,
    formerGen: hashableIdSchema,
    serverKey: base64UrlSchema,
  }),
  'member.registered': z.object({
    ...common,
    kind: z.literal('member.registered'),
    member: rowSchemas.member,
  }),
  'member.changed': z.object({
    ...common,
    kind: z.literal('member.changed'),
    member: rowSchemas.member,
    seenSeq: z.nullable(seqSchema),
  }),
  'product.registered': z.object({
    ...common,
    kind: z.literal('product.registered'),
    product: z.extend(rowSchemas.product, { id: pricedIdSchema }),
    priceRupiah: amountSchema,
    effectiveFrom: instantSchema,
  }),
  'product.changed': z.object({
    ...common,
    kind: z.literal('product.changed'),
    product: rowSchemas.product,
    seenSeq: z.nullable(seqSchema),
  }),
  'price.changed': z.object({
    ...common,
    kind: z.literal('price.changed'),
    productId: pricedIdSchema,
    tier: z.enum(['retail', 'member']),
    priceRupiah: amountSchema,
    effectiveFrom: instantSchema,
    previousRupiah: z.nullable(amountSchema),
    reason: noteSchema,
  }),
  'pin.reset': z.object({ ...common, kind: z.literal('pin.reset'), staffId: rowIdSchema }),
  'pin.set': z.object({
    ...common,
    kind: z.literal('pin.set'),
    staffId: rowIdSchema,
    deviceId: hashableIdSchema,
  }),
  'person.changed': z.object({
    ...common,
    kind: z.literal('person.changed'),
    person: z.strictObject({ id: rowIdSchema, name: nameSchema, role: roleSchema, isActive: z.boolean() }),
  }),
  'account.invited': z.object({
    ...common,
    kind: z.literal('account.invited'),
    staffId: rowIdSchema,
    account: nameSchema,
  }),
  'device.revoked': z.object({ ...common, ...judgedDevice, kind: z.literal('device.revoked') }),
  'device.reinstated': z.object({ ...common, ...judgedDevice, kind: z.literal('device.reinstated') }),
  'outlet.changed': z.object({
    ...common,
    kind: z.literal('outlet.changed'),
    outlet: z.strictObject({
      id: hashableIdSchema,
      name: nameSchema,
      address: noteSchema,
      receiptHead: receiptHeadSchema,
      receiptFoot: receiptFootSchema,
    }),
  }),
} as const satisfies Record<FactKind, z.ZodMiniType>;

/** Why bytes that should be a fact are not one. */
export type BodyDefect = 'too_large' | 'not_json' | 'not_canonical' | 'not_nfc' | 'too_deep' | 'malformed';

/** What a body turned out to be. `held` moves nothing until a newer program replays it. */
export type ParsedBody =
  | { readonly outcome: 'fact'; readonly fact: Fact }
  | { readonly outcome: 'held'; readonly reason: 'unknown_kind' | 'newer_version'; readonly at: number }
  | { readonly outcome: 'invalid'; readonly reason: BodyDefect };

/**
 * Reads a body. The bytes are kept as they came; this only tells what they say. A body that JSON would write in another way
 * (duplicate keys, spaces, fractions written as exponents) is invalid, so that every reader sees the same thing.
 */
export function parseBody(body: string): ParsedBody {
  if (isTooLong(body)) return { outcome: 'invalid', reason: 'too_large' };
  const json = parseJson(body);
  if (json === undefined) return { outcome: 'invalid', reason: 'not_json' };
  if (!isWithinDepth(json, BODY_DEPTH_MAX)) return { outcome: 'invalid', reason: 'too_deep' };
  if (JSON.stringify(json) !== body) return { outcome: 'invalid', reason: 'not_canonical' };
  if (body.normalize('NFC') !== body) return { outcome: 'invalid', reason: 'not_nfc' };
  const envelope = z.safeParse(envelopeSchema, json);
  if (!envelope.success) return { outcome: 'invalid', reason: 'malformed' };
  const { kind, v, at } = envelope.data;
  if (v > BODY_VERSION) return { outcome: 'held', reason: 'newer_version', at };
  if (!isFactKind(kind)) return { outcome: 'held', reason: 'unknown_kind', at };
  return isFact(kind, json) ? { outcome: 'fact', fact: json } : { outcome: 'invalid', reason: 'malformed' };
}

/** A character takes three bytes at most, so that most bodies need no counting. */
function isTooLong(body: string): boolean {
  return body.length * 3 > BODY_BYTES_MAX && utf8Length(body) > BODY_BYTES_MAX;
}

// The schemas carry no brands; that their keys are those of the union is held by a type test beside the fingerprint.
function isFact(kind: FactKind, json: unknown): json is Fact {
  return z.safeParse(factSchemas[kind], json).success;
}

function isFactKind(kind: string): kind is FactKind {
  return Object.hasOwn(factSchemas, kind);
}

function parseJson(text: string): unknown {
  try {
    const json: unknown = JSON.parse(text);
    return json;
  } catch {
    return undefined;
  }
}

function isWithinDepth(value: unknown, left: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return left > 0 && Object.values(value).every((inner) => isWithinDepth(inner, left - 1));
}
