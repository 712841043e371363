import type { RuleBreach } from './sale-rule.ts';
import type { Rupiah } from './money.ts';

/** Why the business said no to a sale. */
export type SaleRefusal =
  | { readonly kind: 'not-permitted' }
  | { readonly kind: 'shift-not-open' }
  | { readonly kind: 'empty-cart' }
  | { readonly kind: 'too-many-lines'; readonly max: number }
  | { readonly kind: 'amount-too-large' }
  | {
      readonly kind: 'rule-blocks';
      readonly breach: RuleBreach;
      readonly productName: string;
      readonly limit: number | null;
    }
  | { readonly kind: 'payment-short'; readonly missingRupiah: Rupiah }
  | { readonly kind: 'payment-over'; readonly overRupiah: Rupiah };

/** Why a shift can't be opened. */
export type ShiftRefusal =
  | { readonly kind: 'not-permitted' }
  | { readonly kind: 'shift-already-open' }
  | { readonly kind: 'amount-too-large' };

/** Why a product can't go into a cart. */
export type AddRefusal =
  | { readonly kind: 'price-missing'; readonly productName: string }
  | { readonly kind: 'quantity-invalid' }
  | { readonly kind: 'product-inactive'; readonly productName: string }
  | Extract<SaleRefusal, { kind: 'rule-blocks' | 'too-many-lines' | 'amount-too-large' }>;

/** Why goods can't be written down or changed as somebody described them. */
export type ProductRefusal =
  | { readonly kind: 'not-permitted' }
  | { readonly kind: 'amount-too-large' }
  | { readonly kind: 'product-unknown' }
  /** Empty, or longer than fits. */
  | { readonly kind: 'field-missing'; readonly field: 'name' | 'category' | 'unit' | 'price' }
  | { readonly kind: 'barcode-broken' }
  | { readonly kind: 'barcode-taken'; readonly productName: string };

/** Why the ledger on the device did not take an entry although the business allowed it. */
export type AppendRefusal =
  | { readonly kind: 'already-paid' }
  | { readonly kind: 'cart-changed' }
  | { readonly kind: 'update-needed' }
  | { readonly kind: 'device-revoked' };

/** Why nobody is signed in. */
export type SignInRefusal =
  | { readonly kind: 'pin-wrong'; readonly triesLeft: number }
  | { readonly kind: 'pin-locked'; readonly waitMs: number }
  | { readonly kind: 'staff-unknown' };

/** Why a device was not enrolled, as the server or the road to it says. */
export type EnrolRefusal =
  | { readonly kind: 'code-wrong' }
  | { readonly kind: 'code-expired' }
  | { readonly kind: 'code-used' }
  | { readonly kind: 'code-locked' }
  | { readonly kind: 'enrolment-denied' }
  | { readonly kind: 'server-unreachable' }
  | { readonly kind: 'server-refused'; readonly problem: string };

/** Why a person's new PIN was not taken, as the device, the server or the road to it says. */
export type PinRefusal =
  | { readonly kind: 'pin-guessable' }
  | { readonly kind: 'pin-differs' }
  | { readonly kind: 'start-code-wrong' }
  | { readonly kind: 'start-code-expired' }
  | { readonly kind: 'start-code-locked' }
  | Extract<EnrolRefusal, { kind: `server-${string}` }>;

export type Refusal =
  | SaleRefusal
  | ShiftRefusal
  | AddRefusal
  | ProductRefusal
  | AppendRefusal
  | SignInRefusal
  | EnrolRefusal
  | PinRefusal;

export type RefusalKind = Refusal['kind'];
