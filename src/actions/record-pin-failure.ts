import type { Staff } from '#domain/coop.ts';
import type { PinFailed } from '#domain/facts.ts';
import { accepted } from '#domain/result.ts';
import { newFactId, outletZone } from './act-ground.ts';
import { composeFact } from './compose-fact.ts';
import type { Workplace } from './workplace.ts';

/**
 * Writes a wrong PIN into the ledger, with or without an open shift. Who was tried for is the actor; the digits stand
 * nowhere. A ledger that takes nothing any more (revoked, overtaken by a newer build) does not change what happened.
 * @param failures wrong PINs in a row, this one included
 */
export async function recordPinFailure(
  workplace: Omit<Workplace, 'recordPinFailure'>,
  staff: Staff,
  failures: number,
): Promise<void> {
  const setting = { actor: staff, tz: outletZone(), priceVersion: null };
  await workplace.ledger.append({
    factId: newFactId(workplace),
    cart: null,
    isSame: () => true,
    decide(state) {
      const fact: PinFailed = composeFact(workplace, state, setting, {
        kind: 'pin.failed',
        failures,
        moves: [],
      });
      return accepted(fact);
    },
  });
}
