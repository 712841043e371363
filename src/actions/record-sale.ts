import type { Cart } from '#domain/cart.ts';
import { contentHash, paperCode } from '#domain/chain.ts';
import { sellingPlace } from '#domain/coop.ts';
import type { Fact, SaleRecorded } from '#domain/facts.ts';
import { invariant } from '#domain/invariant.ts';
import { rupiah, type Rupiah } from '#domain/money.ts';
import { cashPayment } from '#domain/payment.ts';
import type { AppendRefusal, SaleRefusal } from '#domain/refusal.ts';
import { cashDue } from '#domain/cart-rules.ts';
import { accepted, refused, type Result } from '#domain/result.ts';
import { decideSale, isSamePurchase, type SaleContext, type SaleDraft } from '#domain/sale.ts';
import type { OpenShift } from '#domain/shift.ts';
import type { Appended, AppendRequest } from '../storage/ledger/ledger-port.ts';
import { useCatalogue } from '../storage/replica/catalogue.ts';
import { noteAppended } from '../storage/replica/on-hand.ts';
import { outletZone } from './act-ground.ts';
import { actorOf, composeFact } from './compose-fact.ts';
import { loadCart } from './edit-cart.ts';
import { holdCart, nameSale, releaseCart, startNextCart, type PaidCart } from './paid-cart.ts';
import type { Workplace } from './workplace.ts';

export interface RecordedSale {
  readonly fact: SaleRecorded;
  readonly factId: string;
  /** The 8 characters on paper. */
  readonly code: string;
}

type RecordingResult = Result<RecordedSale, SaleRefusal | AppendRefusal>;

/** The sale that is just being recorded, by its factId: a second tap waits for the first one's answer. */
const recording = new Map<string, Promise<RecordingResult>>();

/** The receipt that is printed is nearly always this one's, and reading it back would cost a tap's worth of time. */
let last: RecordedSale | null = null;

/**
 * Turns the cart into a sale paid in cash. Resolves only once the ledger's transaction is complete: whoever shows
 * "Tersimpan" shows the truth. A double tap, two tabs, or another try after an unknown outcome give exactly one sale.
 * @param tenderedRupiah what the buyer handed over
 * @throws StorageFailure when the ledger could not write it; the cart is untouched then
 */
export async function recordSale(workplace: Workplace, tenderedRupiah: Rupiah): Promise<RecordingResult> {
  const factId = nameSale(workplace);
  const running = recording.get(factId);
  if (running !== undefined) return await running;
  const started = record(workplace, tenderedRupiah);
  recording.set(factId, started);
  try {
    return await started;
  } finally {
    recording.delete(factId);
  }
}

/** The sale recorded last on this page, if it is this one. */
export function lastRecorded(factId: string): RecordedSale | null {
  return last?.factId === factId ? last : null;
}

async function record(workplace: Workplace, tenderedRupiah: Rupiah): Promise<RecordingResult> {
  const paid = await holdCart(workplace);
  if (paid === null) return refused({ kind: 'cart-changed' });
  try {
    const appended = await workplace.ledger.append(saleOrder(workplace, paid, tenderedRupiah));
    if (appended.ok) return accepted(finish(workplace, appended.value, paid));
    const { kind } = appended.refusal;
    // Another tab has changed, paid or parked this cart: the ledger's copy is the truth.
    if (kind === 'cart-changed' || kind === 'already-paid') await loadCart(workplace);
    return appended;
  } finally {
    releaseCart(workplace);
  }
}

function saleOrder(workplace: Workplace, paid: PaidCart, tenderedRupiah: Rupiah): AppendRequest<SaleRefusal> {
  const actor = actorOf(workplace);
  const tz = outletZone();
  const ground = { ...saleGround(), role: actor.role };
  const cart = inNfc(paid.cart);
  const decideOn = (shift: OpenShift | null) => decideCashSale(cart, tenderedRupiah, { ...ground, shift });
  return {
    factId: paid.factId,
    cart: paid.stored,
    isSame: (existing) => isThisSale(existing, decideOn),
    decide(state) {
      const decided = decideOn(state.meta.openShift);
      if (!decided.ok) return decided;
      const setting = { actor, tz, priceVersion: paid.priceVersion };
      const composed = composeFact(workplace, state, setting, decided.value);
      const fact: SaleRecorded = { ...composed, number: state.number('receipt') };
      return accepted(fact);
    },
  };
}

function finish(workplace: Workplace, appended: Appended, paid: PaidCart): RecordedSale {
  const { fact, entry } = appended;
  invariant(fact.kind === 'sale.recorded', 'a cart becomes a sale and nothing else');
  // The sale is stored: nothing that only shows something may come before the next cart, or end this one in a failure.
  startNextCart(workplace, paid.cart);
  if (!appended.isRepeat) noteAppended(entry, fact);
  const code = paperCode(workplace.identity.coopId, entry.factId, contentHash(entry.body));
  last = { fact, factId: entry.factId, code };
  return last;
}

/** Bodies are NFC, so what is compared with a stored sale has to be NFC as well: the same "é" has two spellings. */
function inNfc(cart: Cart): Cart {
  const lines = cart.lines.map((line) => ({
    ...line,
    unit: line.unit.normalize('NFC'),
    product: { ...line.product, name: line.product.name.normalize('NFC') },
  }));
  return { ...cart, lines };
}

/** What the catalogue says about selling here and now. */
function saleGround(): Pick<SaleContext, 'rules' | 'place' | 'cashStepRupiah'> {
  const { coop, outlet, rules } = useCatalogue.getState();
  const place = outlet === null ? undefined : sellingPlace(outlet);
  invariant(
    coop !== null && place !== undefined,
    'a till knows its co-operative and the place it sells from',
  );
  return { rules, place: place.id, cashStepRupiah: coop.cashStepRupiah };
}

/** Cash for exactly the amount due, with the change given back; too little cash is refused by the sale's own ladder. */
function decideCashSale(
  cart: Cart,
  tenderedRupiah: Rupiah,
  context: SaleContext,
): Result<SaleDraft, SaleRefusal> {
  const { shift, rules, cashStepRupiah } = context;
  if (shift === null) return decideSale(cart, [], context);
  const due = cashDue(cart, rules, shift.businessDate, cashStepRupiah).totalRupiah;
  const kept = rupiah(Math.min(due, tenderedRupiah));
  return decideSale(cart, [cashPayment(kept, tenderedRupiah)], context);
}

/** Decides this cart as of the day of the sale that bears its factId, and compares lines and payments. */
function isThisSale(existing: Fact, decide: (shift: OpenShift) => Result<SaleDraft, SaleRefusal>): boolean {
  if (existing.kind !== 'sale.recorded') return false;
  const { shiftId, businessDate, at, actor } = existing;
  const asThen = decide({
    shiftId,
    businessDate,
    floatRupiah: rupiah(0),
    openedAt: at,
    staffId: actor.staffId,
  });
  return asThen.ok && isSamePurchase(existing, asThen.value);
}
