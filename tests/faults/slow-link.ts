import { setTimeout as sleep } from 'node:timers/promises';

export interface LinkSpeed {
  /** Each way. */
  readonly bitsPerSecond: number;
  /** Each way: a question and its answer take twice as long, at least. */
  readonly latencyMs: number;
}

/** 2G at its worst: what a shop between two hills has. */
export const WORST_2G: LinkSpeed = { bitsPerSecond: 40_000, latencyMs: 800 };

/** Messages on the way at once share a direction piece by piece, as packets do. */
const PIECE_BYTES = 500;

/** One direction of a slow link, shared by everything that goes that way. */
export class SlowWay {
  readonly #speed: LinkSpeed;
  #freeAt = 0;

  constructor(speed: LinkSpeed) {
    this.#speed = speed;
  }

  /** Takes as long as so many bytes take to arrive. */
  async carry(bytes: number): Promise<void> {
    for (let left = bytes; left > 0; left -= PIECE_BYTES) {
      const now = performance.now();
      this.#freeAt = Math.max(now, this.#freeAt) + this.#takes(Math.min(left, PIECE_BYTES));
      await sleep(this.#freeAt - now);
    }
    await sleep(this.#speed.latencyMs);
  }

  #takes(bytes: number): number {
    return (bytes * 8 * 1000) / this.#speed.bitsPerSecond;
  }
}
