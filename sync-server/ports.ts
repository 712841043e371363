import { randomBytes } from 'node:crypto';

/** What the server takes from the world besides its store, so that a test can decide it. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
}

export interface Random {
  /** Bytes from a cryptographic generator. */
  bytes(length: number): Uint8Array;
}

export const systemClock: Clock = { now: () => Date.now() };

export const systemRandom: Random = { bytes: (length) => randomBytes(length) };
