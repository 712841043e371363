import * as z from 'zod/mini';
import type { Coop, Outlet, Staff } from '#domain/coop.ts';
import type { Member } from '#domain/member.ts';
import type { Price } from '#domain/price.ts';
import type { Product } from '#domain/product.ts';
import type { SaleRule } from '#domain/sale-rule.ts';
import {
  amountSchema,
  base64UrlSchema,
  dateSchema,
  hashableIdSchema,
  instantSchema,
  milliSchema,
  nameSchema,
  noteSchema,
  receiptFootSchema,
  receiptHeadSchema,
  roleSchema,
  rowIdSchema,
  saleRuleKindSchema,
  soldMilliSchema,
  thresholdSchema,
  zoneSchema,
} from './parts.ts';

/**
 * The rows that come down. They are loose on both sides: a column that this program does not know is stored and passed on
 * untouched, never dropped, because a newer program may need it.
 */
export const rowSchemas = {
  coop: z.looseObject({
    id: hashableIdSchema,
    name: nameSchema,
    cashStepRupiah: z.int().check(z.minimum(1)),
  }),
  outlet: z.looseObject({
    id: hashableIdSchema,
    code: z.string().check(z.regex(/^[A-Z]{2,4}$/)),
    name: nameSchema,
    address: noteSchema,
    zone: zoneSchema,
    places: z.array(z.looseObject({ id: rowIdSchema, name: nameSchema, kind: z.enum(['gerai', 'gudang']) })),
    /** Absent in rows of before. */
    receiptHead: z.optional(receiptHeadSchema),
    receiptFoot: z.optional(receiptFootSchema),
  }),
  product: z.looseObject({
    id: rowIdSchema,
    name: nameSchema,
    category: nameSchema,
    unit: nameSchema,
    isSoldByWeight: z.boolean(),
    content: z.nullable(z.looseObject({ milli: soldMilliSchema, unit: nameSchema })),
    carton: z.nullable(
      z.looseObject({ unit: nameSchema, size: z.int().check(z.minimum(2), z.maximum(10_000)) }),
    ),
    barcodes: z.array(z.string().check(z.minLength(1), z.maxLength(40))),
    supplier: noteSchema,
    ppnClass: z.enum(['exempt', 'taxable', 'inclusive']),
    programme: z.nullable(rowIdSchema),
    cylinder: z.nullable(z.looseObject({ size: rowIdSchema, role: z.enum(['refill', 'new']) })),
    consignor: z.nullable(rowIdSchema),
    isActive: z.boolean(),
    /** Absent in rows of before, null where the default holds. */
    lowStockMilli: z.optional(z.nullable(thresholdSchema)),
  }),
  price: z.looseObject({
    id: rowIdSchema,
    productId: rowIdSchema,
    tier: z.enum(['retail', 'member']),
    priceRupiah: amountSchema,
    effectiveFrom: instantSchema,
  }),
  rule: z.looseObject({
    id: rowIdSchema,
    appliesTo: z.array(rowIdSchema),
    kind: saleRuleKindSchema,
    limit: z.nullable(amountSchema),
    unit: noteSchema,
    period: z.nullable(z.enum(['sale', 'day', 'month'])),
    classes: z.array(nameSchema),
    from: dateSchema,
    to: z.nullable(dateSchema),
    mode: z.enum(['block', 'warn', 'log']),
  }),
  member: z.looseObject({
    id: rowIdSchema,
    name: nameSchema,
    joined: dateSchema,
    simpananPokokRupiah: amountSchema,
    simpananWajibRupiah: amountSchema,
    creditLimitRupiah: amountSchema,
  }),
  staff: z.looseObject({
    id: rowIdSchema,
    name: nameSchema,
    role: roleSchema,
    isActive: z.boolean(),
    /** PBKDF2-SHA-256 of the PIN; the device keeps only an HMAC of `hash`. Null until a PIN is set. */
    pin: z.nullable(z.looseObject({ salt: base64UrlSchema, rounds: z.int(), hash: base64UrlSchema })),
  }),
  stock: z.looseObject({ place: rowIdSchema, stockItemId: rowIdSchema, milli: milliSchema }),
} as const;

export type RowEntity = keyof typeof rowSchemas;

export type StaffRow = Staff & {
  readonly pin: { readonly salt: string; readonly rounds: number; readonly hash: string } | null;
};
export type StockRow = z.infer<typeof rowSchemas.stock>;

interface RowTypes {
  readonly coop: Coop;
  readonly outlet: Outlet;
  readonly product: Product;
  readonly price: Price;
  readonly rule: SaleRule;
  readonly member: Member;
  readonly staff: StaffRow;
  readonly stock: StockRow;
}

/** True when this program knows the entity; others are stored and left alone. */
export function isRowEntity(name: string): name is RowEntity {
  return Object.hasOwn(rowSchemas, name);
}

/** Reads a row of a known entity. @returns null when it does not fit: the row stays stored, the screen goes without it */
export function parseRow<Entity extends RowEntity>(entity: Entity, row: unknown): RowTypes[Entity] | null {
  return fits(entity, row) ? row : null;
}

function fits<Entity extends RowEntity>(entity: Entity, row: unknown): row is RowTypes[Entity] {
  return z.safeParse(rowSchemas[entity], row).success;
}
