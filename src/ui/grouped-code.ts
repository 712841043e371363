/** Four characters, a hyphen, four characters. */
export const GROUPED_CODE_LENGTH = 9;

/** Writes a one-time code the way it is printed: upper case, with a hyphen in the middle. */
export function groupedCode(typed: string): string {
  const plain = typed.toUpperCase().replace(/[^0-9A-Z]/g, '');
  return plain.length > 4 ? `${plain.slice(0, 4)}-${plain.slice(4, 8)}` : plain;
}
