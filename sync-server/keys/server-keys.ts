import {
  createHmac,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  type KeyObject,
} from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writePublicKey } from './signatures.ts';

/** The server's own secrets. They lie in files beside the database, so that neither it nor a copy of it holds them. */
export interface ServerKeys {
  readonly signing: KeyObject;
  /** The raw point in base64url, as devices keep it. */
  readonly publicKey: string;
  /** A keyed hash for one-time codes: 40 bits could be guessed from an unkeyed one. */
  hideCode(code: string): string;
}

const SIGNING_KEY = 'signing-key.pem';

/** Reads the keys of a data folder, or makes them at the first start. Only the owner may read the files. */
export function openServerKeys(dataFolder: string): ServerKeys {
  const folder = keysFolder(dataFolder);
  const signing = createPrivateKey(readOrMake(join(folder, SIGNING_KEY), makeSigningKey));
  const codeKey = Buffer.from(
    readOrMake(join(folder, 'code-key.hex'), () => randomBytes(32).toString('hex')),
    'hex',
  );
  return {
    signing,
    publicKey: writePublicKey(createPublicKey(signing)),
    hideCode: (code) => createHmac('sha256', codeKey).update(code).digest('hex'),
  };
}

/** The public key of a data folder, or null when it has no keys yet. Nothing is made. */
export function readServerKey(dataFolder: string): string | null {
  const path = join(dataFolder, 'keys', SIGNING_KEY);
  return existsSync(path) ? writePublicKey(createPublicKey(readFileSync(path, 'utf8'))) : null;
}

/** The folder of secrets, made when it is not there. */
export function keysFolder(dataFolder: string): string {
  const folder = join(dataFolder, 'keys');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
  return folder;
}

function readOrMake(path: string, make: () => string): string {
  if (!existsSync(path)) writeFileSync(path, make(), { mode: 0o600 });
  chmodSync(path, 0o600);
  return readFileSync(path, 'utf8');
}

function makeSigningKey(): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
}
