import { factOfOwnBody } from '#protocol/own-body.ts';
import { useLive } from '../use-live.ts';
import type { EpochState, LedgerPort } from './ledger-port.ts';

/** How many own sales the server has not acknowledged: from running totals, so one entry an epoch is read and not all. */
export async function countUnsentSales(ledger: LedgerPort): Promise<number> {
  const waiting = (await ledger.readEpochs()).filter((epoch) => epoch.acked < epoch.seq);
  const counts = await Promise.all(waiting.map((epoch) => unsentIn(ledger, epoch)));
  return counts.reduce((sum, count) => sum + count, 0);
}

/** The same, live; 0 until it is known. */
export function useUnsentSales(ledger: LedgerPort): number {
  return useLive(() => countUnsentSales(ledger), [ledger]) ?? 0;
}

/** The oldest unsent entry is always still here, while the one before it may have been pruned. */
async function unsentIn(ledger: LedgerPort, { epoch, acked, totals }: EpochState): Promise<number> {
  const oldest = await ledger.readEntry(epoch, acked + 1);
  const fact = oldest === null ? null : factOfOwnBody(oldest.body);
  if (fact === null) return 0;
  const salesBefore = fact.totals.sales - (fact.kind === 'sale.recorded' ? 1 : 0);
  return totals.sales - salesBefore;
}
