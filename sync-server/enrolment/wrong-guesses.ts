import { ENROL_CODE_LIFE_MS, ENROL_TRIES_MAX } from '#protocol/limits.ts';
import type { Clock } from '../ports.ts';

const ADDRESSES_MAX = 10_000;

/**
 * Counts codes that nobody has made, by the address they came from. Counting them against the codes that are open instead
 * would let a stranger lock a shop's own code.
 */
export class WrongGuesses {
  readonly #clock: Clock;
  readonly #byAddress = new Map<string, { tries: number; readonly until: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  isLocked(address: string): boolean {
    return (this.#live(address)?.tries ?? 0) >= ENROL_TRIES_MAX;
  }

  count(address: string): void {
    const live = this.#live(address);
    if (live !== null) {
      live.tries += 1;
      return;
    }
    const oldest = this.#byAddress.keys().next();
    if (this.#byAddress.size >= ADDRESSES_MAX && oldest.done !== true) this.#byAddress.delete(oldest.value);
    this.#byAddress.delete(address);
    this.#byAddress.set(address, { tries: 1, until: this.#clock.now() + ENROL_CODE_LIFE_MS });
  }

  #live(address: string): { tries: number } | null {
    const counted = this.#byAddress.get(address);
    return counted === undefined || this.#clock.now() >= counted.until ? null : counted;
  }
}
