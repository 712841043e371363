const HUES = 8;

/** Gives every category one of the eight hues of the tokens, by its place in the list. */
export function hueOf(categories: readonly string[], category: string): number {
  return (Math.max(0, categories.indexOf(category)) % HUES) + 1;
}
