import { invariant } from './invariant.ts';

/* Codes that people read out and type. A file of its own: no till needs it before its first tile. */

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const CODE_LENGTH = 8;
const BITS_PER_SYMBOL = 5;

/**
 * Writes the first 40 bits as 8 upper-case Crockford characters, most significant first.
 * @param bytes at least 5 bytes
 */
export function crockfordCode(bytes: Uint8Array): string {
  invariant(bytes.length >= 5, 'a Crockford code takes 40 bits');
  let code = '';
  for (let symbol = 0; symbol < CODE_LENGTH; symbol += 1) {
    let value = 0;
    for (let bit = symbol * BITS_PER_SYMBOL; bit < (symbol + 1) * BITS_PER_SYMBOL; bit += 1) {
      value = (value << 1) | (((bytes[bit >> 3] ?? 0) >> (7 - (bit & 7))) & 1);
    }
    code += CROCKFORD.charAt(value);
  }
  return code;
}

/**
 * Reads a code as a person types it: any case, spaces and hyphens ignored, O read as 0, I and L as 1 (Crockford's own rule).
 * @returns the 8 characters in upper case, or null when it is not such a code
 */
export function parseCrockfordCode(typed: string): string | null {
  const code = typed.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1');
  return /^[0-9A-HJKMNP-TV-Z]{8}$/.test(code) ? code : null;
}
