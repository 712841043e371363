/**
 * What happened, as one number: the same seed has to give the same again (I14). Two multiplicative hashes of 32 bits each; lines
 * themselves are kept only where somebody wants to read them.
 */
export class Trace {
  #high = 0xdeadbeef;
  #low = 0x41c6ce57;
  readonly lines: string[] | null;

  constructor(isKept: boolean) {
    this.lines = isKept ? [] : null;
  }

  note(at: number, line: string): void {
    this.#mix(at);
    for (let index = 0; index < line.length; index += 1) this.#mix(line.charCodeAt(index));
    this.lines?.push(`${(at / 1000).toFixed(3).padStart(9)}  ${line}`);
  }

  /** 16 hex digits. */
  get hash(): string {
    return [this.#high, this.#low].map((half) => (half >>> 0).toString(16).padStart(8, '0')).join('');
  }

  #mix(code: number): void {
    this.#high = Math.imul(this.#high ^ code, 2_654_435_761);
    this.#high ^= this.#high >>> 15;
    this.#low = Math.imul(this.#low ^ code, 1_597_334_677);
    this.#low ^= this.#low >>> 13;
  }
}
