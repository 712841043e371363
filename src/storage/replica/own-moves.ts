import { stockKey, type Move } from '#domain/stock.ts';
import { parseJson } from '#protocol/parse-json.ts';
import type { Stamp } from '#protocol/pull.ts';
import type { StockView, StampedStock } from './replica.ts';

/** One movement that this device wrote, at its place in the ledger. */
interface OwnMove {
  readonly epoch: string;
  readonly seq: number;
  readonly milli: number;
}

/** Which entries of an epoch have been read: all through one seq, and some beyond it that another tab wrote around. */
interface ReadEntries {
  through: number;
  readonly beyond: Set<number>;
}

/**
 * True when an entry's effects are in a row that came with this stamp: the server had the entry then and was not holding it
 * back. A quarantined entry counts as contained, because its effects are in no row and stay out until a person decides.
 */
export function isContained(mine: Stamp, epoch: string, seq: number): boolean {
  const own = mine[epoch];
  return own !== undefined && seq <= own.acked && !own.unapplied.includes(seq);
}

/** The movements in a body that this device wrote; anything else in it is left alone. */
export function movesOfBody(body: string): readonly Move[] {
  const fact = parseJson(body);
  if (typeof fact !== 'object' || fact === null || !('moves' in fact) || !Array.isArray(fact.moves))
    return [];
  return fact.moves.filter(isMove);
}

function isMove(value: unknown): value is Move {
  return (
    typeof value === 'object' &&
    value !== null &&
    'stockItemId' in value &&
    typeof value.stockItemId === 'string' &&
    'place' in value &&
    typeof value.place === 'string' &&
    'milli' in value &&
    Number.isSafeInteger(value.milli)
  );
}

/**
 * What lies where: rows of the server plus own movements that are not in **that** row yet and were not quarantined. Pure
 * memory without promises; `on-hand.ts` fills it.
 *
 * A row speaks through the stamp of the page that brought it. Once a page has caught up with the server, no row of the
 * stream has changed since its own page, so the caught-up stamp tells the truth for all of them; that is what lets old
 * movements be forgotten.
 */
export class OnHandBook {
  #rows = new Map<string, StampedStock>();
  #caughtUp: StockView['caughtUp'] = null;
  readonly #own = new Map<string, OwnMove[]>();
  readonly #read = new Map<string, ReadEntries>();
  #quarantined: ReadonlySet<string> = new Set();

  /** All keys with a row or an own movement. */
  keys(): ReadonlySet<string> {
    return new Set([...this.#rows.keys(), ...this.#own.keys()]);
  }

  /**
   * On-hand of one key, in thousandths; null where nothing is known to lie or to have moved. A plain number: a sum may pass
   * the limit of a single quantity, and it is shown, never sold.
   */
  onHand(key: string): number | null {
    const row = this.#rows.get(key);
    const own = this.#own.get(key);
    if (row === undefined && own === undefined) return null;
    const mine = (row?.stamp ?? this.#caughtUp)?.mine ?? {};
    let sum = row?.milli ?? 0;
    for (const move of own ?? []) {
      const isCounted = !isContained(mine, move.epoch, move.seq) && !this.#quarantined.has(placeOf(move));
      if (isCounted) sum += move.milli;
    }
    return sum;
  }

  /** The seq up to which every entry of an epoch has been laid over the rows or needs not be. */
  readThrough(epoch: string): number {
    return this.#read.get(epoch)?.through ?? 0;
  }

  /** Leaves out the entries of an epoch up to `through`, because the rows hold them. */
  skipThrough(epoch: string, through: number): void {
    const read = this.#readOf(epoch);
    read.through = Math.max(read.through, through);
  }

  /** Puts an own entry over the rows; the same entry twice counts once. @returns the keys it touches */
  addEntry(
    entry: { readonly epoch: string; readonly seq: number },
    moves: readonly Move[],
  ): readonly string[] {
    const { epoch, seq } = entry;
    const read = this.#readOf(epoch);
    if (seq <= read.through || read.beyond.has(seq)) return [];
    read.beyond.add(seq);
    while (read.beyond.delete(read.through + 1)) read.through += 1;
    return moves.map((move) => {
      const key = stockKey(move.place, move.stockItemId);
      const own = { epoch, seq, milli: move.milli };
      const others = this.#own.get(key);
      if (others === undefined) this.#own.set(key, [own]);
      else others.push(own);
      return key;
    });
  }

  /** Says which entries the server has quarantined, all of them: they move nothing. @returns the keys that may differ */
  setQuarantined(entries: Iterable<{ readonly epoch: string; readonly seq: number }>): readonly string[] {
    const places = new Set([...entries].map(placeOf));
    const before = this.#quarantined;
    const changed = new Set(
      [...places, ...before].filter((place) => places.has(place) !== before.has(place)),
    );
    this.#quarantined = places;
    if (changed.size === 0) return [];
    return [...this.#own]
      .filter(([, moves]) => moves.some((move) => changed.has(placeOf(move))))
      .map(([key]) => key);
  }

  /**
   * Takes the rows of a page.
   * @param ids keys of rows that the page changed; those missing from the view were deleted
   * @returns the keys that may differ, these included
   */
  takeRows(view: StockView, ids: readonly string[]): readonly string[] {
    for (const id of ids) this.#rows.delete(id);
    for (const row of view.rows) this.#rows.set(stockKey(row.place, row.stockItemId), row);
    if (view.caughtUp === null || view.caughtUp.stampId === this.#caughtUp?.stampId) return ids;
    this.#caughtUp = view.caughtUp;
    return [...ids, ...this.#settle(view.caughtUp)];
  }

  #readOf(epoch: string): ReadEntries {
    const known = this.#read.get(epoch);
    if (known !== undefined) return known;
    const fresh: ReadEntries = { through: 0, beyond: new Set() };
    this.#read.set(epoch, fresh);
    return fresh;
  }

  /**
   * A caught-up stamp speaks for the rows up to it, and own movements that it contains are done with. Where one of them was
   * quarantined no row has changed, and what is on hand has: it was counted until now.
   * @returns the keys of those movements
   */
  #settle({ stampId, mine }: NonNullable<StockView['caughtUp']>): readonly string[] {
    const settled: string[] = [];
    for (const [key, row] of this.#rows) {
      if (row.stamp !== null && row.stamp.stampId <= stampId) this.#rows.set(key, { ...row, stamp: null });
    }
    for (const [key, moves] of this.#own) {
      const open = moves.filter((move) => !isContained(mine, move.epoch, move.seq));
      if (open.length < moves.length) settled.push(key);
      if (open.length === 0) this.#own.delete(key);
      else if (open.length < moves.length) this.#own.set(key, open);
    }
    return settled;
  }
}

function placeOf(entry: { readonly epoch: string; readonly seq: number }): string {
  return `${entry.epoch}|${entry.seq}`;
}
