import { invariant } from './invariant.ts';

/** Identifiers that are hashed or signed hold only these characters, so that a `|` can never move a border. */
const HASHABLE_ID = /^[A-Za-z0-9_-]{1,64}$/;
const FACT_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const EPOCH_ID = /^[0-9a-f]{32}$/;

/** True when `text` may stand in hashed and signed bytes: 1–64 characters of `[A-Za-z0-9_-]`. */
export function isHashableId(text: string): boolean {
  return HASHABLE_ID.test(text);
}

/** True when `text` is a lower-case UUIDv7. */
export function isFactId(text: string): boolean {
  return FACT_ID.test(text);
}

/** True when `text` is an epoch id: 128 random bits as 32 lower-case hex digits. */
export function isEpochId(text: string): boolean {
  return EPOCH_ID.test(text);
}

/**
 * Makes a UUIDv7 (RFC 9562 5.7) from a time and 10 random bytes.
 * @param at milliseconds since 1970; a wrong clock only makes the id sort oddly, never unsafe
 * @param random exactly 10 bytes from a cryptographic generator
 */
export function uuidV7(at: number, random: Uint8Array): string {
  invariant(random.length === 10, 'a UUIDv7 takes 10 random bytes');
  const time = Math.max(0, Math.trunc(at)).toString(16).padStart(12, '0').slice(-12);
  const hex = bytesToHexText(random);
  const version = `7${hex.slice(0, 3)}`;
  const variantDigit = ((Number.parseInt(hex.slice(3, 4), 16) & 0x3) | 0x8).toString(16);
  return `${time.slice(0, 8)}-${time.slice(8)}-${version}-${variantDigit}${hex.slice(4, 7)}-${hex.slice(7, 19)}`;
}

/** Makes an epoch id from 16 random bytes. */
export function epochIdFrom(random: Uint8Array): string {
  invariant(random.length === 16, 'an epoch id takes 16 random bytes');
  return bytesToHexText(random);
}

/** Writes bytes as base64url without padding (RFC 4648 5), the form of keys, signatures and device ids. */
export function base64Url(bytes: Uint8Array): string {
  const symbols = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  let text = '';
  for (let index = 0; index < bytes.length; index += 3) {
    const left = bytes.length - index;
    const triple = ((bytes[index] ?? 0) << 16) | ((bytes[index + 1] ?? 0) << 8) | (bytes[index + 2] ?? 0);
    text += symbols.charAt(triple >> 18) + symbols.charAt((triple >> 12) & 63);
    if (left > 1) text += symbols.charAt((triple >> 6) & 63);
    if (left > 2) text += symbols.charAt(triple & 63);
  }
  return text;
}

function bytesToHexText(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
