import { createHash } from 'node:crypto';
import { stockKey, type Move } from '#domain/stock.ts';
import { movesOfBody } from '../../src/storage/replica/own-moves.ts';
import type { Books } from './books.ts';
import { hold } from './violation.ts';

/** A fact as it lies in the server's books. */
export interface StoredFact {
  readonly status: string;
  readonly body: string;
  readonly moves: readonly Move[];
}

interface CoopModel {
  readonly facts: Map<string, StoredFact>;
  /** At which commit a fact's moves were in the stock. */
  readonly appliedAt: Map<string, number>;
  readonly stock: Map<string, number>;
  /** At which commit a stock row got its counter, by `stream|key|seq`. */
  readonly rowCommits: Map<string, number>;
  readonly streamSeen: Map<string, number>;
  /** Places with their hashes. */
  readonly places: Set<string>;
  readonly chainSeen: Map<string, { seq: number; hash: string }>;
  lastRow: number;
}

/**
 * What must follow from the server's bytes, worked out without the server's code: the sum of moves, the chains, and which facts
 * a stock row held when it got its counter. It is told after each commit and looks at what has come.
 */
export class ServerModel {
  #coops = new Map<string, CoopModel>();
  /** Of every generation there has been: rows that a till still shows may come from a former one. */
  readonly #eras = new Map<string, CoopModel>();
  readonly #prices = new Map<string, string>();
  /** Every hash that ever stood at a place of a ledger, in any generation. */
  readonly #hashes = new Map<string, Set<string>>();
  #commit = 0;

  /** Looks at what a commit has brought into one co-operative. @throws Violation for I2, I3, I7, I13 */
  look(books: Books, coopId: string, serverGen: string): void {
    this.#commit += 1;
    const coop = this.#coopOf(coopId, serverGen);
    this.#takeFacts(books, coopId, coop);
    this.#checkStock(books, coopId, coop);
    this.#noteRows(books, coopId, coop);
    this.#checkChains(books, coopId, coop);
    const [head] = books.rows("select head from stream_head where coop_id = ? and stream = 'coop'", coopId);
    if (head?.['head'] === coop.streamSeen.get('coop')) return;
    coop.streamSeen.set('coop', Number(head?.['head']));
    this.#checkPrices(books, coopId);
  }

  /** The books were replaced, or held facts settled: everything is read again. */
  readAgain(books: Books, coopId: string, serverGen: string): void {
    const before = this.#eras.get(`${coopId}|${serverGen}`);
    this.#coops.delete(coopId);
    this.#eras.delete(`${coopId}|${serverGen}`);
    this.look(books, coopId, serverGen);
    const now = this.#coopOf(coopId, serverGen);
    // What was in a row before is in it still: only what is new got into the books now.
    for (const [factId, at] of before?.appliedAt ?? [])
      if (now.appliedAt.has(factId)) now.appliedAt.set(factId, at);
    for (const [row, at] of before?.rowCommits ?? []) now.rowCommits.set(row, at);
  }

  factOf(coopId: string, factId: string): StoredFact | undefined {
    return this.#coops.get(coopId)?.facts.get(factId);
  }

  /** What the server says of an entry with these bytes; undefined while it has not come. Other bytes under its id collide. */
  verdictOf(coopId: string, { factId, body }: { factId: string; body: string }): string | undefined {
    const stored = this.factOf(coopId, factId);
    return stored === undefined || stored.body === body ? stored?.status : 'quarantined';
  }

  factsOf(coopId: string): ReadonlyMap<string, StoredFact> {
    return this.#coops.get(coopId)?.facts ?? new Map();
  }

  stockOf(coopId: string): ReadonlyMap<string, number> {
    return this.#coops.get(coopId)?.stock ?? new Map();
  }

  /** True when another entry than this one has ever stood in its place: a copy of the tablet was faster. */
  isRivalled(epoch: string, seq: number, hash: string): boolean {
    return [...(this.#hashes.get(`${epoch}|${seq}`) ?? [])].some((other) => other !== hash);
  }

  /** True when this very entry has stood in its place in a generation: else its fact came there by a copy that moved it. */
  hasStood(at: { coopId: string; gen: string; epoch: string; seq: number }, hash: string): boolean {
    return this.#eras.get(`${at.coopId}|${at.gen}`)?.places.has(`${at.epoch}|${at.seq}|${hash}`) === true;
  }

  /** True when a stock row held a fact's moves when it got this counter; null when nobody knows the row. */
  wasIn(
    row: { coopId: string; gen: string; stream: string; key: string; seq: number },
    factId: string,
  ): boolean | null {
    const era = this.#eras.get(`${row.coopId}|${row.gen}`);
    const rowCommit = era?.rowCommits.get(`${row.stream}|${row.key}|${row.seq}`);
    if (era === undefined || rowCommit === undefined) return null;
    return (era.appliedAt.get(factId) ?? Number.POSITIVE_INFINITY) <= rowCommit;
  }

  #coopOf(coopId: string, serverGen: string): CoopModel {
    const era = `${coopId}|${serverGen}`;
    const known = this.#eras.get(era);
    if (known !== undefined) {
      this.#coops.set(coopId, known);
      return known;
    }
    const fresh: CoopModel = {
      facts: new Map(),
      appliedAt: new Map(),
      stock: new Map(),
      rowCommits: new Map(),
      streamSeen: new Map(),
      chainSeen: new Map(),
      places: new Set(),
      lastRow: 0,
    };
    this.#eras.set(era, fresh);
    this.#coops.set(coopId, fresh);
    return fresh;
  }

  #takeFacts(books: Books, coopId: string, coop: CoopModel): void {
    const sql =
      'select rowid as n, fact_id, status, body, content from fact where coop_id = ? and rowid > ? order by rowid';
    for (const row of books.rows(sql, coopId, coop.lastRow)) {
      const [factId, body, status] = [text(row, 'fact_id'), text(row, 'body'), text(row, 'status')];
      coop.lastRow = Number(row['n']);
      hold('I7', sha256(body) === text(row, 'content'), () => `content of ${factId} differs from its body`);
      hold('I2', !coop.facts.has(factId), () => `fact ${factId} was stored twice`);
      const moves = movesOfBody(body);
      coop.facts.set(factId, { status, body, moves });
      if (status !== 'accepted') continue;
      coop.appliedAt.set(factId, this.#commit);
      for (const { place, stockItemId, milli } of moves) {
        const key = stockKey(place, stockItemId);
        coop.stock.set(key, (coop.stock.get(key) ?? 0) + milli);
      }
    }
  }

  #checkStock(books: Books, coopId: string, coop: CoopModel): void {
    const rows = books.rows('select place, item, milli from stock where coop_id = ?', coopId);
    hold(
      'I3',
      rows.length === coop.stock.size,
      () => `${coopId} has ${rows.length} stock rows, facts make ${coop.stock.size}`,
    );
    for (const row of rows) {
      const key = stockKey(text(row, 'place'), text(row, 'item'));
      const sum = coop.stock.get(key);
      hold(
        'I3',
        sum === row['milli'],
        () => `${coopId} ${key} is ${String(row['milli'])}, its moves sum up to ${String(sum)}`,
      );
    }
  }

  #noteRows(books: Books, coopId: string, coop: CoopModel): void {
    const sql =
      "select stream, id, log_seq from change_index where coop_id = ? and entity = 'stock' and log_seq > ? and stream = ?";
    const heads = books.rows(
      "select stream, head from stream_head where coop_id = ? and stream <> 'coop'",
      coopId,
    );
    for (const { stream, head } of heads) {
      const name = String(stream);
      for (const row of books.rows(sql, coopId, coop.streamSeen.get(name) ?? 0, name))
        coop.rowCommits.set(`${name}|${text(row, 'id')}|${Number(row['log_seq'])}`, this.#commit);
      coop.streamSeen.set(name, Number(head));
    }
  }

  /** Slots 1 … acked without a gap, each hash following from the one before (I7), by the text of `journal-and-sync` 3. */
  #checkChains(books: Books, coopId: string, coop: CoopModel): void {
    const epochs = books.rows(
      'select epoch, genesis_hash, acked_seq, head_hash from device_epoch where coop_id = ?',
      coopId,
    );
    const sql = `select s.seq, s.fact_id, s.hash, coalesce(c.body, f.body) as body from slot s
      join fact f on f.coop_id = s.coop_id and f.fact_id = s.fact_id
      left join collision c on c.coop_id = s.coop_id and c.epoch = s.epoch and c.seq = s.seq
      where s.coop_id = ? and s.epoch = ? and s.seq > ? order by s.seq`;
    for (const row of epochs) {
      const epoch = text(row, 'epoch');
      let last = coop.chainSeen.get(epoch) ?? { seq: 0, hash: text(row, 'genesis_hash') };
      if (last.seq === row['acked_seq'] && coop.chainSeen.has(epoch)) continue;
      for (const slot of books.rows(sql, coopId, epoch, last.seq)) {
        const seq = last.seq + 1;
        hold('I7', slot['seq'] === seq, () => `${epoch} has no slot ${seq}`);
        const content = sha256(text(slot, 'body'));
        const hash = sha256(
          ['gerai1', coopId, epoch, seq, text(slot, 'fact_id'), content, last.hash].join('|'),
        );
        hold('I7', hash === slot['hash'], () => `the hash of ${epoch}:${seq} does not follow`);
        last = { seq, hash };
        const place = `${epoch}|${seq}`;
        coop.places.add(`${place}|${hash}`);
        this.#hashes.set(place, (this.#hashes.get(place) ?? new Set()).add(hash));
      }
      hold(
        'I7',
        last.seq === row['acked_seq'] && last.hash === row['head_hash'],
        () => `${epoch} ends at ${last.seq}, acked is ${String(row['acked_seq'])}`,
      );
      coop.chainSeen.set(epoch, last);
    }
  }

  #checkPrices(books: Books, coopId: string): void {
    for (const row of books.rows(
      "select id, row from master_row where coop_id = ? and entity = 'price'",
      coopId,
    )) {
      const id = `${coopId}|${text(row, 'id')}`;
      const first = this.#prices.get(id) ?? text(row, 'row');
      this.#prices.set(id, first);
      hold('I13', first === row['row'], () => `price ${id} was ${first} and is ${String(row['row'])}`);
    }
  }
}

function text(row: Readonly<Record<string, unknown>>, column: string): string {
  const value = row[column];
  if (typeof value !== 'string') throw new Error(`${column} is no text`);
  return value;
}

function sha256(bytes: string): string {
  return createHash('sha256').update(bytes).digest('hex');
}
