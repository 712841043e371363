import { entryHash } from '#domain/chain.ts';
import type { Fact } from '#domain/facts.ts';
import { invariant } from '#domain/invariant.ts';
import type { AppendRefusal } from '#domain/refusal.ts';
import { paperNumber, type PaperKind } from '#domain/series.ts';
import type { OpenShift } from '#domain/shift.ts';
import { BODY_BYTES_MAX } from '#protocol/limits.ts';
import { factOfOwnBody, utf8Length } from '#protocol/own-body.ts';
import type {
  Appended,
  AppendRequest,
  EpochState,
  LedgerRecord,
  StoredCart,
  StoredEntry,
} from './ledger-port.ts';
import { entryOf, isOvertaken, metaOf, type EntryRow } from './ledger-record.ts';

/** What an append reads, all in its own transaction. */
export interface AppendGround {
  readonly record: LedgerRecord;
  /** The open epoch. */
  readonly epoch: EpochState;
  /** The entry that bears the factId already. */
  readonly existing: StoredEntry | null;
  /** The cart that is to become the sale, as it lies in the database. */
  readonly cart: StoredCart | null;
}

/** What an append writes, in that same transaction; `repeat` and `refused` write at most a cart. */
export type AppendPlan<Refusal> =
  | { readonly kind: 'repeat'; readonly appended: Appended; readonly paidCartId: string | null }
  | { readonly kind: 'refused'; readonly refusal: Refusal; readonly parkedCart: StoredCart | null }
  | { readonly kind: 'write'; readonly appended: Appended; readonly rows: AppendRows };

export interface AppendRows {
  readonly entry: EntryRow;
  readonly epoch: EpochState;
  readonly record: LedgerRecord;
  readonly paidCartId: string | null;
}

/**
 * Decides what an append does: a ladder of named refusals, the replay-safe check first. Pure and synchronous, hash
 * included, so that both adapters share every rule and nothing can be awaited between reading the head and writing it.
 */
export function planAppend<Refusal>(
  ground: AppendGround,
  request: AppendRequest<Refusal>,
): AppendPlan<Refusal | AppendRefusal> {
  const { record, existing, cart } = ground;
  const known = existing === null ? null : factOfOwnBody(existing.body);
  if (existing !== null && known !== null && request.isSame(known)) {
    const isLeftOver = cart?.cart.factId === request.factId && !isOvertaken(record);
    const paidCartId = isLeftOver ? cart.cart.cartId : null;
    return { kind: 'repeat', appended: { entry: existing, fact: known, isRepeat: true }, paidCartId };
  }
  if (isOvertaken(record)) return refusal({ kind: 'update-needed' });
  if (existing !== null) {
    return {
      kind: 'refused',
      refusal: { kind: 'already-paid' },
      parkedCart: cart === null ? null : parked(cart),
    };
  }
  if (record.isRevoked) return refusal({ kind: 'device-revoked' });
  if (request.cart !== null && cart?.revision !== request.cart.revision)
    return refusal({ kind: 'cart-changed' });
  return planWrite(ground, request);
}

function planWrite<Refusal>(
  { record, epoch }: AppendGround,
  request: AppendRequest<Refusal>,
): AppendPlan<Refusal | AppendRefusal> {
  const counters: Record<PaperKind, number> = { ...record.counters };
  const decision = request.decide({
    epoch,
    meta: metaOf(record),
    number(kind) {
      counters[kind] += 1;
      return paperNumber(record.identity.outletCode, record.series, kind, counters[kind]);
    },
  });
  if (!decision.ok) return refusal(decision.refusal);
  const { fact, body } = written(decision.value);
  const { factId } = request;
  const seq = epoch.seq + 1;
  const { coopId } = record.identity;
  const hash = entryHash({ coopId, epoch: epoch.epoch, seq, factId, body }, epoch.hash);
  const { kind, at, businessDate, totals } = fact;
  const place = { epoch: epoch.epoch, seq, factId, hash, body, origin: null };
  const entry: EntryRow = { ...place, kind, at, businessDate, gross: totals.gross };
  return {
    kind: 'write',
    appended: { entry: entryOf(entry, epoch.acked), fact, isRepeat: false },
    rows: {
      entry,
      epoch: { ...epoch, seq, hash, totals },
      record: {
        ...record,
        counters,
        openShift: shiftAfter(record.openShift, fact, factId),
        lastFactDate: businessDate,
      },
      paidCartId: request.cart?.cartId ?? null,
    },
  };
}

/**
 * The bytes of a fact, made once and never again. A composed and a decomposed "é" look alike and hash apart, so text is NFC;
 * no character of JSON's own grammar takes part in a composition, which lets the whole body be normalised in one go.
 */
function written(decided: Fact): { fact: Fact; body: string } {
  const raw = JSON.stringify(decided);
  const body = raw.normalize('NFC');
  invariant(
    utf8Length(body) <= BODY_BYTES_MAX,
    'a body stays under its limit: longer documents are several facts',
  );
  return { fact: body === raw ? decided : (factOfOwnBody(body) ?? decided), body };
}

function shiftAfter(before: OpenShift | null, fact: Fact, factId: string): OpenShift | null {
  if (fact.kind === 'shift.opened') {
    const { businessDate, floatRupiah, at, actor } = fact;
    return { shiftId: factId, businessDate, floatRupiah, openedAt: at, staffId: actor.staffId };
  }
  return fact.kind === 'shift.closed' && fact.shiftId === before?.shiftId ? null : before;
}

/** The cart whose factId turned out to be another sale's: it stays for the cashier to look at, and gets a new factId. */
function parked({ cart, revision, updatedAt }: StoredCart): StoredCart {
  return { cart: { ...cart, factId: null }, state: 'parked', revision: revision + 1, updatedAt };
}

function refusal<Refusal>(why: Refusal): AppendPlan<Refusal> {
  return { kind: 'refused', refusal: why, parkedCart: null };
}
