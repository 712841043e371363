import type { ShiftOpened } from '#domain/facts.ts';
import type { Rupiah } from '#domain/money.ts';
import type { AppendRefusal, ShiftRefusal } from '#domain/refusal.ts';
import { accepted, type Result } from '#domain/result.ts';
import { decideShiftOpening, type OpenShift } from '#domain/shift.ts';
import type { BusinessDate } from '#domain/time.ts';
import { useCatalogue } from '../storage/replica/catalogue.ts';
import { newFactId, outletZone } from './act-ground.ts';
import { actorOf, composeFact } from './compose-fact.ts';
import { useCart } from './edit-cart.ts';
import type { Workplace } from './workplace.ts';

export interface ShiftStart {
  /** Cash in the drawer at the start (modal kas awal). */
  readonly floatRupiah: Rupiah;
  /** As a person confirmed it. */
  readonly businessDate: BusinessDate;
}

/**
 * Opens a shift on this device. One is open at a time, in all tabs, because the ledger's transaction decides.
 * @throws StorageFailure when the ledger could not write it
 */
export async function openShift(
  workplace: Workplace,
  start: ShiftStart,
): Promise<Result<OpenShift, ShiftRefusal | AppendRefusal>> {
  const { floatRupiah, businessDate } = start;
  const actor = actorOf(workplace);
  const setting = {
    actor,
    tz: outletZone(),
    priceVersion: useCatalogue.getState().priceVersion,
    businessDate,
  };
  const factId = newFactId(workplace);
  const appended = await workplace.ledger.append<ShiftRefusal>({
    factId,
    cart: null,
    isSame: () => true,
    decide(state) {
      const decided = decideShiftOpening({ floatRupiah, role: actor.role }, state.meta.openShift);
      if (!decided.ok) return decided;
      const fact: ShiftOpened = composeFact(workplace, state, setting, { ...decided.value, moves: [] });
      return accepted(fact);
    },
  });
  if (!appended.ok) return appended;
  const { at } = appended.value.entry;
  const shift: OpenShift = { shiftId: factId, businessDate, floatRupiah, openedAt: at, staffId: actor.id };
  useCart.setState({ shiftDate: businessDate });
  return accepted(shift);
}
