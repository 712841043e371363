import { milli, type Milli } from './quantity.ts';

/**
 * One movement of one stock item at one place. It has the same shape in every kind of fact, so that overlay, verifier and
 * stock card never need to know the kind. Out is negative.
 */
export interface Move {
  /** `<productId>`, or `<cylinder>:<full | empty | damaged | lent | at-agent>`. */
  readonly stockItemId: string;
  readonly place: string;
  readonly milli: Milli;
}

/** The key of a stock row: place and item. Neither holds a `|`. */
export function stockKey(place: string, stockItemId: string): string {
  return `${place}|${stockItemId}`;
}

/**
 * On-hand is nothing but the sum of movements: never set, never clamped, negative stays negative.
 * @returns one entry per place and item that moved
 */
export function sumMoves(moves: Iterable<Move>): Map<string, Milli> {
  const sums = new Map<string, Milli>();
  for (const move of moves) {
    const key = stockKey(move.place, move.stockItemId);
    sums.set(key, milli((sums.get(key) ?? 0) + move.milli));
  }
  return sums;
}

/** Folds movements of the same item and place into one each, in sorted order; those that cancel out stay visible as 0. */
export function foldMoves(moves: Iterable<Move>): readonly Move[] {
  return [...sumMoves(moves)]
    .map(([key, sum]) => {
      const border = key.indexOf('|');
      return { stockItemId: key.slice(border + 1), place: key.slice(0, border), milli: sum };
    })
    .toSorted((a, b) => (stockKey(a.place, a.stockItemId) < stockKey(b.place, b.stockItemId) ? -1 : 1));
}
