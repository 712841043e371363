import { dictionary } from '@zxcvbn-ts/language-common';

const KNOWN: ReadonlySet<string> = new Set(dictionary['passwords-common']);

/** What fingers run over by themselves, and back again. */
const RUNS = [
  '1234567890'.repeat(3),
  '0123456789'.repeat(3),
  'qwertyuiopasdfghjklzxcvbnm',
  'abcdefghijklmnopqrstuvwxyz',
].flatMap((run) => [run, run.split('').toReversed().join('')]);

/** What is left beside names and places has to be something of its own. */
const OWN_LENGTH_MIN = 4;
const NAME_PART_MIN = 3;
const OWN_WORDS = ['gerai', 'koperasi', 'kkmp', 'kantor', 'password', 'sandi', 'katasandi', 'rahasia'];

/**
 * True for a password that somebody tries first: one from the list of breached ones, the same with digits or signs around
 * it, one stretch repeated, or one made of the names of the people and the co-operative. Nothing is asked of its composition.
 * @param names of the co-operative, the person and the account
 */
export function isKnownPassword(password: string, names: readonly string[]): boolean {
  const plain = password.normalize('NFKC').toLowerCase();
  const core = plain.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '');
  if (KNOWN.has(plain) || (core !== '' && KNOWN.has(core))) return true;
  if (isRepeated(plain) || RUNS.some((run) => run.includes(plain))) return true;
  return ownPart(plain, names).length < OWN_LENGTH_MIN;
}

/** `aaaa…`, `1231231231…`: a stretch of up to a third of it, over and over. */
function isRepeated(text: string): boolean {
  for (let length = 1; length * 3 <= text.length; length += 1) {
    const whole = text.slice(0, length).repeat(Math.ceil(text.length / length));
    if (whole.startsWith(text)) return true;
  }
  return false;
}

/** The letters that are left when names, words of this trade, years and signs are taken away. */
function ownPart(text: string, names: readonly string[]): string {
  const words = [...names.flatMap((name) => name.toLowerCase().split(/[^\p{L}\p{N}]+/u)), ...OWN_WORDS]
    .filter((word) => word.length >= NAME_PART_MIN)
    .toSorted((a, b) => b.length - a.length);
  const hasName = words.some((word) => text.includes(word));
  if (!hasName) return text;
  return words.reduce((rest, word) => rest.replaceAll(word, ''), text).replaceAll(/[^\p{L}]+/gu, '');
}
