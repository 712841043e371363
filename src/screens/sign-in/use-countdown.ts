import { useEffect, useState } from 'react';
import type { Clock } from '../../device/clock.ts';

const TICK_MS = 500;

/** A wait that began at a moment of the clock nobody can set. */
export interface Wait {
  readonly startedAt: number;
  readonly waitMs: number;
}

/**
 * Milliseconds left of a wait, 0 without one. It is only what the screen shows: the lock itself lies in the
 * ledger, so neither a restart nor a changed clock shortens it.
 */
export function useCountdown(clock: Clock, wait: Wait | null): number {
  const [now, setNow] = useState(() => clock.mono());

  // A countdown is time passing on the screen: a timer is the only source of it.
  useEffect(() => {
    if (wait === null) return undefined;
    const timer = setInterval(() => setNow(clock.mono()), TICK_MS);
    return () => clearInterval(timer);
  }, [clock, wait]);

  if (wait === null) return 0;
  return Math.min(wait.waitMs, Math.max(0, wait.startedAt + wait.waitMs - now));
}
