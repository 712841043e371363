import * as z from 'zod/mini';
import { amountSchema, dateSchema, rowIdSchema } from '#protocol/parts.ts';
import type { SaleRecord } from '../store/office-store.ts';
import type { FactRecord } from '../store/records.ts';
import type { Store, StoreWriter } from '../store/store.ts';

const METHODS = ['cash', 'qris', 'transfer', 'credit'] as const;

const looseSchema = z.looseObject({ kind: z.literal('sale.recorded') });
const numberSchema = z.string().check(z.maxLength(40));
const actorSchema = z.object({ staffId: rowIdSchema });
const paymentsSchema = z.array(z.object({ method: z.enum(METHODS) }));
const linesSchema = z.array(z.unknown());

/**
 * How a stored fact stands in the list of sales; null when it is none. It is read from the bytes, so that it can be made
 * again, and the bytes may be held or quarantined, so each part may be missing alone: money that a broken or future body
 * speaks of must not vanish from the office's sight.
 */
export function listedSale(fact: FactRecord): SaleRecord | null {
  const body = partOf(looseSchema, readJson(fact.body));
  if (body === null) return null;
  const used = new Set((partOf(paymentsSchema, body['payments']) ?? []).map(({ method }) => method));
  return {
    factId: fact.factId,
    outletId: fact.outletId,
    deviceId: fact.deviceId,
    staffId: partOf(actorSchema, body['actor'])?.staffId ?? null,
    number: partOf(numberSchema, body['number']),
    businessDate: partOf(dateSchema, body['businessDate']),
    at: fact.at,
    receivedAt: fact.receivedAt,
    status: fact.status,
    reason: fact.reason,
    totalRupiah: partOf(amountSchema, body['totalRupiah']),
    methods: METHODS.filter((method) => used.has(method)),
    lineCount: (partOf(linesSchema, body['lines']) ?? []).length,
  };
}

function partOf<Part>(schema: z.ZodMiniType<Part>, value: unknown): Part | null {
  const parsed = schema.safeParse(value);
  return parsed.success ? parsed.data : null;
}

/** Puts the sales among new facts into the list and its sums, in the transaction that stores them. */
export async function listSales(
  tx: StoreWriter,
  coopId: string,
  facts: readonly FactRecord[],
): Promise<void> {
  const sales = facts.flatMap((fact) => listedSale(fact) ?? []);
  if (sales.length > 0) await tx.office.insertSales(coopId, sales);
}

/** Lists a fact anew after what became of it has changed. */
export async function relistSale(tx: StoreWriter, coopId: string, fact: FactRecord): Promise<void> {
  await tx.office.removeSale(coopId, fact.factId);
  await listSales(tx, coopId, [fact]);
}

const BACKFILL_AT_ONCE = 1000;

/**
 * Lists the sales of books that are older than the list. It runs at the start, in steps, and a step that was cut off is done
 * again: what stands in the list is left alone.
 */
export async function backfillSales(store: Store, now: number): Promise<void> {
  const coops = await store.read((snapshot) => snapshot.readCoops());
  for (const { coopId } of coops) {
    if (await store.read((snapshot) => snapshot.office.isBackfilled(coopId))) continue;
    for (let after = ''; ;) {
      const page = { after, limit: BACKFILL_AT_ONCE };
      const facts = await store.write(async (tx) => {
        const unlisted = await tx.office.readUnlisted(coopId, page);
        await listSales(tx, coopId, unlisted);
        return unlisted;
      });
      after = facts.at(-1)?.factId ?? after;
      if (facts.length < BACKFILL_AT_ONCE) break;
    }
    await store.write((tx) => tx.office.markBackfilled(coopId, now));
  }
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
