/** The clocks of the device. Time is evidence: it orders nothing and stops nothing. */
export interface Clock {
  /** Milliseconds since 1970 by the clock that people can set. */
  now(): number;
  /** Whole milliseconds since the program started, by the clock that nobody can set. */
  mono(): number;
  /** Calls `fn` once after at least `ms` milliseconds. @returns a function that calls it off */
  setTimer(ms: number, fn: () => void): () => void;
}

/** The clocks of the browser. */
export const systemClock: Clock = {
  now: () => Date.now(),
  mono: () => Math.floor(performance.now()),
  setTimer(ms, fn) {
    const timer = setTimeout(fn, ms);
    return () => clearTimeout(timer);
  },
};
