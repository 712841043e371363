export type KeypadKey = '0' | '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9' | '000' | ',' | 'backspace';

/** More digits than any till needs, few enough that the number stays exact. */
export const AMOUNT_DIGITS_MAX = 10;

const singleKeys: ReadonlySet<string> = new Set(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);

function isDigit(key: string): key is KeypadKey {
  return singleKeys.has(key);
}

/** The keypad key that a key of a real keyboard stands for; the point of a number pad counts as the comma. */
export function keypadKeyOf(keyboardKey: string): KeypadKey | undefined {
  if (isDigit(keyboardKey)) return keyboardKey;
  if (keyboardKey === 'Backspace') return 'backspace';
  if (keyboardKey === ',' || keyboardKey === '.') return ',';
  return undefined;
}

/** A whole number after one more key; leading zeros fall away, the comma does nothing. */
export function typeAmount(amount: number, key: KeypadKey): number {
  if (key === 'backspace') return Math.floor(amount / 10);
  if (key === ',') return amount;
  const typed = amount === 0 ? key : `${amount}${key}`;
  if (typed.length > AMOUNT_DIGITS_MAX) return amount;
  return Number(typed);
}

/** A typed decimal such as `1,35` after one more key: one comma, at most three figures behind it. */
export function typeDecimal(typed: string, key: KeypadKey): string {
  if (key === 'backspace') return typed.slice(0, -1);
  if (key === ',') return typed.includes(',') ? typed : `${typed || '0'},`;
  const [whole = '', fraction] = typed.split(',');
  if (fraction !== undefined) return fraction.length + key.length > 3 ? typed : typed + key;
  if (whole === '0') return key === '0' || key === '000' ? typed : key;
  if (whole === '' && key === '000') return '0';
  return whole.length + key.length > 4 ? typed : typed + key;
}
