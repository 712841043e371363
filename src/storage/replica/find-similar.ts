import { typoDistance, typosAllowed } from '#domain/typo-distance.ts';
import { SEARCH_RESULTS_MAX, type CatalogueItem } from './catalogue.ts';

/** The words of a catalogue, each with the places of the products whose names have it. */
type Vocabulary = ReadonlyMap<string, readonly number[]>;

/** Made once for each catalogue, at the first mistyped word: ten thousand names have only a few thousand words. */
const vocabularies = new WeakMap<readonly CatalogueItem[], Vocabulary>();

/**
 * Finds products although words are mistyped, in any order; the least mistyped first, then as they stand in `items`. Asked only
 * when a plain search finds nothing. Numbers are never taken for other numbers: a wrong code would sell wrong goods.
 * @returns at most `SEARCH_RESULTS_MAX`
 */
export function findSimilar(items: readonly CatalogueItem[], text: string): readonly CatalogueItem[] {
  const words = wordsOf(text);
  if (words.length === 0) return [];
  const vocabulary = vocabularyOf(items);
  let slipsOf: ReadonlyMap<number, number> | null = null;
  for (const word of words) slipsOf = withWord(vocabulary, word, slipsOf);
  return [...(slipsOf ?? [])]
    .toSorted(([a, slipsA], [b, slipsB]) => slipsA - slipsB || a - b)
    .slice(0, SEARCH_RESULTS_MAX)
    .flatMap(([place]) => items[place] ?? []);
}

/** The products that have this word as well, with the slips of all words so far. */
function withWord(
  vocabulary: Vocabulary,
  typed: string,
  before: ReadonlyMap<number, number> | null,
): ReadonlyMap<number, number> {
  const max = /\d/.test(typed) ? 0 : typosAllowed(typed.length);
  const after = new Map<number, number>();
  for (const [word, places] of vocabulary) {
    const slips = typoDistance(typed, word, max);
    if (slips > max) continue;
    for (const place of places) {
      const soFar = before === null ? 0 : before.get(place);
      if (soFar === undefined) continue;
      after.set(place, Math.min(soFar + slips, after.get(place) ?? Number.MAX_SAFE_INTEGER));
    }
  }
  return after;
}

function vocabularyOf(items: readonly CatalogueItem[]): Vocabulary {
  const known = vocabularies.get(items);
  if (known !== undefined) return known;
  const vocabulary = new Map<string, number[]>();
  const add = (word: string, place: number): void => {
    const places = vocabulary.get(word);
    if (places === undefined) vocabulary.set(word, [place]);
    else if (places.at(-1) !== place) places.push(place);
  };
  for (const [place, { product }] of items.entries()) {
    const words = wordsOf(product.name);
    for (const word of words) add(word, place);
    // "Minya kita" is found by "minyakita". Numbers are not joined: they would make every name's words its own.
    for (const [at, word] of words.entries()) {
      const next = words[at + 1] ?? '0';
      if (!/\d/.test(word + next)) add(word + next, place);
    }
  }
  vocabularies.set(items, vocabulary);
  return vocabulary;
}

/** Letters without their marks; what lies between them is no part of a word. */
function wordsOf(text: string): readonly string[] {
  const plain = text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  return plain.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
}
