import * as z from 'zod/mini';
import {
  amountSchema,
  dateSchema,
  epochIdSchema,
  factIdSchema,
  hashableIdSchema,
  hashSchema,
  instantSchema,
  milliSchema,
  nameSchema,
  roleSchema,
  rowIdSchema,
  rupiahSchema,
  seqSchema,
} from '../parts.ts';

/** Rows in one answer of the office; the client asks on with `next`. */
export const OFFICE_ROWS_MAX = 200;

const nextSchema = z.nullable(z.string());
const detailSchema = z.record(z.string(), z.union([z.string(), z.number(), z.null()]));

/** Query of `GET /api/office/v1/sales`, newest receipt first. Dates are business dates, both included. */
export const salesQuerySchema = z.strictObject({
  from: z.optional(dateSchema),
  to: z.optional(dateSchema),
  outletId: z.optional(hashableIdSchema),
  deviceId: z.optional(hashableIdSchema),
  staffId: z.optional(rowIdSchema),
  /** A receipt's number, or its beginning. */
  number: z.optional(z.string().check(z.maxLength(40))),
  next: z.optional(z.string().check(z.maxLength(200))),
});

export const officeSaleSchema = z.object({
  factId: factIdSchema,
  number: z.nullable(z.string()),
  businessDate: z.nullable(dateSchema),
  /** The device's clock at the sale. */
  at: instantSchema,
  receivedAt: instantSchema,
  outletId: hashableIdSchema,
  deviceId: hashableIdSchema,
  deviceName: nameSchema,
  staffId: z.nullable(rowIdSchema),
  staffName: z.nullable(nameSchema),
  status: z.enum(['accepted', 'held', 'quarantined']),
  reason: z.nullable(z.string()),
  totalRupiah: z.nullable(amountSchema),
  methods: z.array(z.enum(['cash', 'qris', 'transfer', 'credit'])),
  lineCount: seqSchema,
  findingCount: seqSchema,
});

/** `sum` covers the whole selection, not only this page; quarantined and held sales are counted apart. */
export const officeSalesSchema = z.object({
  sales: z.array(officeSaleSchema),
  next: nextSchema,
  sum: z.object({ count: seqSchema, totalRupiah: z.int(), unsettled: seqSchema }),
});

/** One place of a ledger where a fact stands. */
export const officeEntrySchema = z.object({
  epoch: epochIdSchema,
  seq: seqSchema,
  hash: hashSchema,
  previousHash: hashSchema,
  origin: z.nullable(z.object({ epoch: epochIdSchema, seq: seqSchema, hash: hashSchema })),
  /** The hash recomputed from these bytes and the one before is the stored one. */
  isHashRight: z.boolean(),
  /** The oldest checkpoint of this generation that covers the place; null while there is none. */
  checkpoint: z.nullable(z.object({ seq: seqSchema, at: instantSchema, isSignatureRight: z.boolean() })),
});

export const officeFindingSchema = z.object({
  findingId: z.string(),
  kind: z.string(),
  factId: z.nullable(factIdSchema),
  /** Number on the paper of the fact, if it has one. */
  number: z.nullable(z.string()),
  deviceId: z.string(),
  deviceName: z.string(),
  staffName: z.nullable(z.string()),
  detail: detailSchema,
  foundAt: instantSchema,
});

/** `GET /api/office/v1/facts/:factId`: a fact down to its bytes. */
export const officeFactSchema = z.object({
  factId: factIdSchema,
  kind: z.string(),
  status: z.enum(['accepted', 'held', 'quarantined']),
  reason: z.nullable(z.string()),
  deviceId: z.string(),
  deviceName: z.string(),
  staffName: z.nullable(z.string()),
  at: instantSchema,
  receivedAt: instantSchema,
  number: z.nullable(z.string()),
  /** The bytes as the device wrote them. */
  body: z.string(),
  content: hashSchema,
  isContentRight: z.boolean(),
  /** 8 Crockford characters, as printed on the paper. */
  paperCode: z.string(),
  entries: z.array(officeEntrySchema),
  findings: z.array(officeFindingSchema),
});

/** Query of `GET /api/office/v1/findings`, newest first. */
export const findingsQuerySchema = z.strictObject({
  kind: z.optional(z.string().check(z.maxLength(60))),
  deviceId: z.optional(z.string().check(z.maxLength(64))),
  next: z.optional(z.string().check(z.maxLength(200))),
});

export const officeFindingsSchema = z.object({
  findings: z.array(officeFindingSchema),
  next: nextSchema,
  /** How many of each kind there are in all. */
  kinds: z.array(z.object({ kind: z.string(), count: seqSchema })),
});

/** `GET /api/office/v1/devices`. What a device said of itself is as old as `seenAt`. */
export const officeDevicesSchema = z.object({
  devices: z.array(
    z.object({
      deviceId: z.string(),
      name: nameSchema,
      outletId: hashableIdSchema,
      series: z.string(),
      certifiedAt: instantSchema,
      isRevoked: z.boolean(),
      /** Last push or hello; null before the first. */
      seenAt: z.nullable(instantSchema),
      build: z.nullable(z.string()),
      isPersisted: z.nullable(z.boolean()),
      /** Entries the device had not sent when it last spoke. */
      pending: z.nullable(seqSchema),
      pendingRupiah: z.nullable(z.int()),
      oldestPendingAt: z.nullable(instantSchema),
      /** Server clock minus device clock when it last spoke, milliseconds. */
      clockOffsetMs: z.nullable(z.int()),
      epochs: z.array(
        z.object({
          epoch: epochIdSchema,
          reason: z.enum(['install', 'fork', 'ahead', 'restore']),
          ackedSeq: seqSchema,
          /** The newest head the device has signed; null before the first good one. */
          headSeq: z.nullable(seqSchema),
          /** Gross of that head minus gross at `ackedSeq`: sales that were announced and have not come. */
          missingRupiah: z.nullable(z.int()),
          durableSeq: seqSchema,
        }),
      ),
      findingCount: seqSchema,
    }),
  ),
});

export const officePriceSchema = z.object({
  id: rowIdSchema,
  tier: z.enum(['retail', 'member']),
  priceRupiah: amountSchema,
  effectiveFrom: instantSchema,
  /** Who set it, when and why; null for what came before facts were kept of it. */
  setBy: z.nullable(z.string()),
  setAt: z.nullable(instantSchema),
  reason: z.nullable(z.string()),
});

/** `GET /api/office/v1/products`: all of them, with their prices, newest `effectiveFrom` first. */
export const officeProductsSchema = z.object({
  products: z.array(
    z.object({
      id: rowIdSchema,
      name: nameSchema,
      category: nameSchema,
      unit: nameSchema,
      programme: z.nullable(z.string()),
      isActive: z.boolean(),
      /** The strictest ceiling in force today, rupiah a base unit; null where there is none. */
      ceilingRupiah: z.nullable(amountSchema),
      onHandMilli: milliSchema,
      prices: z.array(officePriceSchema),
    }),
  ),
  serverTime: instantSchema,
});

/** `GET /api/office/v1/people`. */
export const officePeopleSchema = z.object({
  people: z.array(
    z.object({
      staffId: rowIdSchema,
      name: nameSchema,
      role: roleSchema,
      isActive: z.boolean(),
      hasPin: z.boolean(),
      /** A start code is waiting for the person. */
      pinCodeUntil: z.nullable(instantSchema),
      account: z.nullable(z.string()),
      /** The account exists but its owner has not chosen a password yet. */
      isInvited: z.boolean(),
    }),
  ),
});

/** `GET /api/office/v1/house`: the co-operative, its outlets as rows, and the state of its server. */
export const officeHouseSchema = z.object({
  coop: z.object({ id: hashableIdSchema, name: nameSchema, cashStepRupiah: rupiahSchema }),
  outlets: z.array(
    z.object({
      id: hashableIdSchema,
      code: z.string(),
      name: nameSchema,
      address: z.string(),
      zone: z.string(),
      places: z.array(z.object({ id: rowIdSchema, name: nameSchema, kind: z.enum(['gerai', 'gudang']) })),
      /** Lines above and below every receipt. */
      receiptHead: z.array(z.string()),
      receiptFoot: z.string(),
    }),
  ),
  counts: z.object({
    people: seqSchema,
    products: seqSchema,
    members: seqSchema,
    rules: seqSchema,
    openingStock: seqSchema,
    devices: seqSchema,
    sales: seqSchema,
  }),
  server: z.object({
    build: z.string(),
    generation: z.string(),
    database: z.enum(['sqlite', 'postgresql']),
    /** The newest backup that was restored and recomputed; null before the first. */
    backupVerifiedAt: z.nullable(instantSchema),
  }),
});

export type SalesQuery = z.infer<typeof salesQuerySchema>;
export type OfficeSale = z.infer<typeof officeSaleSchema>;
export type OfficeSales = z.infer<typeof officeSalesSchema>;
export type OfficeFact = z.infer<typeof officeFactSchema>;
export type OfficeFinding = z.infer<typeof officeFindingSchema>;
export type FindingsQuery = z.infer<typeof findingsQuerySchema>;
export type OfficeFindings = z.infer<typeof officeFindingsSchema>;
export type OfficeDevices = z.infer<typeof officeDevicesSchema>;
export type OfficeProducts = z.infer<typeof officeProductsSchema>;
export type OfficePeople = z.infer<typeof officePeopleSchema>;
export type OfficeHouse = z.infer<typeof officeHouseSchema>;
