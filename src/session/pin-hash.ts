import { base64Url } from '#domain/ids.ts';

/**
 * What a typed PIN becomes, as the roster carries it: PBKDF2-SHA-256, base64url. Slow on purpose (OWASP Password Storage
 * Cheat Sheet: 600,000 rounds), about 0.1 s on a laptop and 0.4 s on a cheap tablet.
 * @param salt base64url
 */
export async function hashPin(pin: string, salt: string, rounds: number): Promise<string> {
  const typed = await crypto.subtle.importKey('raw', new TextEncoder().encode(pin), 'PBKDF2', false, [
    'deriveBits',
  ]);
  const recipe = { name: 'PBKDF2', hash: 'SHA-256', salt: bytesOf(salt), iterations: rounds };
  return base64Url(new Uint8Array(await crypto.subtle.deriveBits(recipe, typed, 256)));
}

/** Compares without stopping at the first difference, so that the time it takes tells nothing. */
export function isSameText(a: string, b: string): boolean {
  let difference = a.length ^ b.length;
  for (let index = 0; index < a.length; index += 1) difference |= a.charCodeAt(index) ^ b.charCodeAt(index);
  return difference === 0;
}

function bytesOf(base64UrlText: string): Uint8Array<ArrayBuffer> {
  const binary = atob(base64UrlText.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (symbol) => symbol.charCodeAt(0));
}
