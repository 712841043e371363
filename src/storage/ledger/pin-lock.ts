import type { Moment, PinLock } from './ledger-port.ts';

/** Wrong PINs that cost nothing; the fifth starts the first wait (`trust` 2). */
export const PIN_TRIES_FREE = 5;

const MINUTE_MS = 60_000;
const WAIT_MINUTES_MAX = 30;
const WATCHES_MAX = 4;

/** How one start of the program sees a wait run down: `waitMs` were left at `mono` of that start. */
interface Watch extends Moment {
  readonly waitMs: number;
}

/** The wrong PINs of one person, as they lie in the ledger database. */
export interface PinAttempts {
  readonly staffId: string;
  readonly failures: number;
  /** One a running tab, the newest last; none when nobody has to wait. */
  readonly watches: readonly Watch[];
}

/** Nobody has typed a wrong PIN for this person. */
export function noAttempts(staffId: string): PinAttempts {
  return { staffId, failures: 0, watches: [] };
}

/** The wait that follows a number of wrong PINs in a row: none, then 1, 2, 4 … 30 minutes. */
export function waitMsAfter(failures: number): number {
  if (failures < PIN_TRIES_FREE) return 0;
  return Math.min(2 ** (failures - PIN_TRIES_FREE), WAIT_MINUTES_MAX) * MINUTE_MS;
}

/**
 * Lets a wait run down to a moment. Only the clock that nobody can set counts, and only within one start of the program: a
 * start that has not seen the wait yet takes it over as it was last written down. So setting the clock changes nothing, a
 * restart can't shorten a wait, and two tabs each see true time pass.
 */
export function watchLock(attempts: PinAttempts, at: Moment): PinAttempts {
  if (attempts.watches.length === 0) return attempts;
  const own = attempts.watches.find((watch) => watch.boot === at.boot);
  const waitMs =
    own === undefined
      ? Math.min(...attempts.watches.map((watch) => watch.waitMs))
      : own.waitMs - Math.max(0, at.mono - own.mono);
  if (waitMs <= 0) return { ...attempts, watches: [] };
  const others = attempts.watches.filter((watch) => watch.boot !== at.boot);
  return { ...attempts, watches: [...others, { ...at, waitMs }].slice(-WATCHES_MAX) };
}

/** Counts a wrong PIN; from the fifth on each starts a wait of its own. */
export function addFailure(attempts: PinAttempts, at: Moment): PinAttempts {
  const failures = attempts.failures + 1;
  const waitMs = waitMsAfter(failures);
  return { ...attempts, failures, watches: waitMs === 0 ? [] : [{ ...at, waitMs }] };
}

/** What the attempts mean for a start of the program that has just watched them (`watchLock`, `addFailure`). */
export function lockOf(attempts: PinAttempts, boot: number): PinLock {
  const { failures, watches } = attempts;
  const waitMs = watches.find((watch) => watch.boot === boot)?.waitMs ?? 0;
  const triesLeft = waitMs > 0 ? 0 : Math.max(1, PIN_TRIES_FREE - failures);
  return { failures, triesLeft, waitMs };
}
