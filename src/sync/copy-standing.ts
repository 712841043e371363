import * as z from 'zod/mini';
import { entrySchema } from '#protocol/entry.ts';
import {
  amountSchema,
  base64UrlSchema,
  dateSchema,
  epochIdSchema,
  factIdSchema,
  hashableIdSchema,
  hashSchema,
  instantSchema,
  nameSchema,
  pointSchema,
  seqSchema,
  totalsSchema,
} from '#protocol/parts.ts';
import { checkpointSchema, epochOpenSchema, seriesSchema } from '#protocol/push.ts';
import { certificateSchema } from '#protocol/session.ts';
import type { LedgerStanding, StoredCheckpoint } from '../storage/ledger/ledger-port.ts';

/** A place of a lineage that the device has signed (`signedText.head`), while it had its key. */
export const signedPointSchema = z.object({
  ...pointSchema.shape,
  totals: totalsSchema,
  signature: base64UrlSchema,
});

export type SignedPoint = z.infer<typeof signedPointSchema>;

/** Columns that a newer program added stay: nothing here is a strict object, and what is read is what was written. */
const epochStateSchema = z.looseObject({
  epoch: epochIdSchema,
  ordinal: seqSchema,
  open: epochOpenSchema,
  isOpen: z.boolean(),
  genesisHash: hashSchema,
  startTotals: totalsSchema,
  seq: seqSchema,
  hash: hashSchema,
  totals: totalsSchema,
  acked: seqSchema,
  ackedGross: seqSchema,
  durable: seqSchema,
  durableAt: z.nullable(instantSchema),
  durableMarks: z.optional(z.array(z.object({ seq: seqSchema, learntAt: instantSchema }))),
  prunedThrough: z.optional(z.object({ ...pointSchema.shape, totals: totalsSchema })),
  needsAttention: seqSchema,
});

const openShiftSchema = z.looseObject({
  shiftId: factIdSchema,
  businessDate: dateSchema,
  floatRupiah: amountSchema,
  openedAt: instantSchema,
  staffId: z.string(),
});

const recordSchema = z.looseObject({
  identity: z.looseObject({
    deviceId: hashableIdSchema,
    coopId: hashableIdSchema,
    outletId: hashableIdSchema,
    outletCode: z.string(),
    name: nameSchema,
    certificate: certificateSchema,
    serverKey: base64UrlSchema,
  }),
  serverGen: hashableIdSchema,
  series: seriesSchema,
  counters: z.looseObject({ receipt: seqSchema, refund: seqSchema, z: seqSchema, deposit: seqSchema }),
  boot: seqSchema,
  openShift: z.nullable(openShiftSchema),
  lastFactDate: z.nullable(dateSchema),
  serverClock: z.nullable(z.object({ serverAt: instantSchema, offset: z.number() })),
  isRevoked: z.boolean(),
  openEpoch: epochIdSchema,
  writerSchema: seqSchema,
  rehomedAt: z.optional(z.array(instantSchema)),
});

const standingSchema = z.object({ record: recordSchema, epochs: z.array(epochStateSchema) });

/** A checkpoint with the generation of the server that gave it, as the ledger keeps it. */
const storedCheckpointSchema = z.object({ ...checkpointSchema.shape, serverGen: hashableIdSchema });

/** True for a ledger's standing as this program or a newer one wrote it down. */
export function isStanding(json: unknown): json is LedgerStanding {
  return standingSchema.safeParse(json).success;
}

/** The checkpoints in a list that can be read. */
export function readCheckpoints(json: unknown): readonly StoredCheckpoint[] {
  const list = z.array(z.unknown()).safeParse(json);
  return (list.data ?? []).flatMap((one) => storedCheckpointSchema.safeParse(one).data ?? []);
}

/** An entry of the wire; null for anything else. */
export function readWireEntry(json: unknown): z.infer<typeof entrySchema> | null {
  return entrySchema.safeParse(json).data ?? null;
}
