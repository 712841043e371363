import type { Refusal } from '#domain/refusal.ts';
import { formatCountdown, formatRupiah } from './format.ts';
import type { AllMessages } from './more-id.ts';

/** A refusal in words: what happened, whether money and sales are safe, what to do next. */
export interface RefusalWords {
  readonly what: string;
  readonly safe: string;
  readonly next: string;
}

/** Puts a refusal into words. A new kind of refusal does not compile until it has its words here. */
export function describeRefusal(refusal: Refusal, text: AllMessages): RefusalWords {
  const words = text.refusals;
  const { cart, nothing, sold, ledger } = words.safe;
  switch (refusal.kind) {
    case 'not-permitted':
      return { ...words.notPermitted, safe: nothing };
    case 'shift-not-open':
      return { ...words.shiftNotOpen, safe: cart };
    case 'shift-already-open':
      return { ...words.shiftAlreadyOpen, safe: ledger };
    case 'empty-cart':
      return { ...words.emptyCart, safe: nothing };
    case 'too-many-lines':
      return { what: words.tooManyLines.what(refusal), safe: cart, next: words.tooManyLines.next };
    case 'amount-too-large':
      return { ...words.amountTooLarge, safe: nothing };
    case 'rule-blocks':
      return { ...ruleWords(refusal, text), safe: cart };
    case 'payment-short':
      return said(words.paymentShort, { amount: formatRupiah(refusal.missingRupiah) }, cart);
    case 'payment-over':
      return said(words.paymentOver, { amount: formatRupiah(refusal.overRupiah) }, cart);
    case 'price-missing':
      return said(words.priceMissing, { name: refusal.productName }, cart);
    case 'product-inactive':
      return said(words.productInactive, { name: refusal.productName }, cart);
    case 'quantity-invalid':
      return { ...words.quantityInvalid, safe: cart };
    case 'product-unknown':
    case 'field-missing':
    case 'barcode-broken':
    case 'barcode-taken':
      return productWords(refusal, text);
    case 'already-paid':
      return { ...words.alreadyPaid, safe: sold };
    case 'cart-changed':
      return { ...words.cartChanged, safe: cart };
    case 'update-needed':
      return { ...words.updateNeeded, safe: ledger };
    case 'device-revoked':
      return { ...words.deviceRevoked, safe: ledger };
    case 'pin-wrong':
      return said(words.pinWrong, refusal, ledger);
    case 'pin-locked':
      return said(words.pinLocked, { wait: formatCountdown(refusal.waitMs) }, ledger);
    case 'staff-unknown':
      return { ...words.staffUnknown, safe: ledger };
    case 'pin-guessable':
      return { ...words.pinGuessable, safe: nothing };
    case 'pin-differs':
      return { ...words.pinDiffers, safe: nothing };
    case 'start-code-wrong':
      return { ...words.startCodeWrong, safe: nothing };
    case 'start-code-expired':
      return { ...words.startCodeExpired, safe: nothing };
    case 'start-code-locked':
      return { ...words.codeLocked, safe: nothing };
    default:
      return enrolWords(refusal, text);
  }
}

type ProductKind = Extract<
  Refusal,
  { kind: 'product-unknown' | 'field-missing' | 'barcode-broken' | 'barcode-taken' }
>;

function productWords(refusal: ProductKind, text: AllMessages): RefusalWords {
  const words = text.refusals;
  const safe = words.safe.nothing;
  switch (refusal.kind) {
    case 'product-unknown':
      return { ...words.productUnknown, safe };
    case 'field-missing':
      return { what: words.fieldMissing.what[refusal.field], safe, next: words.fieldMissing.next };
    case 'barcode-broken':
      return { ...words.barcodeBroken, safe };
    case 'barcode-taken':
      return said(words.barcodeTaken, { name: refusal.productName }, safe);
  }
}

type EnrolKind = Extract<Refusal, { kind: `code-${string}` | `enrolment-${string}` | `server-${string}` }>;

function enrolWords(refusal: EnrolKind, text: AllMessages): RefusalWords {
  const words = text.refusals;
  const safe = words.safe.nothing;
  switch (refusal.kind) {
    case 'code-wrong':
      return { ...words.codeWrong, safe };
    case 'code-expired':
      return { ...words.codeExpired, safe };
    case 'code-used':
      return { ...words.codeUsed, safe };
    case 'code-locked':
      return { ...words.codeLocked, safe };
    case 'enrolment-denied':
      return { ...words.enrolmentDenied, safe };
    case 'server-unreachable':
      return { ...words.serverUnreachable, safe };
    case 'server-refused':
      return said(words.serverRefused, refusal, safe);
  }
}

function ruleWords(refusal: Extract<Refusal, { kind: 'rule-blocks' }>, text: AllMessages) {
  const words = text.refusals;
  const name = refusal.productName;
  switch (refusal.breach.kind) {
    case 'price_ceiling': {
      const limit = formatRupiah(refusal.limit ?? 0);
      return { what: words.priceCeiling.what({ name, limit }), next: words.priceCeiling.next };
    }
    case 'quantity_limit':
      return { what: words.quantityLimit.what({ name }), next: words.quantityLimit.next };
    case 'buyer_identity':
    case 'buyer_class':
      return { what: words.buyerRule.what({ name }), next: words.buyerRule.next };
    case 'order_limit':
    case 'no_store_credit':
    case 'round_down_only':
      return { what: words.ruleOther.what({ name }), next: words.ruleOther.next };
  }
}

function said<Facts>(
  words: { readonly what: (facts: Facts) => string; readonly next: string },
  facts: Facts,
  safe: string,
): RefusalWords {
  return { what: words.what(facts), safe, next: words.next };
}
