import { base64Url } from '#domain/ids.ts';

/** ECDSA P-256 over SHA-256 is the only signature there is: one algorithm, one verifier. WebCrypto gives r‖s as it travels. */
const KEY_KIND = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const SIGNATURE = { name: 'ECDSA', hash: 'SHA-256' } as const;

/** Signs a text's UTF-8 bytes. @returns the signature, base64url */
export async function signText(key: CryptoKey, text: string): Promise<string> {
  const signature = await crypto.subtle.sign(SIGNATURE, key, new TextEncoder().encode(text));
  return base64Url(new Uint8Array(signature));
}

/**
 * Tells whether a text bears the signature of a key.
 * @param publicKey uncompressed point, base64url
 * @returns false for a key or a signature that can't be read as well: nothing is proved by it
 */
export async function isSignedBy(publicKey: string, text: string, signature: string): Promise<boolean> {
  try {
    const key = await crypto.subtle.importKey('raw', fromBase64Url(publicKey), KEY_KIND, false, ['verify']);
    return await crypto.subtle.verify(
      SIGNATURE,
      key,
      fromBase64Url(signature),
      new TextEncoder().encode(text),
    );
  } catch {
    return false;
  }
}

/** Makes the key pair that is this device from now on. Its private half can be used and never carried away. */
export async function makeSigningKeys(): Promise<CryptoKeyPair> {
  return await crypto.subtle.generateKey(KEY_KIND, false, ['sign', 'verify']);
}

/** The public half as it travels: uncompressed point, 65 bytes. */
export async function publicKeyBytes(keys: CryptoKeyPair): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.exportKey('raw', keys.publicKey));
}

/** SHA-256 of bytes. */
export async function digest(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
}

function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (symbol) => symbol.charCodeAt(0));
}
