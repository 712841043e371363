import { isMilli } from '#domain/quantity.ts';
import { barcodeKey } from '#domain/product.ts';
import type { CartLine } from '#domain/cart.ts';
import { changeQuantity, forgetUndo, removeCartLine } from '../../actions/edit-cart.ts';
import type { Workplace } from '../../actions/workplace.ts';
import { playSound } from '../../device/sound.ts';
import { useCatalogue, type CatalogueItem } from '../../storage/replica/catalogue.ts';
import { parseQuery, pickProduct, putInCart } from './till-acts.ts';
import { nextNonce, patchTill, useTill } from './till-store.ts';

/* What hands do once the till is drawn: scans, and changes of lines that are there already. */

/** A code from the scanner. `3*` typed before it makes three. */
export function takeScan(workplace: Workplace, code: string): void {
  if (!refuseScan()) takeCode(workplace, code);
}

/**
 * A code that was read, by whatever: the goods go into the cart, or the till says why not. Heard as well as seen.
 * @returns what was added; null when the code is unknown or the cart refused it
 */
export function takeCode(workplace: Workplace, code: string): CatalogueItem | null {
  const { query } = useTill.getState();
  const { byBarcode, byId } = useCatalogue.getState();
  const item = byBarcode.get(barcodeKey(code)) ?? byId.get(code.trim().toUpperCase());
  // The first key of a scan may have led the rest into the search field.
  const typed = query.endsWith(code) ? query.slice(0, -code.length) : query;
  if (!item) {
    playSound('error');
    patchTill({ query: typed, notice: { kind: 'unknown-code', code } });
    return null;
  }
  patchTill({ query: '' });
  const isIn = pickProduct(workplace, item, parseQuery(typed).times);
  playSound(isIn ? 'ok' : 'error');
  return isIn ? item : null;
}

/** Refuses a scan while a sheet asks for something else. @returns false when none does */
export function refuseScan(): boolean {
  const { sheet } = useTill.getState();
  if (sheet.kind === 'none' || sheet.kind === 'cart' || sheet.kind === 'camera') return false;
  playSound('error');
  patchTill({ notice: { kind: 'scan-refused', nonce: nextNonce() } });
  return true;
}

/** Sets a line's quantity, in thousandths of the unit it is sold in; zero takes it out with an undo. */
export function setQuantity(workplace: Workplace, line: CartLine, soldMilli: number): void {
  if (soldMilli <= 0) {
    takeOut(workplace, line);
    return;
  }
  const changed = isMilli(soldMilli) ? changeQuantity(workplace, line.lineId, soldMilli) : null;
  if (changed !== null && !changed.ok) {
    patchTill({ notice: { kind: 'refused', refusal: changed.refusal, place: 'cart' } });
    return;
  }
  patchTill({ notice: null, touched: { lineId: line.lineId, nonce: nextNonce() } });
}

/** Takes a line out; for eight seconds it can come back. */
export function takeOut(workplace: Workplace, line: CartLine): void {
  removeCartLine(workplace, line.lineId);
  patchTill({ notice: null, openLineId: null });
}

/** Sells a line by its other unit: the same count of cartons instead of single ones, or back. */
export function changeUnit(workplace: Workplace, line: CartLine, unit: string): void {
  const item = useCatalogue.getState().byId.get(line.product.id);
  if (!item || unit === line.unit) return;
  removeCartLine(workplace, line.lineId);
  putInCart(workplace, item, { unit, soldMilli: line.soldMilli });
  // One change in the buyer's eyes, so half of it is not offered for undo.
  forgetUndo();
}
