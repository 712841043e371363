import { create } from 'zustand';
import type { Fact } from '#domain/facts.ts';
import { stockKey, type Move } from '#domain/stock.ts';
import type { LedgerPort } from '../ledger/ledger-port.ts';
import { movesOfBody, OnHandBook } from './own-moves.ts';
import type { Replica, StockView, TakenPage } from './replica.ts';

/** Entries read at once while the book is filled. */
const CHUNK_ENTRIES = 500;

interface OnHand {
  /**
   * Thousandths by `stockKey`. The map is changed in place and `version` says so: copying ten thousand quantities for one
   * sold pack would cost more than all the rest of the sale. Screens ask through {@link useOnHandOf}.
   */
  readonly onHand: ReadonlyMap<string, number>;
  readonly version: number;
  /** Server time at which the rows were last known to be all there; null when nobody knows. */
  readonly asOf: number | null;
}

interface EntryPlace {
  readonly epoch: string;
  readonly seq: number;
}

interface LateEntry extends EntryPlace {
  readonly moves: readonly Move[];
}

const quantities = new Map<string, number>();

/** On-hand of everything, in memory: what the server's rows say, with own changes laid over that they do not hold yet. */
export const useOnHand = create<OnHand>()(() => ({ onHand: quantities, version: 0, asOf: null }));

let book = new OnHandBook();
/** Entries that were appended while a new book is being filled: they may lie behind what it has read already. */
let lateEntries: LateEntry[] | null = null;
/** Not everybody was told of the last change: the next one is told even where it changes nothing. */
let isStale = false;
/** Fillings and pages go one after the other, or a page could be lost in the book that is about to be replaced. */
let lastTurn: Promise<unknown> = Promise.resolve();

/** On-hand of one stock item at a place; null where nothing lies or has moved. Only the tiles it touches draw again. */
export function useOnHandOf(place: string, stockItemId: string): number | null {
  const key = stockKey(place, stockItemId);
  return useOnHand((state) => state.onHand.get(key) ?? null);
}

/** Fills on-hand anew from both memories: at the start, and after a whole set of rows was loaded. */
export function rebuildOnHand(ledger: LedgerPort, replica: Replica): Promise<void> {
  return inTurn(() => fillBook(ledger, replica));
}

/**
 * Lays an entry that was just appended over the rows. The same entry twice counts once. Never throws: the entry is stored,
 * and whoever tells of it must not hear that it failed. What a screen missed it sees with the next change.
 */
export function noteAppended(entry: EntryPlace, fact: Fact): void {
  const late = { epoch: entry.epoch, seq: entry.seq, moves: fact.moves };
  lateEntries?.push(late);
  try {
    show(book.addEntry(late, late.moves));
  } catch (error) {
    isStale = true;
    // A mistake of ours all the same, and no test or console may miss it.
    queueMicrotask(() => {
      throw error;
    });
  }
}

/** Notes which own entries the server has quarantined: they move nothing until a person decides. After each push. */
export function refreshFlags(ledger: LedgerPort): Promise<void> {
  return inTurn(async () => show(await noteFlags(ledger, book)));
}

/** Takes over what a page has changed. */
export function refreshOnHand(ledger: LedgerPort, replica: Replica, page: TakenPage): Promise<void> {
  return inTurn(async () => {
    if (page.isSwapped) return fillBook(ledger, replica);
    if (page.stockIds.length === 0 && !page.isCaughtUp) return;
    const view = await replica.readStock(page.stockIds);
    book.takeRows(view, page.stockIds);
    // Another tab may have sold meanwhile; its entries are found in the ledger they share.
    const touched = page.isCaughtUp ? await readOwnEntries(ledger, book) : [];
    show([...page.stockIds, ...touched], view);
  });
}

function inTurn(work: () => Promise<void>): Promise<void> {
  const turn = lastTurn.then(work);
  lastTurn = turn.catch(() => undefined);
  return turn;
}

async function fillBook(ledger: LedgerPort, replica: Replica): Promise<void> {
  const fresh = new OnHandBook();
  const late: LateEntry[] = [];
  lateEntries = late;
  let view: StockView;
  try {
    view = await replica.readStock();
    fresh.takeRows(view, []);
    for (const [epoch, mine] of Object.entries(view.caughtUp?.mine ?? {})) {
      for (const seq of mine.unapplied) await readHeldEntry(ledger, fresh, { epoch, seq });
      fresh.skipThrough(epoch, mine.acked);
    }
    await readOwnEntries(ledger, fresh);
    await noteFlags(ledger, fresh);
  } finally {
    lateEntries = null;
  }
  for (const entry of late) fresh.addEntry(entry, entry.moves);
  book = fresh;
  show(new Set([...quantities.keys(), ...book.keys()]), view);
}

/** Reads what the ledger has beyond what the book knows. @returns the keys that it touches */
async function readOwnEntries(ledger: LedgerPort, into: OnHandBook): Promise<readonly string[]> {
  const touched: string[] = [];
  for (const { epoch, seq } of await ledger.readEpochs()) {
    for (let after = into.readThrough(epoch); after < seq;) {
      const entries = await ledger.readEntries(epoch, after, CHUNK_ENTRIES);
      for (const entry of entries) touched.push(...into.addEntry(entry, movesOfBody(entry.body)));
      after = entries.at(-1)?.seq ?? seq;
    }
  }
  return touched;
}

/** An entry that the server has and holds back lies before those it has not seen, so it is fetched by itself. */
async function readHeldEntry(ledger: LedgerPort, into: OnHandBook, place: EntryPlace): Promise<void> {
  const entry = await ledger.readEntry(place.epoch, place.seq);
  if (entry !== null) into.addEntry(entry, movesOfBody(entry.body));
}

async function noteFlags(ledger: LedgerPort, into: OnHandBook): Promise<readonly string[]> {
  const flagged = await ledger.readFlagged();
  return into.setQuarantined(flagged.filter((entry) => entry.state === 'quarantined'));
}

/** Puts the quantities of these keys on the screens. A long day offline names the same key thousands of times. */
function show(keys: Iterable<string>, view?: StockView): void {
  let hasChanged = false;
  for (const key of new Set(keys)) {
    const next = book.onHand(key);
    if (next === (quantities.get(key) ?? null)) continue;
    hasChanged = true;
    if (next === null) quantities.delete(key);
    else quantities.set(key, next);
  }
  if (!hasChanged && !isStale && view === undefined) return;
  const version = useOnHand.getState().version + Number(hasChanged || isStale);
  useOnHand.setState(view === undefined ? { version } : { version, asOf: view.asOf });
  isStale = false;
}
