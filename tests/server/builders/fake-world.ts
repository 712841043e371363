import { createHash } from 'node:crypto';
import type { Clock, Random } from '../../../sync-server/ports.ts';

/** 2026-11-23 08:00 WITA, a Monday morning in the shop. */
export const MORNING = Date.UTC(2026, 10, 23, 0, 0);

/** A clock that stands still until a test moves it. */
export class FakeClock implements Clock {
  #now: number;

  constructor(now = MORNING) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  pass(milliseconds: number): void {
    this.#now += milliseconds;
  }
}

/** Bytes that look random and are the same in every run with one seed. */
export class FakeRandom implements Random {
  readonly #seed: string;
  #count = 0;

  constructor(seed = 'seed') {
    this.#seed = seed;
  }

  bytes(length: number): Uint8Array {
    const blocks: Buffer[] = [];
    for (let made = 0; made < length; made += 32) {
      this.#count += 1;
      blocks.push(createHash('sha256').update(`${this.#seed}|${this.#count}`).digest());
    }
    return Buffer.concat(blocks).subarray(0, length);
  }
}
