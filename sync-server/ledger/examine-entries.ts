import type { Totals } from '#domain/chain.ts';
import type { Fact, FactKind } from '#domain/facts.ts';
import { judge, type Finding } from '#domain/judge.ts';
import { paperNumberOf } from '#domain/paper-number.ts';
import { rowChanges, type RowChange } from '#domain/row-changes.ts';
import { defectOf } from '#domain/soundness.ts';
import { businessDateAt } from '#domain/time.ts';
import type { WireEntry } from '#protocol/entry.ts';
import { parseBody } from '#protocol/fact.ts';
import type { EntryStatus } from '#protocol/push.ts';
import { digest } from '../keys/signatures.ts';
import type { FactRecord, KnownFact } from '../store/records.ts';
import { GrowingKnowledge, type Knowledge } from './knowledge.ts';

/** What the server needs to know to examine new entries of one device. */
export interface Examination {
  readonly deviceId: string;
  readonly outletId: string;
  readonly isRevoked: boolean;
  readonly receivedAt: number;
  /** Running totals before the first entry; null when nobody knows them. */
  readonly totalsBefore: Totals | null;
  readonly knowledge: Knowledge;
  /** Facts of the request that are stored already. */
  readonly knownFacts: ReadonlyMap<string, KnownFact>;
  /** Numbers on paper that stored facts of the outlet bear. */
  readonly takenNumbers: ReadonlySet<string>;
}

/** What becomes of one new entry. */
export interface Examined {
  readonly entry: Pick<WireEntry, 'seq' | 'factId' | 'body'>;
  readonly content: string;
  readonly status: EntryStatus;
  readonly reason: string | null;
  /** The fact to store; null when one with this id is stored already. */
  readonly record: FactRecord | null;
  /** `apply` moves stock for the first time, `touch` sends the moved rows down once more, `none` leaves them alone. */
  readonly effect: 'apply' | 'touch' | 'none';
  /** The fact, where it was read. */
  readonly fact: Fact | null;
  /** The rows that it makes for the first time; none unless `effect` is `apply`. */
  readonly rows: readonly RowChange[];
  readonly findings: readonly Finding[];
}

/** Facts that only the server writes, into its own ledger: taken from a device they would let it write the office's rows. */
const SERVER_ONLY: ReadonlySet<FactKind> = new Set([
  'master.imported',
  'stock.opened',
  'device.enrolled',
  'server.restored',
  'pin.reset',
  'pin.set',
  'person.changed',
  'account.invited',
  'device.revoked',
  'device.reinstated',
  'outlet.changed',
]);

/** Examines entries in their order. The totals of each are the ground on which the next is judged. */
export function examineEntries(
  entries: readonly WireEntry[],
  examination: Examination,
): { readonly examined: readonly Examined[]; readonly totals: Totals | null } {
  const facts = new Map(examination.knownFacts);
  const numbers = new Set(examination.takenNumbers);
  const knowledge = new GrowingKnowledge(examination.knowledge);
  let totals = examination.totalsBefore;
  const examined = entries.map((entry) => {
    const content = digest(entry.body);
    const known = facts.get(entry.factId);
    const one =
      known === undefined
        ? examineNew(entry, content, {
            ...examination,
            knowledge: knowledge.now,
            totalsBefore: totals,
            takenNumbers: numbers,
          })
        : examineKnown(entry, content, known);
    if (one.record !== null) facts.set(entry.factId, { ...one.record });
    const number = one.fact === null ? null : paperNumberOf(one.fact);
    if (number !== null) numbers.add(number);
    knowledge.learn(one.rows);
    totals = one.fact?.totals ?? null;
    return one;
  });
  return { examined, totals };
}

/** A fact whose id is stored already: the same bytes are a duplicate, others a collision. Both keep their place. */
function examineKnown(entry: WireEntry, content: string, known: KnownFact): Examined {
  const parsed = parseBody(entry.body);
  const fact = parsed.outcome === 'fact' ? parsed.fact : null;
  const shared = { entry, content, record: null, fact, rows: [] };
  if (known.content !== content) {
    const finding: Finding = { kind: 'id_collision', detail: { seq: entry.seq } };
    return { ...shared, status: 'quarantined', reason: 'id_collision', effect: 'none', findings: [finding] };
  }
  // A fact that was held or quarantined stays so in its new place: calling it a duplicate would make it look final.
  if (known.status !== 'accepted') {
    return { ...shared, status: known.status, reason: known.reason, effect: 'none', findings: [] };
  }
  // Its stock rows go down once more: rows stamped before the move don't contain the entry in its new place.
  return { ...shared, status: 'duplicate', reason: null, effect: 'touch', findings: [] };
}

/** An entry whose fact is not in the books yet: it is read, checked against itself, and judged. */
export function examineNew(
  entry: Pick<WireEntry, 'seq' | 'factId' | 'body'>,
  content: string,
  examination: Examination,
): Examined {
  const parsed = parseBody(entry.body);
  const fact = parsed.outcome === 'fact' ? parsed.fact : null;
  const verdict =
    parsed.outcome === 'fact'
      ? examineFact(parsed.fact, examination)
      : { ...unread(parsed), rows: [], findings: [] };
  const { status, reason, rows, findings } = verdict;
  const record: FactRecord = {
    factId: entry.factId,
    kind: fact?.kind ?? 'unread',
    status,
    reason,
    content,
    body: entry.body,
    at: parsed.outcome === 'held' ? parsed.at : (fact?.at ?? examination.receivedAt),
    outletId: examination.outletId,
    deviceId: examination.deviceId,
    number: fact === null ? null : paperNumberOf(fact),
    businessDate: fact?.businessDate ?? null,
    receivedDate: fact === null ? null : businessDateAt(examination.receivedAt, fact.tz),
    receivedAt: examination.receivedAt,
  };
  return {
    entry,
    content,
    status,
    reason,
    record,
    effect: status === 'accepted' ? 'apply' : 'none',
    fact,
    rows,
    findings,
  };
}

interface Verdict {
  readonly status: FactRecord['status'];
  readonly reason: string | null;
  readonly rows: readonly RowChange[];
  readonly findings: readonly Finding[];
}

function unread(parsed: {
  readonly outcome: 'held' | 'invalid';
  readonly reason: string;
}): Omit<Verdict, 'rows' | 'findings'> {
  return { status: parsed.outcome === 'held' ? 'held' : 'quarantined', reason: parsed.reason };
}

function examineFact(fact: Fact, examination: Examination): Verdict {
  const quarantined = (reason: string): Verdict => ({
    status: 'quarantined',
    reason,
    rows: [],
    findings: [],
  });
  if (examination.isRevoked) return quarantined('device_revoked');
  if (SERVER_ONLY.has(fact.kind)) return quarantined('kind_not_allowed');
  if (fact.outletId !== examination.outletId) return quarantined('outlet_foreign');
  if (!fact.moves.every((move) => isOwnPlace(move.place, examination))) return quarantined('place_foreign');
  try {
    const defect = defectOf(fact);
    if (defect !== null) return quarantined(defect);
    return {
      status: 'accepted',
      reason: null,
      rows: rowChanges(fact),
      findings: judge(fact, knownTo(fact, examination)),
    };
  } catch {
    // Amounts that pass each limit alone can still break one together. A throw here would stop the whole queue for good.
    return quarantined('out_of_range');
  }
}

/** A place nobody has heard of belongs to the device's outlet; one of another outlet can't be moved from here. */
function isOwnPlace(place: string, examination: Examination): boolean {
  const owner = examination.knowledge.outletOfPlace.get(place);
  return owner === undefined || owner === examination.outletId;
}

function knownTo(fact: Fact, examination: Examination): Parameters<typeof judge>[1] {
  const { staff, products, prices, rules } = examination.knowledge;
  const number = paperNumberOf(fact);
  return {
    receivedAt: examination.receivedAt,
    totalsBefore: examination.totalsBefore,
    staff,
    products,
    prices,
    rules,
    isNumberTaken: number !== null && examination.takenNumbers.has(number),
  };
}
