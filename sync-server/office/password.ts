import { scrypt, timingSafeEqual } from 'node:crypto';
import type { Random } from '../ports.ts';

/** scrypt as OWASP's cheat sheet has it: 2^17 rounds over 8 blocks, 128 MiB and a good third of a second for each try. */
const COST = { log2: 17, blocks: 8, lanes: 1 } as const;
const SALT_BYTES = 16;
const HASH_BYTES = 32;
/** Passwords that may wait for their turn; more of them would only time out. */
const WAITING_MAX = 20;
const STORED = /^scrypt\$(\d{1,2})\$(\d{1,2})\$(\d{1,2})\$([A-Za-z0-9_-]+)\$([A-Za-z0-9_-]+)$/;

interface Cost {
  readonly log2: number;
  readonly blocks: number;
  readonly lanes: number;
}

/** Too many passwords wait to be hashed. */
export class PasswordsCrowded extends Error {
  override readonly name = 'PasswordsCrowded';
  /** The status that the error's reply gets: later. */
  readonly statusCode = 503;
}

/**
 * Hashes and compares passwords, one at a time: two at once would take the second core and 128 MiB more from the tills.
 * What is kept names its own cost, so that a later program can raise it.
 */
export class PasswordKeeper {
  readonly #random: Random;
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  /** What is stored of a password. @throws PasswordsCrowded */
  async hash(password: string): Promise<string> {
    const salt = Buffer.from(this.#random.bytes(SALT_BYTES));
    const hash = await this.#inTurn(() => derive(password, salt, COST));
    const { log2, blocks, lanes } = COST;
    return ['scrypt', log2, blocks, lanes, salt.toString('base64url'), hash.toString('base64url')].join('$');
  }

  /**
   * True when the password is the one that was stored. Without one to compare with, as long is spent on nothing, so that an
   * unknown account takes the time of a known one. @throws PasswordsCrowded
   */
  async isSame(password: string, stored: string | null): Promise<boolean> {
    const parts = STORED.exec(stored ?? '');
    const [, log2, blocks, lanes, salt = '', hash = ''] = parts ?? [];
    const cost = parts === null ? COST : { log2: Number(log2), blocks: Number(blocks), lanes: Number(lanes) };
    const derived = await this.#inTurn(() => derive(password, Buffer.from(salt, 'base64url'), cost));
    const kept = Buffer.from(hash, 'base64url');
    return parts !== null && kept.length === derived.length && timingSafeEqual(kept, derived);
  }

  async #inTurn<Value>(work: () => Promise<Value>): Promise<Value> {
    if (this.#waiting >= WAITING_MAX) throw new PasswordsCrowded('Too many passwords at once');
    this.#waiting += 1;
    const turn = this.#last.then(work, work);
    this.#last = turn.catch(() => undefined);
    return turn.finally(() => {
      this.#waiting -= 1;
    });
  }
}

function derive(password: string, salt: Uint8Array, { log2, blocks, lanes }: Cost): Promise<Buffer> {
  const rounds = 2 ** log2;
  const options = { N: rounds, r: blocks, p: lanes, maxmem: 256 * rounds * blocks };
  return new Promise((resolve, reject) => {
    // One form of Unicode: the same password typed on another keyboard has the same bytes.
    scrypt(password.normalize('NFKC'), salt, HASH_BYTES, options, (error, hash) =>
      error === null ? resolve(hash) : reject(error),
    );
  });
}
