import { createECDH, createHash, createPrivateKey, type KeyObject } from 'node:crypto';
import { signatureCheck } from '../../sync-server/keys/signatures.ts';
import type { ServerKeys } from '../../sync-server/keys/server-keys.ts';
import type { DeviceKeys } from '../../src/storage/ledger/ledger-port.ts';

/** A P-256 key pair that is the same in every run. */
export interface FixedKey {
  readonly privateKey: KeyObject;
  /** Raw point, base64url. */
  readonly publicKey: string;
  readonly sign: (text: string) => string;
}

const kept = new Map<string, FixedKey>();

/** The key of a name. Ids are made from keys, so a seed needs the same keys each time. */
export function fixedKey(name: string): FixedKey {
  const known = kept.get(name);
  if (known !== undefined) return known;
  const curve = createECDH('prime256v1');
  const secret = createHash('sha256').update(`gerai simulation ${name}`).digest();
  curve.setPrivateKey(secret);
  const point = curve.getPublicKey();
  const [x, y] = [point.toString('base64url', 1, 33), point.toString('base64url', 33)];
  const jwk = { kty: 'EC', crv: 'P-256', d: secret.toString('base64url'), x, y };
  const key = {
    privateKey: createPrivateKey({ key: jwk, format: 'jwk' }),
    publicKey: point.toString('base64url'),
    sign: signerOf(name, numberOf(secret)),
  };
  kept.set(name, key);
  return key;
}

/** How many points P-256 has (FIPS 186-5, SP 800-186 3.2.1.3). */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const HALF_BYTES = 32;

/**
 * Signs as ECDSA does (FIPS 186-5, 6.4.1), r‖s in base64url, with one nonce a key in place of a fresh one. That would give away
 * a secret key; here it gives the same text the same signature in every run, so that one damaged byte of a message does the
 * same each time (I14). Whoever checks a signature can't tell the difference.
 */
function signerOf(name: string, secret: bigint): FixedKey['sign'] {
  const nonce = createHash('sha256').update(`gerai simulation nonce ${name}`).digest();
  const curve = createECDH('prime256v1');
  curve.setPrivateKey(nonce);
  const r = numberOf(curve.getPublicKey().subarray(1, 1 + HALF_BYTES)) % ORDER;
  const inverse = inverseOf(numberOf(nonce));
  return (text) => {
    const digest = numberOf(createHash('sha256').update(text).digest());
    const s = (inverse * (digest + r * secret)) % ORDER;
    return Buffer.from(hexOf(r) + hexOf(s), 'hex').toString('base64url');
  };
}

function numberOf(bytes: Buffer): bigint {
  return BigInt(`0x${bytes.toString('hex')}`);
}

function hexOf(number: bigint): string {
  return number.toString(16).padStart(2 * HALF_BYTES, '0');
}

/** The number that gives 1 with this one, modulo the curve's order (Euclid). */
function inverseOf(number: bigint): bigint {
  let [rest, next] = [ORDER, number % ORDER];
  let [factor, nextFactor] = [0n, 1n];
  while (next !== 0n) {
    const times = rest / next;
    [rest, next] = [next, rest - times * next];
    [factor, nextFactor] = [nextFactor, factor - times * nextFactor];
  }
  return (factor + ORDER) % ORDER;
}

/** A device's signatures as the product's port wants them: at once, where WebCrypto's threads would answer in another order each time. */
export const signer =
  ({ sign }: FixedKey) =>
  (text: string): Promise<string> =>
    Promise.resolve(sign(text));

const checks = new Map<string, ReturnType<typeof signatureCheck>>();

export function checkSignature(publicKey: string, text: string, signature: string): Promise<boolean> {
  const known = checks.get(publicKey) ?? signatureCheck(publicKey);
  checks.set(publicKey, known);
  return Promise.resolve(known(text, signature));
}

export function serverKeys(): ServerKeys {
  const { privateKey, publicKey } = fixedKey('server');
  return {
    signing: privateKey,
    publicKey,
    hideCode: (code) => createHash('sha256').update(code).digest('hex'),
  };
}

/** What a ledger keeps of a device's keys; nobody signs with these here. */
export const KEPT_KEYS: DeviceKeys = {
  signing: await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify']),
  pinKey: await crypto.subtle.generateKey({ name: 'HMAC', hash: 'SHA-256' }, false, ['sign']),
};
