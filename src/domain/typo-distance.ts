/**
 * How many slips of the finger lie between what was typed and the beginning of a word: a letter too many, one missing, a wrong
 * one, or two that changed places (optimal string alignment). Only the beginning, because nobody types a word to its end.
 * @param max above this the answer is `max + 1`, found early
 */
export function typoDistance(typed: string, word: string, max: number): number {
  if (word.startsWith(typed)) return 0;
  if (max === 0) return 1;
  const width = Math.min(word.length, typed.length + max);
  if (width < typed.length - max) return max + 1;
  let beforeLast: readonly number[] = [];
  let last = Array.from({ length: width + 1 }, (_, column) => column);
  for (let row = 1; row <= typed.length; row += 1) {
    const current = [row];
    let best = row;
    for (let column = 1; column <= width; column += 1) {
      const isSame = typed[row - 1] === word[column - 1];
      let slips = Math.min(
        at(last, column) + 1,
        at(current, column - 1) + 1,
        at(last, column - 1) + (isSame ? 0 : 1),
      );
      const changedPlaces =
        row > 1 && column > 1 && typed[row - 1] === word[column - 2] && typed[row - 2] === word[column - 1];
      if (changedPlaces) slips = Math.min(slips, at(beforeLast, column - 2) + 1);
      current.push(slips);
      best = Math.min(best, slips);
    }
    if (best > max) return max + 1;
    beforeLast = last;
    last = current;
  }
  return Math.min(...last, max + 1);
}

/** Slips that a word of this length may have and still be meant: none in short ones, which are too alike. */
export function typosAllowed(length: number): number {
  if (length < 3) return 0;
  return length < 6 ? 1 : 2;
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.MAX_SAFE_INTEGER;
}
