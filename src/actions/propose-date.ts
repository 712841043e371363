import { proposeBusinessDate, type BusinessDate, type DateDoubt } from '#domain/time.ts';
import { outletZone } from './act-ground.ts';
import type { Workplace } from './workplace.ts';

/**
 * Proposes the business date of a shift that is about to open; a person confirms it.
 * @returns with `doubt` when the person must look twice
 */
export async function proposeShiftDate(
  workplace: Workplace,
): Promise<{ readonly date: BusinessDate; readonly doubt: DateDoubt | null }> {
  const { serverClock, lastFactDate } = await workplace.ledger.readMeta();
  return proposeBusinessDate({
    now: workplace.clock.now(),
    offsetMs: serverClock?.offset ?? 0,
    zone: outletZone(),
    lastFactDate,
    lastServerAt: serverClock?.serverAt ?? null,
  });
}
