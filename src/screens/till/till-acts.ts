import { barcodeKey } from '#domain/product.ts';
import { isMilli, milliFromUnits } from '#domain/quantity.ts';
import type { CartLine } from '#domain/cart.ts';
import type { Rupiah } from '#domain/money.ts';
import {
  addProduct,
  changeQuantity,
  clearCart,
  forgetUndo,
  removeCartLine,
  useCart,
  type Portion,
} from '../../actions/edit-cart.ts';
import { recordSale } from '../../actions/record-sale.ts';
import { startPayment } from '../../actions/start-payment.ts';
import type { Workplace } from '../../actions/workplace.ts';
import { useCatalogue, type CatalogueItem } from '../../storage/replica/catalogue.ts';
import { nextNonce, patchTill, useTill } from './till-store.ts';

/* What a cashier's hands do at the till, apart from any component: taps, keys and scans end in the same acts. */

/** A tap on a tile, or a scan: weighed goods are asked for their weight, everything else goes straight in. */
export function pickProduct(workplace: Workplace, item: CatalogueItem, times = 1): void {
  if (item.product.isSoldByWeight) {
    patchTill({ sheet: { kind: 'weigh', item, lineId: null }, done: null, notice: null });
    return;
  }
  putInCart(workplace, item, { unit: item.product.unit, soldMilli: milliFromUnits(times) });
}

/** Puts a portion into the cart and shows the line, or says why not. */
export function putInCart(workplace: Workplace, item: CatalogueItem, portion: Portion): boolean {
  patchTill({ done: null });
  const added = addProduct(workplace, item, portion);
  if (!added.ok) {
    patchTill({ notice: { kind: 'refused', refusal: added.refusal, place: 'shelf' } });
    return false;
  }
  const { lineId } = added.value;
  patchTill({
    notice: null,
    touched: { lineId, nonce: nextNonce() },
    // A product that also comes by the carton unfolds, because the carton is chosen there.
    ...(item.product.carton === null ? {} : { openLineId: lineId }),
  });
  return true;
}

/** A code from the scanner. `3*` typed before it makes three. */
export function takeScan(workplace: Workplace, code: string): void {
  const { sheet, query } = useTill.getState();
  if (sheet.kind !== 'none' && sheet.kind !== 'cart') {
    patchTill({ notice: { kind: 'scan-refused' } });
    return;
  }
  const { byBarcode, byId } = useCatalogue.getState();
  const item = byBarcode.get(barcodeKey(code)) ?? byId.get(code.trim().toUpperCase());
  // The first key of a scan may have led the rest into the search field.
  const typed = query.endsWith(code) ? query.slice(0, -code.length) : query;
  if (!item) {
    patchTill({ query: typed, notice: { kind: 'unknown-code', code } });
    return;
  }
  patchTill({ query: '' });
  pickProduct(workplace, item, parseQuery(typed).times);
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

/** Empties the cart; for eight seconds it can come back. */
export function emptyTheCart(workplace: Workplace): void {
  clearCart(workplace);
  patchTill({ notice: null, openLineId: null });
}

/** Opens the payment sheet for a cart that has something in it. */
export function goToPayment(workplace: Workplace): void {
  const { isSaving } = useTill.getState();
  if (isSaving || useCart.getState().cart.lines.length === 0) return;
  patchTill({ sheet: { kind: 'pay' }, notice: null });
  startPayment(workplace).catch(() => patchTill({ notice: { kind: 'not-saved' } }));
}

/** Records the sale. The finished view comes only after the ledger's transaction is complete. */
export async function finishSale(workplace: Workplace, tenderedRupiah: Rupiah): Promise<void> {
  if (useTill.getState().isSaving || useCart.getState().cart.lines.length === 0) return;
  patchTill({ isSaving: true, notice: null });
  try {
    const recorded = await recordSale(workplace, tenderedRupiah);
    if (recorded.ok) {
      patchTill({
        done: recorded.value,
        sheet: { kind: 'none' },
        openLineId: null,
        touched: null,
        query: '',
      });
    } else {
      patchTill({ notice: { kind: 'refused', refusal: recorded.refusal, place: 'cart' } });
    }
  } catch {
    patchTill({ notice: { kind: 'not-saved' } });
  } finally {
    patchTill({ isSaving: false });
  }
}

/** What the search field holds: words, with an optional count before a `*`. */
export function parseQuery(typed: string): { readonly times: number; readonly words: string } {
  const match = /^\s*(\d{1,3})\s*\*(.*)$/.exec(typed);
  const times = Number(match?.[1] ?? 1);
  return times > 0 ? { times, words: (match?.[2] ?? typed).trim() } : { times: 1, words: typed.trim() };
}
