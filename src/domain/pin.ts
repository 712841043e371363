/** Figures of a PIN. */
export const PIN_LENGTH = 6;

/** Rounds of PBKDF2-SHA-256 over a PIN (OWASP ASVS 5.0 11.4.2 asks for 600,000 or more). */
export const PIN_ROUNDS = 600_000;

/** A start code for a new PIN lives a day and five tries; who loses it asks for another. */
export const PIN_CODE_LIFE_MS = 24 * 60 * 60_000;
export const PIN_CODE_TRIES_MAX = 5;

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
