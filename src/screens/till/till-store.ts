import type { Refusal } from '#domain/refusal.ts';
import { create } from 'zustand';
import type { RecordedSale } from '../../actions/record-sale.ts';
import type { CatalogueItem } from '../../storage/replica/catalogue.ts';

/** What lies over the till. At most one at a time, so a sheet never hides another one's question. */
export type TillSheet =
  | { readonly kind: 'none' }
  | { readonly kind: 'cart' }
  | { readonly kind: 'weigh'; readonly item: CatalogueItem; readonly lineId: string | null }
  | { readonly kind: 'pay' }
  | { readonly kind: 'camera' }
  | { readonly kind: 'parked' }
  | { readonly kind: 'keys' };

/** What the till has to say, and stays until the next act. */
export type TillNotice =
  | { readonly kind: 'refused'; readonly refusal: Refusal; readonly place: 'shelf' | 'cart' }
  | { readonly kind: 'unknown-code'; readonly code: string }
  /** Two scans in a row are told apart by their nonce: each has typed something that must go. */
  | { readonly kind: 'scan-refused'; readonly nonce: number }
  | { readonly kind: 'not-saved' }
  /** A cart was set aside, and can be opened again. */
  | { readonly kind: 'parked'; readonly cartId: string }
  /** A file of the program could not be loaded. */
  | { readonly kind: 'part-missing' };

/** The shelf of this device's favourites; no category is called so, because categories are words. */
export const FAVOURITES = '*';

interface TillState {
  readonly sheet: TillSheet;
  /** The sale that was just finished, until the next one starts. */
  readonly done: RecordedSale | null;
  readonly query: string;
  /** A category, the favourites, or null for all. */
  readonly shelf: string | null;
  /** The one cart line that is unfolded. */
  readonly openLineId: string | null;
  /** The line that changed last; it is scrolled to and flashes. */
  readonly touched: { readonly lineId: string; readonly nonce: number } | null;
  readonly notice: TillNotice | null;
  readonly isSaving: boolean;
}

export const FRESH_TILL: TillState = {
  sheet: { kind: 'none' },
  done: null,
  query: '',
  shelf: null,
  openLineId: null,
  touched: null,
  notice: null,
  isSaving: false,
};

/** The passing state of the till's screen. The cart itself is the ledger's; nothing here survives a reload. */
export const useTill = create<TillState>()(() => FRESH_TILL);

/** Changes part of the till's passing state. */
export function patchTill(patch: Partial<TillState>): void {
  useTill.setState(patch);
}

let nonce = 0;

/** A number that was not used before, to tell two equal happenings apart. */
export function nextNonce(): number {
  nonce += 1;
  return nonce;
}
