import { createECDH, createHash, createPrivateKey, type KeyObject } from 'node:crypto';
import { signatureCheck, signText } from '../../sync-server/keys/signatures.ts';
import type { ServerKeys } from '../../sync-server/keys/server-keys.ts';
import type { DeviceKeys } from '../../src/storage/ledger/ledger-port.ts';

/** A P-256 key pair that is the same in every run. */
export interface FixedKey {
  readonly privateKey: KeyObject;
  /** Raw point, base64url. */
  readonly publicKey: string;
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
  };
  kept.set(name, key);
  return key;
}

/**
 * Signatures are real P-256 on both sides. Only who computes a device's differs: Node's synchronous crypto instead of WebCrypto,
 * whose threads would answer in another order each time.
 */
export const signer =
  (key: FixedKey) =>
  (text: string): Promise<string> =>
    Promise.resolve(signText(text, key.privateKey));

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
