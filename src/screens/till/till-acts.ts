import { milliFromUnits } from '#domain/quantity.ts';
import type { Rupiah } from '#domain/money.ts';
import { addProduct, clearCart, useCart, type Portion } from '../../actions/edit-cart.ts';
import type { Workplace } from '../../actions/workplace.ts';
import type { CatalogueItem } from '../../storage/replica/catalogue.ts';
import { openSheet } from './open-sheet.ts';
import { tillRest, useTillRest } from './till-rest.ts';
import { nextNonce, patchTill, useTill } from './till-store.ts';

/* What a cashier's hands do at the till, apart from any component: taps, keys and scans end in the same acts. */

/**
 * A tap on a tile, or a scan: weighed goods are asked for their weight, everything else goes straight in.
 * @returns false when the cart refused it
 */
export function pickProduct(workplace: Workplace, item: CatalogueItem, times = 1): boolean {
  if (item.product.isSoldByWeight) {
    openSheet({ kind: 'weigh', item, lineId: null }, { done: null });
    return true;
  }
  return putInCart(workplace, item, { unit: item.product.unit, soldMilli: milliFromUnits(times) });
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

/** Empties the cart; for eight seconds it can come back. */
export function emptyTheCart(workplace: Workplace): void {
  clearCart(workplace);
  patchTill({ notice: null, openLineId: null });
}

/** Opens the payment sheet for a cart that has something in it. */
export function goToPayment(workplace: Workplace): void {
  const { isSaving } = useTill.getState();
  if (isSaving || useCart.getState().cart.lines.length === 0) return;
  openSheet({ kind: 'pay' });
  tillRest()
    .then((rest) => rest.startPayment(workplace))
    .catch(() => patchTill({ notice: { kind: 'not-saved' } }));
}

/** Records the sale. The finished view comes only after the ledger's transaction is complete. */
export async function finishSale(workplace: Workplace, tenderedRupiah: Rupiah): Promise<void> {
  if (useTill.getState().isSaving || useCart.getState().cart.lines.length === 0) return;
  patchTill({ isSaving: true, notice: null });
  try {
    const rest = useTillRest.getState().rest ?? (await tillRest());
    const recorded = await rest.recordSale(workplace, tenderedRupiah);
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
