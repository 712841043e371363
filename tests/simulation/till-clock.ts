import type { Clock } from '../../src/device/clock.ts';
import type { Timeline } from './timeline.ts';
import { MORNING } from '../server/builders/fake-world.ts';

/** What one start of a till's program knows of time. The wall may be years off; `mono` begins with the program. */
export class TillClock implements Clock {
  /** What people have set the clock off by, milliseconds; it outlives the program. */
  readonly wall: { offsetMs: number };
  readonly #timeline: Timeline;
  readonly #startedAt: number;
  #isDead = false;

  constructor(timeline: Timeline, wall: { offsetMs: number }) {
    this.wall = wall;
    this.#timeline = timeline;
    this.#startedAt = timeline.now;
  }

  now(): number {
    return MORNING + this.#timeline.now + this.#timeline.calendarMs + this.wall.offsetMs;
  }

  mono(): number {
    return this.#timeline.now - this.#startedAt;
  }

  setTimer(ms: number, fn: () => void): () => void {
    return this.#timeline.plan(ms, () => {
      if (!this.#isDead) fn();
    });
  }

  /** The program is dead: none of its timers fires any more. */
  die(): void {
    this.#isDead = true;
  }
}
