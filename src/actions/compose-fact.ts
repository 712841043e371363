import type { Staff } from '#domain/coop.ts';
import { addTotals, totalsShare, type Countable } from '#domain/effects.ts';
import { BODY_VERSION, type ClockReading, type FactFrame } from '#domain/facts.ts';
import { invariant } from '#domain/invariant.ts';
import type { PriceVersion } from '#domain/price.ts';
import { businessDateAt, type BusinessDate, type TimeZone } from '#domain/time.ts';
import type { Clock } from '../device/clock.ts';
import type { AppendState, LedgerMeta } from '../storage/ledger/ledger-port.ts';
import type { Workplace } from './workplace.ts';

/** What an act knows about the hour it happens in, besides what the ledger knows. */
export interface ActSetting {
  readonly actor: Staff;
  readonly tz: TimeZone;
  readonly priceVersion: PriceVersion | null;
  /** A day that a person has just confirmed; else the open shift's, else the corrected clock's. */
  readonly businessDate?: BusinessDate | undefined;
}

/**
 * Makes a fact's draft whole with what stands in every body. Called inside the append's transaction, because totals,
 * clock and day come from the state read there.
 */
export function composeFact<Draft extends Countable>(
  workplace: Pick<Workplace, 'identity' | 'clock' | 'build' | 'boot'>,
  state: AppendState,
  setting: ActSetting,
  draft: Draft,
): Omit<FactFrame, 'moves'> & Draft {
  const { meta, epoch } = state;
  const { actor, tz, priceVersion } = setting;
  const day = setting.businessDate ?? meta.openShift?.businessDate;
  return {
    v: BODY_VERSION,
    at: workplace.clock.now(),
    clock: readClock(workplace, meta),
    tz,
    businessDate: day ?? businessDateAt(correctedNow(workplace.clock, meta), tz),
    outletId: workplace.identity.outletId,
    actor: { staffId: actor.id, role: actor.role },
    app: workplace.build,
    priceVersion,
    totals: addTotals(epoch.totals, totalsShare(draft)),
    ...draft,
  };
}

/** The device clock, put right by what the server last said of it. */
export function correctedNow(clock: Clock, meta: Pick<LedgerMeta, 'serverClock'>): number {
  return clock.now() + (meta.serverClock?.offset ?? 0);
}

/** Who stands here. @throws Error when an act is called with nobody signed in: screens let nobody act before */
export function actorOf(workplace: Workplace): Staff {
  const { staff } = workplace.present;
  invariant(staff !== null, 'an act has an actor');
  return staff;
}

function readClock(workplace: Pick<Workplace, 'clock' | 'boot'>, meta: LedgerMeta): ClockReading {
  const reading = { boot: workplace.boot, mono: workplace.clock.mono() };
  if (meta.serverClock === null) return reading;
  return { ...reading, serverAt: meta.serverClock.serverAt, offset: meta.serverClock.offset };
}
