import type { Fact } from '#domain/facts.ts';
import type { Move } from '#domain/stock.ts';
import type { LedgerPort } from '../ledger/ledger-port.ts';
import { movesOfBody, OnHandBook } from './own-moves.ts';
import type { Replica, StockView, TakenPage } from './replica.ts';

/** Entries read at once while the book is filled. */
const CHUNK_ENTRIES = 500;

interface EntryPlace {
  readonly epoch: string;
  readonly seq: number;
}

interface LateEntry extends EntryPlace {
  readonly moves: readonly Move[];
}

/** Told of what has changed in the quantities: whether any has, and the page by which they are known, where one came. */
type Publish = (hasChanged: boolean, view?: StockView) => void;

/**
 * Keeps on-hand of everything up to date in a map: what the server's rows say, with own changes laid over that they do not
 * hold yet. A page has one, because it has one ledger; the simulator has one a till.
 */
export class OnHandMirror {
  readonly #quantities: Map<string, number>;
  readonly #publish: Publish;
  #book = new OnHandBook();
  /** Entries that were appended while a new book is being filled: they may lie behind what it has read already. */
  #lateEntries: LateEntry[] | null = null;
  /** Not everybody was told of the last change: the next one is told even where it changes nothing. */
  #isStale = false;
  /** Fillings and pages go one after the other, or a page could be lost in the book that is about to be replaced. */
  #lastTurn: Promise<unknown> = Promise.resolve();

  /** @param quantities thousandths by `stockKey`, changed in place */
  constructor(quantities: Map<string, number>, publish: Publish) {
    this.#quantities = quantities;
    this.#publish = publish;
  }

  /** Fills on-hand anew from both memories: at the start, and after a whole set of rows was loaded. */
  rebuild(ledger: LedgerPort, replica: Replica): Promise<void> {
    return this.#inTurn(() => this.#fillBook(ledger, replica));
  }

  /**
   * Lays an entry that was just appended over the rows. The same entry twice counts once. Never throws: the entry is stored,
   * and whoever tells of it must not hear that it failed. What a screen missed it sees with the next change.
   */
  noteAppended(entry: EntryPlace, fact: Fact): void {
    const late = { epoch: entry.epoch, seq: entry.seq, moves: fact.moves };
    this.#lateEntries?.push(late);
    try {
      this.#show(this.#book.addEntry(late, late.moves));
    } catch (error) {
      this.#isStale = true;
      // A mistake of ours all the same, and no test or console may miss it.
      queueMicrotask(() => {
        throw error;
      });
    }
  }

  /** Notes which own entries the server has quarantined: they move nothing until a person decides. After each push. */
  takeFlags(ledger: LedgerPort): Promise<void> {
    return this.#inTurn(async () => this.#show(await noteFlags(ledger, this.#book)));
  }

  /** Takes over what a page has changed. */
  takePage(ledger: LedgerPort, replica: Replica, page: TakenPage): Promise<void> {
    return this.#inTurn(async () => {
      if (page.isSwapped) return this.#fillBook(ledger, replica);
      if (page.stockIds.length === 0 && !page.isCaughtUp) return;
      const view = await replica.readStock(page.stockIds);
      const changed = this.#book.takeRows(view, page.stockIds);
      // Another tab may have sold meanwhile; its entries are found in the ledger they share.
      const touched = page.isCaughtUp ? await readOwnEntries(ledger, this.#book) : [];
      this.#show([...changed, ...touched], view);
    });
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const turn = this.#lastTurn.then(work);
    this.#lastTurn = turn.catch(() => undefined);
    return turn;
  }

  async #fillBook(ledger: LedgerPort, replica: Replica): Promise<void> {
    const fresh = new OnHandBook();
    const late: LateEntry[] = [];
    this.#lateEntries = late;
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
      this.#lateEntries = null;
    }
    for (const entry of late) fresh.addEntry(entry, entry.moves);
    this.#book = fresh;
    this.#show(new Set([...this.#quantities.keys(), ...fresh.keys()]), view);
  }

  /** Puts the quantities of these keys on the screens. A long day offline names the same key thousands of times. */
  #show(keys: Iterable<string>, view?: StockView): void {
    let hasChanged = false;
    for (const key of new Set(keys)) {
      const next = this.#book.onHand(key);
      if (next === (this.#quantities.get(key) ?? null)) continue;
      hasChanged = true;
      if (next === null) this.#quantities.delete(key);
      else this.#quantities.set(key, next);
    }
    if (!hasChanged && !this.#isStale && view === undefined) return;
    this.#publish(hasChanged || this.#isStale, view);
    this.#isStale = false;
  }
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
