import { stockKey } from '#domain/stock.ts';
import { movesOfBody } from '../../src/storage/replica/own-moves.ts';
import type { Move } from '#domain/stock.ts';
import { Books } from './books.ts';
import { CustodyBook } from './custody.ts';
import { readLedger, type LedgerView } from './ledger-view.ts';
import type { ServerModel } from './server-model.ts';
import type { Backup, SimServer } from './sim-server.ts';
import type { SimTill } from './sim-till.ts';
import type { Tally } from './tally.ts';
import { hold } from './violation.ts';

const RETAINED_MS = 35 * 24 * 3_600_000;

/** What the oracle looks at. */
export interface Ground {
  readonly server: SimServer;
  readonly model: ServerModel;
  readonly tally: Tally;
  readonly backups: () => readonly Backup[];
  readonly serverNow: () => number;
  readonly genOf: (coopId: string) => string;
}

interface Seen {
  changes: number;
  /** By epoch: `acked` with the generation in which it was found sound. */
  readonly acked: Map<string, string>;
  readonly cursors: Map<string, string>;
  /** Facts that this till has ever known as quarantined. */
  readonly quarantined: Set<string>;
  facts: ReadonlyMap<string, { readonly epoch: string; readonly seq: number }>;
}

/** Asks after every happening what must hold at every step, of the tills that it has changed. */
export class Oracle {
  readonly custody = new CustodyBook();
  readonly #ground: Ground;
  readonly #seen = new Map<SimTill, Seen>();
  readonly #moves = new Map<string, readonly Move[]>();
  readonly #backupFacts = new Map<string, ReadonlySet<string>>();

  constructor(ground: Ground) {
    this.#ground = ground;
  }

  /** Looks at a till if anything there may have changed. @throws Violation for I1, I5, I8, I9, I11 */
  async look(till: SimTill): Promise<void> {
    const seen = this.#seenOf(till);
    if (till.life === null || till.busy > 0 || seen.changes === till.changes) return;
    seen.changes = till.changes;
    const view = await readLedger(till);
    this.#checkKept(till, view, seen);
    this.#checkAcked(till, view, seen);
    this.#checkCursors(till, seen);
    this.#checkOnHand(till, view, seen);
  }

  /** A till lives on another disk now: what it held before is no measure of it. */
  forget(till: SimTill): void {
    this.#seen.delete(till);
  }

  isOnServer(coopId: string, factId: string): boolean {
    return this.#ground.model.factOf(coopId, factId) !== undefined;
  }

  #seenOf(till: SimTill): Seen {
    const known = this.#seen.get(till);
    if (known !== undefined) return known;
    const fresh: Seen = {
      changes: -1,
      acked: new Map(),
      cursors: new Map(),
      quarantined: new Set(),
      facts: new Map(),
    };
    this.#seen.set(till, fresh);
    return fresh;
  }

  /** A ledger never loses a fact but by pruning (I1), and what it prunes lies in every backup of the last 35 days (I9). */
  #checkKept(till: SimTill, view: LedgerView, seen: Seen): void {
    const { coopId } = till.identity;
    const facts = new Map<string, { epoch: string; seq: number }>();
    for (const { factId, body, epoch, seq } of view.entries) {
      facts.set(factId, { epoch, seq });
      if (!seen.facts.has(factId)) this.custody.note(factId, body, { disk: till.disk, isShown: false });
    }
    for (const [factId, { epoch, seq }] of seen.facts) {
      if (facts.has(factId)) continue;
      const left = view.epochs.find((one) => one.epoch === epoch);
      const isPruned = left === undefined || seq <= (left.prunedThrough?.seq ?? 0);
      hold('I1', isPruned, () => `${till.name} lost ${factId} from ${epoch}:${seq}`);
      this.#checkPruned(till, factId, view.meta.serverGen);
      this.#ground.tally.add('pruned');
      this.custody.letGo(factId, till.disk, (id) => this.isOnServer(coopId, id));
    }
    seen.facts = facts;
  }

  #checkPruned(till: SimTill, factId: string, serverGen: string): void {
    const { serverNow } = this.#ground;
    const recent = this.#ground.backups().filter(({ madeAt }) => serverNow() - madeAt <= RETAINED_MS);
    const missing = recent.find((backup) => !this.#factsIn(backup).has(`${till.identity.coopId}|${factId}`));
    hold(
      'I9',
      missing === undefined,
      () => `${till.name} let ${factId} go, which ${missing?.file ?? ''} lacks`,
    );
    // A till that has not heard of a restore goes by what it was told before.
    const isCurrent = serverGen === this.#ground.genOf(till.identity.coopId);
    const isThere = !isCurrent || this.isOnServer(till.identity.coopId, factId);
    hold('I9', isThere, () => `${till.name} let ${factId} go, which the server lacks`);
    const isInOne = this.#ground
      .backups()
      .some((backup) => this.#factsIn(backup).has(`${till.identity.coopId}|${factId}`));
    hold('I9', isInOne, () => `${till.name} let ${factId} go, which no backup has`);
  }

  #factsIn(backup: Backup): ReadonlySet<string> {
    const known = this.#backupFacts.get(backup.file);
    if (known !== undefined) return known;
    const books = Books.from(backup.image);
    const facts = new Set(
      books
        .rows('select coop_id, fact_id from fact')
        .map((row) => `${String(row['coop_id'])}|${String(row['fact_id'])}`),
    );
    books.close();
    this.#backupFacts.set(backup.file, facts);
    return facts;
  }

  /** What a till believes to be on the server is there, with an equal hash (I8). */
  #checkAcked(till: SimTill, view: LedgerView, seen: Seen): void {
    const { coopId } = till.identity;
    const { serverGen } = view.meta;
    if (serverGen !== this.#ground.genOf(coopId)) return;
    for (const { epoch, acked, seq, hash, prunedThrough } of view.epochs) {
      const found = `${serverGen}|${acked}`;
      if (acked <= (prunedThrough?.seq ?? 0) || seen.acked.get(epoch) === found) continue;
      const own =
        acked === seq ? hash : view.entries.find((one) => one.epoch === epoch && one.seq === acked)?.hash;
      const sql = 'select hash from slot where coop_id = ? and epoch = ? and seq = ?';
      const [slot] = this.#ground.server.books.rows(sql, coopId, epoch, acked);
      hold(
        'I8',
        slot !== undefined && slot['hash'] === own,
        () => `${till.name} calls ${epoch}:${acked} acked; the server has ${String(slot?.['hash'])}`,
      );
      seen.acked.set(epoch, found);
    }
  }

  /** Every row that stands at or below a cursor on the server is here with its counter (I11). */
  #checkCursors(till: SimTill, seen: Seen): void {
    const { coopId } = till.identity;
    const { sets, rows } = till.replicaDisk.tables;
    for (const set of sets.values()) {
      if (till.replicaDisk.bornIn.get(set.set) !== this.#ground.genOf(coopId)) continue;
      const at = `${set.stream}|${set.seq}`;
      if (seen.cursors.get(String(set.set)) === at) continue;
      const sql =
        'select entity, id, log_seq, deleted from change_index where coop_id = ? and stream = ? and log_seq <= ?';
      for (const row of this.#ground.server.books.rows(sql, coopId, set.stream, set.seq)) {
        const here = rows.get(`${set.set}|${String(row['entity'])}|${String(row['id'])}`);
        const isHere = row['deleted'] === 1 ? here === undefined : here?.seq === row['log_seq'];
        hold(
          'I11',
          isHere,
          () =>
            `${till.name} has read ${set.stream} to ${set.seq} without ${String(row['id'])} at ${String(row['log_seq'])}`,
        );
      }
      seen.cursors.set(String(set.set), at);
    }
  }

  /** On hand = what the row holds + each own entry that is not in it, once (I5). */
  #checkOnHand(till: SimTill, view: LedgerView, seen: Seen): void {
    const { onHand, identity, replicaDisk } = till;
    if (onHand === null) return;
    const { coopId } = identity;
    const sets = [...replicaDisk.tables.sets.values()];
    const set = sets.find(({ isInUse, stream }) => isInUse && stream.startsWith('outlet:'));
    const gen = set === undefined ? '' : (replicaDisk.bornIn.get(set.set) ?? '');
    const rows = [...replicaDisk.tables.rows.values()].filter(
      (row) => row.set === set?.set && row.entity === 'stock',
    );
    const seqOf = new Map(rows.map((row) => [row.id, row.seq]));
    const expected = new Map<string, number>(rows.map((row) => [row.id, Number(row.row['milli'])]));
    const unsure = new Set<string>();
    const stamps = [...replicaDisk.tables.stamps.values()].filter((stamp) => stamp.set === set?.set);
    const flagged = new Map(view.flagged.map(({ epoch, seq, state }) => [`${epoch}|${seq}`, state]));
    const isRoundOpen = !sets.every(({ stream, gen: own, seq }) =>
      this.#isAtHead(coopId, stream, { gen: own, seq }),
    );
    const isCaughtUp = set !== undefined && this.#isAtHead(coopId, set.stream, { gen, seq: set.seq });
    for (const entry of view.entries) {
      const told = flagged.get(`${entry.epoch}|${entry.seq}`);
      const acked = view.epochs.find(({ epoch }) => epoch === entry.epoch)?.acked ?? 0;
      const verdict = this.#ground.model.verdictOf(coopId, entry);
      // The till has not heard of a quarantine yet, or of its end: either reading is right.
      const isDoubtful = verdict !== undefined && (verdict === 'quarantined') !== (told === 'quarantined');
      // Before a till hears of its copy, a stamp speaks of the copy's entries as if they were its own: places are all it names.
      const isRivalled = this.#ground.model.isRivalled(entry.epoch, entry.seq, entry.hash);
      // Moved entries stand twice until their new place has come back with the rows, and no longer than that.
      const isMoving = entry.origin !== null && !(entry.seq <= acked && isCaughtUp);
      // A page names what is quarantined, and what is no more; screens hear of it when the round of pages has come to its end.
      if (told === 'quarantined') seen.quarantined.add(entry.factId);
      const isBeingTold = isRoundOpen && seen.quarantined.has(entry.factId);
      // Rows that were read while it was in quarantine take it for settled until they are read anew.
      const isReleased =
        told !== 'quarantined' &&
        stamps.some(({ mine }) => mine[entry.epoch]?.quarantined.includes(entry.seq));
      const isUnstamped = stamps.every(({ mine }) => entry.seq > (mine[entry.epoch]?.acked ?? 0));
      for (const { place, stockItemId, milli } of this.#movesOf(entry.factId, entry.body)) {
        const key = stockKey(place, stockItemId);
        const seq = seqOf.get(key);
        const row = { coopId, gen, stream: set?.stream ?? '', key, seq: seq ?? 0 };
        const isIn = seq === undefined ? false : this.#ground.model.wasIn(row, entry.factId);
        // A copy of the tablet has brought the fact in a lineage of its own: this one has its own place still to be heard of.
        const hasStood = this.#ground.model.hasStood(
          { coopId, gen, epoch: entry.epoch, seq: entry.seq },
          entry.hash,
        );
        const isForeign = isIn === true && (!hasStood || (isUnstamped && !isCaughtUp));
        if (isForeign || isDoubtful || isRivalled || isBeingTold || isReleased || isMoving || isIn === null)
          unsure.add(key);
        else if (!isIn && told !== 'quarantined') expected.set(key, (expected.get(key) ?? 0) + milli);
      }
    }
    this.#ground.tally.add('on-hand-checks');
    for (const key of new Set([...expected.keys(), ...onHand.keys()])) {
      if (unsure.has(key)) continue;
      hold(
        'I5',
        (onHand.get(key) ?? 0) === (expected.get(key) ?? 0),
        () => `${till.name} shows ${String(onHand.get(key))} of ${key}, it is ${String(expected.get(key))}`,
      );
    }
  }

  #isAtHead(coopId: string, stream: string, at: { gen: string; seq: number }): boolean {
    if (at.gen !== this.#ground.genOf(coopId)) return false;
    const [row] = this.#ground.server.books.rows(
      'select head from stream_head where coop_id = ? and stream = ?',
      coopId,
      stream,
    );
    return row?.['head'] === at.seq;
  }

  #movesOf(factId: string, body: string): readonly Move[] {
    const known = this.#moves.get(factId);
    if (known !== undefined) return known;
    const moves = movesOfBody(body);
    this.#moves.set(factId, moves);
    return moves;
  }
}
