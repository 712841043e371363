import { pbkdf2Sync, timingSafeEqual } from 'node:crypto';
import { PIN_LENGTH, PIN_ROUNDS } from '#protocol/limits.ts';
import type { StaffRow } from '#protocol/rows.ts';
import type { Random } from '../ports.ts';

const SALT_BYTES = 16;
const HASH_BYTES = 32;
const RUNNING_UP = '01234567890123456789';
const RUNNING_DOWN = '98765432109876543210';
const YEAR = /^(19[3-9]\d|20[0-3]\d)$/;

/** True for a text of exactly six digits. */
export function isPin(pin: string): boolean {
  return pin.length === PIN_LENGTH && /^\d+$/.test(pin);
}

/**
 * True for PINs that somebody tries first (`trust` 2): a year at either end, digits that run up or down, and patterns that
 * repeat. About one PIN in fifty; the rest are left to people.
 */
export function isGuessablePin(pin: string): boolean {
  if (YEAR.test(pin.slice(0, 4)) || YEAR.test(pin.slice(2))) return true;
  if (RUNNING_UP.includes(pin) || RUNNING_DOWN.includes(pin)) return true;
  const isRepeated = [1, 2, 3].some((length) => pin === pin.slice(0, length).repeat(PIN_LENGTH / length));
  // 112233, 998877: three pairs.
  const isPaired = /^(\d)\1(\d)\2(\d)\3$/.test(pin);
  return isRepeated || isPaired;
}

/** What is kept of a PIN: PBKDF2-SHA-256 with a salt of its own. It tells who stands at the till and protects nothing else. */
export function hashPin(pin: string, random: Random): NonNullable<StaffRow['pin']> {
  const salt = Buffer.from(random.bytes(SALT_BYTES));
  return {
    salt: salt.toString('base64url'),
    rounds: PIN_ROUNDS,
    hash: derive(pin, salt, PIN_ROUNDS).toString('base64url'),
  };
}

/** True when the PIN is the one that was kept. */
export function isSamePin(pin: string, kept: NonNullable<StaffRow['pin']>): boolean {
  const hash = Buffer.from(kept.hash, 'base64url');
  const derived = derive(pin, Buffer.from(kept.salt, 'base64url'), kept.rounds);
  return hash.length === derived.length && timingSafeEqual(hash, derived);
}

function derive(pin: string, salt: Uint8Array, rounds: number): Buffer {
  return pbkdf2Sync(pin, salt, rounds, HASH_BYTES, 'sha256');
}
