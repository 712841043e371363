import { base64Url } from '#domain/ids.ts';
import { PIN_ROUNDS } from '#domain/pin.ts';
import type { Random } from '../device/random.ts';
import { hashPin } from './pin-hash.ts';

const SALT_BYTES = 16;

/** What leaves the device of a new PIN: PBKDF2's output with a salt of its own. Its digits go nowhere. */
export interface NewPin {
  readonly salt: string;
  readonly rounds: number;
  readonly hash: string;
}

/** Derives what the server keeps of a PIN; takes as long as checking one does. */
export async function deriveNewPin(pin: string, random: Random): Promise<NewPin> {
  const salt = base64Url(random.bytes(SALT_BYTES));
  return { salt, rounds: PIN_ROUNDS, hash: await hashPin(pin, salt, PIN_ROUNDS) };
}
