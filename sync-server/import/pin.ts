import { pbkdf2, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { PIN_ROUNDS } from '#domain/pin.ts';
import type { StaffRow } from '#protocol/rows.ts';
import type { Random } from '../ports.ts';

const SALT_BYTES = 16;
const HASH_BYTES = 32;

/** What is kept of a PIN: PBKDF2-SHA-256 with a salt of its own. It tells who stands at the till and protects nothing else. */
export async function hashPin(pin: string, random: Random): Promise<NonNullable<StaffRow['pin']>> {
  const salt = Buffer.from(random.bytes(SALT_BYTES));
  return {
    salt: salt.toString('base64url'),
    rounds: PIN_ROUNDS,
    hash: (await derive(pin, salt, PIN_ROUNDS)).toString('base64url'),
  };
}

/** True when the PIN is the one that was kept. */
export async function isSamePin(pin: string, kept: NonNullable<StaffRow['pin']>): Promise<boolean> {
  const hash = Buffer.from(kept.hash, 'base64url');
  const derived = await derive(pin, Buffer.from(kept.salt, 'base64url'), kept.rounds);
  return hash.length === derived.length && timingSafeEqual(hash, derived);
}

const stretch = promisify(pbkdf2);

/** Off the thread that tills wait for: a hundred milliseconds each. */
function derive(pin: string, salt: Uint8Array, rounds: number): Promise<Buffer> {
  return stretch(pin, salt, rounds, HASH_BYTES, 'sha256');
}
