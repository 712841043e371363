import { timingSafeEqual } from 'node:crypto';
import { base64Url } from '#domain/ids.ts';
import { digest } from '../keys/signatures.ts';
import type { Clock, Random } from '../ports.ts';
import type { Store } from '../store/store.ts';

const TOKEN_BYTES = 32;
const LIFE_MS = 24 * 60 * 60_000;

/**
 * The link that a server prints as long as there is a co-operative into whose office nobody can go, or none at all. It lives a
 * day at most, and each start makes a new one; of its token only the hash is kept, in memory.
 */
export class SetupLink {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #random: Random;
  #kept: { readonly hash: string; readonly expiresAt: number } | null = null;

  constructor(ground: { readonly store: Store; readonly clock: Clock; readonly random: Random }) {
    this.#store = ground.store;
    this.#clock = ground.clock;
    this.#random = ground.random;
  }

  /** A new token, or null when every co-operative has somebody who can sign in. */
  async make(): Promise<string | null> {
    if (!(await this.#isFresh())) return null;
    const token = base64Url(this.#random.bytes(TOKEN_BYTES));
    this.#kept = { hash: digest(token), expiresAt: this.#clock.now() + LIFE_MS };
    return token;
  }

  /** True when the token is the one last made and still counts. */
  async isGood(token: string): Promise<boolean> {
    if (this.#kept === null || this.#clock.now() >= this.#kept.expiresAt) return false;
    if (!timingSafeEqual(Buffer.from(digest(token)), Buffer.from(this.#kept.hash))) return false;
    return this.#isFresh();
  }

  /** The link has done what it was for. */
  spend(): void {
    this.#kept = null;
  }

  async #isFresh(): Promise<boolean> {
    return !(await this.#store.read((snapshot) => snapshot.office.isSettled()));
  }
}
