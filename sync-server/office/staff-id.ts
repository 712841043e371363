const LENGTH_MAX = 40;
const NAMELESS = 'petugas';

/** An id for a new person: the name in small letters, and a number where somebody has it already. */
export function staffIdFrom(name: string, taken: ReadonlySet<string>): string {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, LENGTH_MAX - 4)
    .replace(/^-+|-+$/g, '');
  const stem = plain === '' ? NAMELESS : plain;
  for (let count = 1; ; count += 1) {
    const id = count === 1 ? stem : `${stem}-${count}`;
    if (!taken.has(id)) return id;
  }
}

/** Text as it is kept: one form of Unicode, no control characters, no spaces around. */
export function cleanText(text: string): string {
  return text
    .normalize('NFC')
    .replaceAll(/\p{Cc}+/gu, ' ')
    .trim();
}
