/** Chance enters the program here only, so that a test or the simulator can repeat it. */
export interface Random {
  /** `count` bytes from a cryptographic generator, 1 to 65,536. */
  bytes(count: number): Uint8Array<ArrayBuffer>;
}

/** The browser's cryptographic generator. */
export const systemRandom: Random = {
  bytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
};
