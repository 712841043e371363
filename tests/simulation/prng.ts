const MASK = (1n << 64n) - 1n;

/** One step of splitmix64, which spreads a small seed over many bits. */
function splitmix(state: bigint): bigint {
  let mixed = state;
  mixed = ((mixed ^ (mixed >> 30n)) * 0xbf58476d1ce4e5b9n) & MASK;
  mixed = ((mixed ^ (mixed >> 27n)) * 0x94d049bb133111ebn) & MASK;
  return mixed ^ (mixed >> 31n);
}

/**
 * xoshiro128**: 128 bits of state, 32 bits a draw. One seed makes one sequence, on every machine and for ever: `Math.random`
 * and the clock take no part in a simulation.
 */
export class Prng {
  readonly #state = new Uint32Array(4);

  /** @param stream other numbers of the same seed: what one stream draws changes nothing in another */
  constructor(seed: number, stream = 0) {
    let state = (BigInt(seed) * 0x9e3779b97f4a7c15n + BigInt(stream) * 0xd1342543de82ef95n + 1n) & MASK;
    for (let half = 0; half < 2; half += 1) {
      state = (state + 0x9e3779b97f4a7c15n) & MASK;
      const word = splitmix(state);
      this.#state[2 * half] = Number(word & 0xffffffffn);
      this.#state[2 * half + 1] = Number(word >> 32n);
    }
  }

  /** 32 random bits. */
  next(): number {
    const s = this.#state;
    const [s0 = 0, s1 = 0, s2 = 0, s3 = 0] = s;
    const drawn = Math.imul(rotate(Math.imul(s1, 5), 7), 9) >>> 0;
    const shifted = s1 << 9;
    const a = s2 ^ s0;
    const b = s3 ^ s1;
    s[1] = s1 ^ a;
    s[0] = s0 ^ b;
    s[2] = a ^ shifted;
    s[3] = rotate(b, 11);
    return drawn;
  }

  /** A whole number from `from` to `to`, both included. */
  int(from: number, to: number): number {
    return from + (this.next() % (to - from + 1));
  }

  /** True so many times out of a thousand. */
  chance(permille: number): boolean {
    return this.next() % 1000 < permille;
  }

  pick<Value>(values: readonly Value[]): Value {
    const value = values[this.next() % values.length];
    if (value === undefined) throw new Error('nothing to pick from');
    return value;
  }

  bytes(count: number): Uint8Array<ArrayBuffer> {
    return Uint8Array.from({ length: count }, () => this.next() & 0xff);
  }
}

function rotate(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by));
}
