import { compareSeries, nextSeries } from '#domain/series.ts';
import type { StoreWriter } from '../store/store.ts';

/** Longer reports are not believed: one forged report would otherwise use up every series of an outlet. */
const BELIEVED_LENGTH_MAX = 3;

/** Takes the next series of an outlet; none is ever given twice. */
export async function allocateSeries(tx: StoreWriter, coopId: string, outletId: string): Promise<string> {
  const series = nextSeries(await tx.lockLastSeries(coopId, outletId));
  await tx.putLastSeries(coopId, outletId, series);
  return series;
}

/**
 * Leaves out so many series that none given since a backup was made is given again.
 * @param at `floor` is the highest one that is known to have been given, or ''
 * @returns the last series that is left out
 */
export async function skipSeries(
  tx: StoreWriter,
  at: { readonly coopId: string; readonly outletId: string; readonly floor: string; readonly count: number },
): Promise<string> {
  const last = await tx.readLastSeries(at.coopId, at.outletId);
  let series = compareSeries(at.floor, last) > 0 ? at.floor : last;
  for (let skipped = 0; skipped < at.count; skipped += 1) series = nextSeries(series);
  await tx.putLastSeries(at.coopId, at.outletId, series);
  return series;
}

/** Remembers a series that a device reports, so that a restored server never gives it, or one before it, again. */
export async function noteSeriesSeen(
  tx: StoreWriter,
  seen: { readonly coopId: string; readonly outletId: string; readonly series: string },
): Promise<void> {
  if (seen.series.length > BELIEVED_LENGTH_MAX) return;
  const last = await tx.readLastSeries(seen.coopId, seen.outletId);
  if (compareSeries(seen.series, last) <= 0) return;
  const latest = await tx.lockLastSeries(seen.coopId, seen.outletId);
  if (compareSeries(seen.series, latest) > 0) await tx.putLastSeries(seen.coopId, seen.outletId, seen.series);
}
