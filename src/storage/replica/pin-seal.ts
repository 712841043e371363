import { base64Url } from '#domain/ids.ts';

/**
 * Seals the PBKDF2 output of a PIN with the device's own key: HMAC-SHA-256 over the base64url text. Only the seal is kept,
 * so that a copy of the database without the key in this browser's store can't be searched for PINs at GPU speed.
 * @param hash base64url, as the roster carries it and as a typed PIN is turned into it
 */
export async function sealPin(pinKey: CryptoKey, hash: string): Promise<string> {
  const seal = await crypto.subtle.sign('HMAC', pinKey, new TextEncoder().encode(hash));
  return base64Url(new Uint8Array(seal));
}
