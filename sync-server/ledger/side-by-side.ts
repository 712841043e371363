import type { FactKind } from '#domain/facts.ts';
import type { FindingRecord } from '../store/records.ts';
import type { StoreWriter } from '../store/store.ts';
import type { Examined } from './examine-entries.ts';
import { findingRecord } from './findings.ts';
import { outletStream } from './knowledge.ts';

/** What devices write that is judged by the rows it meets, marked as in a body, whose JSON is canonical. */
const JUDGED_BY_ROWS = (
  [
    'member.registered',
    'member.changed',
    'product.registered',
    'product.changed',
    'price.changed',
  ] as const satisfies readonly FactKind[]
).map((kind) => `"kind":"${kind}"`);

/** True when a body may change rows that another push changes at the same time; once too often does no harm. */
export function isJudgedByRows(body: string): boolean {
  return JUDGED_BY_ROWS.some((mark) => body.includes(mark));
}

/**
 * Looks once more for numbers on paper that somebody else took since this push was examined: two pushes of one outlet don't
 * see each other's facts until one is committed. Whoever holds the outlet's counter sees all that came before. The caller has
 * booked everything else, as counters come last.
 * @returns findings on facts that were free of it when they were judged
 */
export async function numbersTakenMeanwhile(
  tx: StoreWriter,
  at: {
    readonly coopId: string;
    readonly outletId: string;
    readonly deviceId: string;
    readonly bookedAt: number;
  },
  examined: readonly Examined[],
): Promise<readonly FindingRecord[]> {
  const { coopId, outletId, deviceId, bookedAt } = at;
  const free = examined.flatMap(({ record, findings }) =>
    record === null || record.number === null || findings.some(({ kind }) => kind === 'number_repeated')
      ? []
      : [{ factId: record.factId, number: record.number }],
  );
  if (free.length === 0) return [];
  await tx.lockStream(coopId, outletStream(outletId));
  const numbers = free.map(({ number }) => number);
  const besides = examined.map(({ entry }) => entry.factId);
  const taken = await tx.readTakenNumbers(coopId, outletId, { numbers, besides });
  return free
    .filter(({ number }) => taken.has(number))
    .map(({ factId, number }) => {
      const place = { deviceId, factId, subject: `${factId}:meanwhile`, foundAt: bookedAt };
      return findingRecord('number_repeated', { number }, place);
    });
}
