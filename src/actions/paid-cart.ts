import { makeLine, type Cart, type CartLine } from '#domain/cart.ts';
import type { PriceVersion } from '#domain/price.ts';
import { milli } from '#domain/quantity.ts';
import { notingFault } from '../storage/act-fault.ts';
import { useCatalogue } from '../storage/replica/catalogue.ts';
import type { StoredPlace } from './cart-queue.ts';
import { newFactId } from './act-ground.ts';
import { newCart, queueOf, useCart } from './edit-cart.ts';
import type { Workplace } from './workplace.ts';

/** The cart as it is paid. What is changed on the screen from here on belongs to the next buyer. */
export interface PaidCart {
  readonly cart: Cart;
  readonly factId: string;
  readonly stored: StoredPlace;
  readonly priceVersion: PriceVersion | null;
}

/** Gives the cart on the screen its factId if it has none. Writing it is the caller's choice. */
export function nameSale(workplace: Workplace): string {
  const { cart } = useCart.getState();
  if (cart.factId !== null) return cart.factId;
  const factId = newFactId(workplace);
  useCart.setState({ cart: { ...cart, factId } });
  return factId;
}

/**
 * Brings the ledger's copy up to what the screen shows, and holds later changes back until the sale is decided.
 * @returns null when the screen shows another cart by then: another tab was faster and its cart was taken over, or something
 * was added. The money was handed over for what the buyer saw, so nothing else may be paid with it
 * @throws StorageFailure when the ledger could not write it
 */
export async function holdCart(workplace: Workplace): Promise<PaidCart | null> {
  const queue = queueOf(workplace);
  const factId = nameSale(workplace);
  const asked = useCart.getState().cart;
  await notingFault(queue.settled());
  const { cart, priceVersion } = useCart.getState();
  // Whatever changes a cart makes a new one, so the same object is the same lines, member and factId.
  if (cart !== asked) return null;
  queue.hold();
  const place = queue.place();
  // A cart goes out of the ledger with its sale, which is what stops a second one. Revision 0 is in no ledger: goods that
  // were never written down can only be found as a sale that was made already.
  const stored = place?.cartId === cart.cartId ? place : { cartId: cart.cartId, revision: 0 };
  return {
    cart,
    factId,
    stored: cart.lines.length === 0 ? null : stored,
    priceVersion: priceVersion ?? useCatalogue.getState().priceVersion,
  };
}

/** The sale was not made: changes that waited are written to the cart, which is still there. */
export function releaseCart(workplace: Workplace): void {
  queueOf(workplace).release();
}

/** The sale is made and the cart went with it. What was added while it was being saved begins the next cart. */
export function startNextCart(workplace: Workplace, paid: Cart): void {
  const queue = queueOf(workplace);
  const { cart } = useCart.getState();
  const lines = cart.cartId === paid.cartId ? addedSince(cart, paid) : cart.lines;
  const next = { ...newCart(workplace), lines };
  useCart.setState({ cart: next, undo: null, priceVersion: null });
  queue.adopt(null);
  queue.release();
  if (lines.length > 0) queue.write(next);
}

/** Lines, and parts of lines, that the paid cart did not have. */
function addedSince(cart: Cart, paid: Cart): readonly CartLine[] {
  return cart.lines.flatMap((line) => {
    const sold = paid.lines.find((other) => other.lineId === line.lineId);
    if (sold === undefined) return [line];
    const more = line.soldMilli - sold.soldMilli;
    return more > 0 ? [makeLine({ ...line, soldMilli: milli(more) })] : [];
  });
}
