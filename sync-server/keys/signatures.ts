import { createHash, createPublicKey, hash, sign, verify, type KeyObject } from 'node:crypto';
import { deviceIdFrom } from '#domain/chain.ts';

// ASN.1 head of a P-256 SubjectPublicKeyInfo; the 65 bytes of the uncompressed point follow it.
const SPKI_HEAD = Buffer.from('3059301306072a8648ce3d020106082a8648ce3d030107034200', 'hex');
const POINT_BYTES = 65;
const ENCODING = 'ieee-p1363';

/** Reads a raw P-256 public key in base64url. @returns null when it is not a point of the curve */
export function readPublicKey(publicKey: string): KeyObject | null {
  const raw = Buffer.from(publicKey, 'base64url');
  if (raw.length !== POINT_BYTES || raw[0] !== 4) return null;
  try {
    return createPublicKey({ key: Buffer.concat([SPKI_HEAD, raw]), format: 'der', type: 'spki' });
  } catch {
    return null;
  }
}

/** The raw point of a public key in base64url. */
export function writePublicKey(key: KeyObject): string {
  return key.export({ format: 'der', type: 'spki' }).subarray(SPKI_HEAD.length).toString('base64url');
}

/** ECDSA P-256 over SHA-256 of the text's UTF-8 bytes, r‖s in base64url. */
export function signText(text: string, privateKey: KeyObject): string {
  return sign('sha256', Buffer.from(text), { key: privateKey, dsaEncoding: ENCODING }).toString('base64url');
}

/** True when the signature is this key's over exactly this text. A key or signature that is none counts as false. */
export function isSignedBy(publicKey: string, text: string, signature: string): boolean {
  return signatureCheck(publicKey)(text, signature);
}

/** Prepares a key for many signatures: reading it takes as long as a check. */
export function signatureCheck(publicKey: string): (text: string, signature: string) => boolean {
  const key = readPublicKey(publicKey);
  if (key === null) return () => false;
  return (text, signature) =>
    verify('sha256', Buffer.from(text), { key, dsaEncoding: ENCODING }, Buffer.from(signature, 'base64url'));
}

/** The device a public key belongs to. */
export function deviceIdOf(publicKey: string): string {
  return deviceIdFrom(createHash('sha256').update(Buffer.from(publicKey, 'base64url')).digest('base64url'));
}

/** SHA-256 in lower-case hex, for what is only ever compared. */
export function digest(text: string): string {
  return hash('sha256', text, 'hex');
}

/** The six digits both screens show: the first 32 bits of SHA-256, big-endian, modulo a million. */
export function matchDigits(text: string): string {
  const number = createHash('sha256').update(text).digest().readUInt32BE(0) % 1_000_000;
  return String(number).padStart(6, '0');
}
