import fc from 'fast-check';
import { milli, MILLI_MAX } from '#domain/quantity.ts';
import type { Stamp } from '#protocol/pull.ts';
import { describe, expect, test } from 'vitest';
import { isContained, movesOfBody, OnHandBook } from '../../src/storage/replica/own-moves.ts';
import type { StampedStock, StockView } from '../../src/storage/replica/replica.ts';
import { aStamp } from './replica-pages.ts';

const E1 = '1'.repeat(32);
const E2 = '2'.repeat(32);
const RICE = 'gerai|RICE';
const SUGAR = 'gerai|SUGAR';

/** A page of stock: the rows it brings, and what the server had of own entries. */
function page(
  stampId: number,
  mine: Stamp,
  wish: { rows?: Record<string, number>; isCaughtUp?: boolean } = {},
): StockView {
  const stamp = { stampId, mine };
  const rows = Object.entries(wish.rows ?? {}).map(([item, quantity]): StampedStock => {
    return {
      place: 'gerai',
      stockItemId: item,
      milli: quantity,
      stamp: wish.isCaughtUp === false ? stamp : null,
    };
  });
  return { rows, caughtUp: wish.isCaughtUp === false ? null : stamp, asOf: null };
}

function sold(item: string, quantity: number) {
  return [{ place: 'gerai', stockItemId: item, milli: milli(-quantity) }];
}

const at = (epoch: string, seq: number) => ({ epoch, seq });

/** A book with 10 packs of rice and of sugar, caught up before anything was sold. */
function bookOfTen(): OnHandBook {
  const book = new OnHandBook();
  book.takeRows(page(1, aStamp(E1, 0), { rows: { RICE: 10_000, SUGAR: 10_000 } }), []);
  return book;
}

test('sums beyond the limit of one quantity are sums, because the books may hold more than one movement can', () => {
  const book = bookOfTen();
  for (let seq = 1; seq <= 3; seq += 1) book.addEntry(at(E1, seq), sold('RICE', MILLI_MAX));
  expect(book.onHand(RICE)).toBe(10_000 - 3 * MILLI_MAX);
});

describe('containment', () => {
  const mine = { ...aStamp(E1, 5, { unapplied: [3], quarantined: [4] }) };

  test.each([
    ['acked and final', E1, 5, true],
    ['not acked', E1, 6, false],
    ['acked and held', E1, 3, false],
    ['acked and quarantined: its effects are in no row', E1, 4, true],
    ['of an epoch that the server does not know', E2, 1, false],
  ])('an entry %s', (_name, epoch, seq, expected) => {
    expect(isContained(mine, epoch, seq)).toBe(expected);
  });
});

describe('on-hand', () => {
  test('is the row when nothing of our own is open', () => {
    expect(bookOfTen().onHand(RICE)).toBe(10_000);
  });

  test('is unknown where nothing lies and nothing has moved', () => {
    expect(bookOfTen().onHand('gerai|SOAP')).toBeNull();
  });

  test('counts an own sale at once, and an item without a row from zero', () => {
    const book = bookOfTen();
    expect(book.addEntry(at(E1, 1), sold('RICE', 2000))).toEqual([RICE]);
    book.addEntry(at(E1, 2), sold('SOAP', 1000));
    expect(book.onHand(RICE)).toBe(8_000);
    expect(book.onHand('gerai|SOAP')).toBe(-1_000);
    expect(book.onHand(SUGAR)).toBe(10_000);
  });

  test('counts the same entry once, however often it is told', () => {
    const book = bookOfTen();
    book.addEntry(at(E1, 1), sold('RICE', 2000));
    expect(book.addEntry(at(E1, 1), sold('RICE', 2000))).toEqual([]);
    expect(book.onHand(RICE)).toBe(8_000);
  });

  test('counts a sale once when the pull comes after the push', () => {
    const book = bookOfTen();
    book.addEntry(at(E1, 1), sold('RICE', 2000));
    book.takeRows(page(2, aStamp(E1, 1), { rows: { RICE: 8_000 } }), [RICE]);
    expect(book.onHand(RICE)).toBe(8_000);
  });

  test('counts a sale once when it was pushed but the page was read before', () => {
    const book = bookOfTen();
    book.addEntry(at(E1, 1), sold('RICE', 2000));
    book.takeRows(page(2, aStamp(E1, 0), { rows: { RICE: 9_000 } }), [RICE]);
    expect(book.onHand(RICE)).toBe(7_000);
    book.takeRows(page(3, aStamp(E1, 1), { rows: { RICE: 7_000 } }), [RICE]);
    expect(book.onHand(RICE)).toBe(7_000);
  });

  test('judges each row by its own page: a later page says nothing about a row it did not bring', () => {
    const book = bookOfTen();
    book.addEntry(at(E1, 1), [...sold('RICE', 2000), ...sold('SUGAR', 3000)]);
    // The server has the sale and more rows than fit into a page: sugar comes now, rice with the next page.
    book.takeRows(page(2, aStamp(E1, 1), { rows: { SUGAR: 7_000 }, isCaughtUp: false }), [SUGAR]);
    expect(book.onHand(SUGAR)).toBe(7_000);
    expect(book.onHand(RICE)).toBe(8_000);
    book.takeRows(page(3, aStamp(E1, 1), { rows: { RICE: 8_000 } }), [RICE]);
    expect(book.onHand(RICE)).toBe(8_000);
    expect(book.onHand(SUGAR)).toBe(7_000);
  });

  test('keeps counting a held entry until the rows hold it', () => {
    const book = bookOfTen();
    book.addEntry(at(E1, 1), sold('RICE', 2000));
    book.takeRows(page(2, aStamp(E1, 1, { unapplied: [1] }), { rows: { RICE: 10_000 } }), [RICE]);
    expect(book.onHand(RICE)).toBe(8_000);
    // The server replays it: it touches the row, and the stamp has nothing unapplied any more.
    book.takeRows(page(3, aStamp(E1, 1), { rows: { RICE: 8_000 } }), [RICE]);
    expect(book.onHand(RICE)).toBe(8_000);
  });

  test('does not count a quarantined entry, whether the push or the page says so', () => {
    const book = bookOfTen();
    book.addEntry(at(E1, 1), sold('RICE', 2000));
    expect(book.setQuarantined([at(E1, 1)])).toEqual([RICE]);
    expect(book.onHand(RICE)).toBe(10_000);
    book.takeRows(page(2, aStamp(E1, 1, { quarantined: [1] })), []);
    expect(book.onHand(RICE)).toBe(10_000);
    expect(book.setQuarantined([])).toEqual([]);
    expect(book.onHand(RICE)).toBe(10_000);
    // Somebody decides that it counts: the server applies it, and the row comes with it.
    book.takeRows(page(3, aStamp(E1, 1), { rows: { RICE: 8_000 } }), [RICE]);
    expect(book.onHand(RICE)).toBe(8_000);
  });

  test('counts an entry once that was moved to another epoch and touched there as a duplicate', () => {
    const book = bookOfTen();
    book.addEntry(at(E1, 1), sold('RICE', 2000));
    const moved = new OnHandBook();
    moved.takeRows(page(4, { ...aStamp(E1, 1), ...aStamp(E2, 1) }, { rows: { RICE: 8_000 } }), []);
    moved.addEntry(at(E2, 1), sold('RICE', 2000));
    expect(book.onHand(RICE)).toBe(8_000);
    expect(moved.onHand(RICE)).toBe(8_000);
  });

  test('forgets a row that the server has deleted', () => {
    const book = bookOfTen();
    book.takeRows(page(2, aStamp(E1, 0)), [SUGAR]);
    expect(book.onHand(SUGAR)).toBeNull();
    expect(book.onHand(RICE)).toBe(10_000);
  });
});

const sellAct = fc.record({
  kind: fc.constant('sell' as const),
  item: fc.integer({ min: 0, max: 3 }),
  milli: fc.integer({ min: 1, max: 3 }),
});
const acts = fc.array(
  fc.oneof(
    sellAct,
    fc.record({
      kind: fc.constant('push' as const),
      verdict: fc.constantFrom('accepted', 'held', 'quarantined'),
    }),
    fc.record({ kind: fc.constantFrom('replay', 'resolve', 'restart') }),
    fc.record({ kind: fc.constant('others' as const), item: fc.integer({ min: 0, max: 3 }) }),
    fc.record({ kind: fc.constant('pull' as const), limit: fc.integer({ min: 1, max: 4 }) }),
  ),
  { maxLength: 60 },
);

interface OwnEntry {
  readonly seq: number;
  readonly item: string;
  readonly milli: number;
  verdict: string;
  wasQuarantined: boolean;
}

interface ServerRow {
  readonly milli: number;
  readonly seq: number;
  /** The own entries whose effects are in the row: what the till has to find out from stamps alone. */
  readonly holds: ReadonlySet<number>;
}

/** A server and a till that sell, push, hold, quarantine and pull in any order. */
class World {
  book = new OnHandBook();
  readonly own: OwnEntry[] = [];
  readonly server = new Map<string, ServerRow>();
  readonly replica = new Map<string, ServerRow & { readonly stampId: number; readonly mine: Stamp }>();
  #acked = 0;
  #seq = 0;
  #cursor = 0;
  #stampId = 0;
  #caughtUp: StockView['caughtUp'] = null;
  /** What the till believes to be quarantined; only a push reply or a page changes it. */
  readonly #flags = new Set<number>();

  sell(item: string, quantity: number): void {
    const entry = {
      seq: this.own.length + 1,
      item,
      milli: -quantity,
      verdict: 'saved',
      wasQuarantined: false,
    };
    this.own.push(entry);
    this.book.addEntry(at(E1, entry.seq), sold(item, quantity));
  }

  push(verdict: string): void {
    const entry = this.own[this.#acked];
    if (entry === undefined) return;
    this.#acked += 1;
    entry.verdict = verdict;
    entry.wasQuarantined = verdict === 'quarantined';
    if (verdict === 'accepted') this.touch(entry.item, entry.milli, entry.seq);
    if (verdict === 'quarantined') this.#flags.add(entry.seq);
    this.flag();
  }

  /** The server takes back what it held or had quarantined; the till hears of it with the next page. */
  take(verdict: 'held' | 'quarantined'): void {
    const entry = this.own.find((one) => one.verdict === verdict);
    if (entry === undefined) return;
    entry.verdict = 'accepted';
    this.touch(entry.item, entry.milli, entry.seq);
  }

  touch(item: string, change: number, ownSeq?: number): void {
    this.#seq += 1;
    const before = this.server.get(item);
    const holds = new Set([...(before?.holds ?? []), ...(ownSeq === undefined ? [] : [ownSeq])]);
    this.server.set(item, { milli: (before?.milli ?? 0) + change, seq: this.#seq, holds });
  }

  pull(limit: number): void {
    const due = [...this.server]
      .filter(([, row]) => row.seq > this.#cursor)
      .toSorted((a, b) => a[1].seq - b[1].seq);
    const taken = due.slice(0, limit);
    this.#stampId += 1;
    const stamp = { stampId: this.#stampId, mine: this.mine() };
    if (taken.length === due.length) this.#caughtUp = stamp;
    for (const [item, row] of taken) {
      this.#cursor = row.seq;
      this.replica.set(item, { ...row, ...stamp });
    }
    const items = taken.map(([item]) => item);
    this.#flags.clear();
    for (const seq of stamp.mine[E1]?.quarantined ?? []) this.#flags.add(seq);
    this.flag();
    this.book.takeRows(
      this.view(items),
      items.map((item) => `gerai|${item}`),
    );
  }

  restart(): void {
    this.book = new OnHandBook();
    this.book.takeRows(this.view([...this.replica.keys()]), []);
    const known = this.#caughtUp?.mine[E1];
    for (const entry of this.own) {
      const isOpen = known === undefined || entry.seq > known.acked || known.unapplied.includes(entry.seq);
      if (isOpen) this.book.addEntry(at(E1, entry.seq), sold(entry.item, -entry.milli));
    }
    this.flag();
  }

  mine(): Stamp {
    const listed = (verdict: string) =>
      this.own.filter((one) => one.verdict === verdict).map((one) => one.seq);
    return aStamp(E1, this.#acked, { unapplied: listed('held'), quarantined: listed('quarantined') });
  }

  /** As `readStock` shows rows: a caught-up stamp speaks for those that came before it. */
  view(items: readonly string[]): StockView {
    const upTo = this.#caughtUp?.stampId ?? 0;
    const rows = items.flatMap((item): StampedStock[] => {
      const row = this.replica.get(item);
      if (row === undefined) return [];
      const { stampId, mine, milli: quantity } = row;
      const stamp = stampId <= upTo ? null : { stampId, mine };
      return [{ place: 'gerai', stockItemId: item, milli: quantity, stamp }];
    });
    return { rows, caughtUp: this.#caughtUp, asOf: null };
  }

  flag(): void {
    this.book.setQuarantined([...this.#flags].map((seq) => at(E1, seq)));
  }

  /**
   * The row, and each own entry that it does not hold, once. An entry that was quarantined and then taken after all may show
   * at once or with its row: until that row comes, the till has no way to know.
   */
  expected(item: string): { from: number; to: number } {
    const row = this.replica.get(item);
    const missing = this.own.filter((one) => one.item === item && !row?.holds.has(one.seq));
    const sum = (entries: readonly OwnEntry[]) => entries.reduce((total, one) => total + one.milli, 0);
    const to = (row?.milli ?? 0) + sum(missing.filter((one) => !one.wasQuarantined));
    return { from: to + sum(missing.filter((one) => one.wasQuarantined && one.verdict === 'accepted')), to };
  }
}

test('a page that caught up names what it settles: a quarantined sale stands on the screen until then', () => {
  const book = bookOfTen();
  book.addEntry(at(E1, 1), sold('RICE', 3000));
  expect(book.onHand(RICE)).toBe(7000);
  // The row of rice does not change, so the page does not bring it; what is on hand changes all the same.
  const settled = page(2, aStamp(E1, 1, { quarantined: [1] }), { rows: { SUGAR: 9000 } });
  expect(book.takeRows(settled, [SUGAR])).toEqual([SUGAR, RICE]);
  expect(book.onHand(RICE)).toBe(10_000);
});

test('in any order of events each own entry counts exactly once, and a quarantined one never', () => {
  fc.assert(
    fc.property(acts, (list) => {
      const world = new World();
      for (const act of list) {
        if (act.kind === 'sell') world.sell(`I${act.item}`, act.milli);
        else if (act.kind === 'others') world.touch(`I${act.item}`, -1);
        else if (act.kind === 'push') world.push(act.verdict);
        else if (act.kind === 'pull') world.pull(act.limit);
        else if (act.kind === 'replay') world.take('held');
        else if (act.kind === 'resolve') world.take('quarantined');
        else world.restart();
        for (const item of ['I0', 'I1', 'I2', 'I3']) {
          const shown = world.book.onHand(`gerai|${item}`) ?? 0;
          const { from, to } = world.expected(item);
          expect(shown).toBeGreaterThanOrEqual(from);
          expect(shown).toBeLessThanOrEqual(to);
        }
      }
    }),
    { numRuns: 3000 },
  );
});

test('moves are read from a body, and anything else in it is left alone', () => {
  const move = { stockItemId: 'RICE', place: 'gerai', milli: -1000 };
  expect(
    movesOfBody(JSON.stringify({ kind: 'future.fact', moves: [move, { stockItemId: 'RICE' }, 7] })),
  ).toEqual([move]);
  expect(movesOfBody('{}')).toEqual([]);
  expect(movesOfBody('7')).toEqual([]);
});
