import type { Clock } from '../../src/device/clock.ts';

interface Timer {
  readonly at: number;
  readonly fn: () => void;
}

/** A clock that stands still until a test moves it. People can set its wall time; nobody can set `mono`. */
export class FakeClock implements Clock {
  #wall: number;
  #mono = 0;
  #timers: Timer[] = [];

  constructor(wall = Date.UTC(2026, 10, 23, 2, 0)) {
    this.#wall = wall;
  }

  now(): number {
    return this.#wall;
  }

  mono(): number {
    return this.#mono;
  }

  setTimer(ms: number, fn: () => void): () => void {
    const timer = { at: this.#mono + ms, fn };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** Somebody sets the clock on the wall. */
  setWall(at: number): void {
    this.#wall = at;
  }

  /** Lets time pass, firing what falls due on the way in its order. */
  pass(ms: number): void {
    const end = this.#mono + ms;
    for (;;) {
      const next = this.#timers.filter((timer) => timer.at <= end).toSorted((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      this.#timers = this.#timers.filter((timer) => timer !== next);
      this.#wall += Math.max(0, next.at - this.#mono);
      this.#mono = Math.max(this.#mono, next.at);
      next.fn();
    }
    this.#wall += end - this.#mono;
    this.#mono = end;
  }
}
