import { goodsRupiah } from '#domain/cart.ts';
import type { Rupiah } from '#domain/money.ts';
import type { StoredCart } from '../storage/ledger/ledger-port.ts';
import { useLive } from '../storage/use-live.ts';
import { loadCart, queueOf, useCart } from './edit-cart.ts';
import { holdCart, releaseCart, startNextCart } from './paid-cart.ts';
import type { Workplace } from './workplace.ts';

/** Letters of a parked cart's name. */
export const PARKED_NAME_MAX = 40;

/** A cart set aside for a buyer who comes back. */
export interface ParkedCart {
  readonly cartId: string;
  readonly name: string;
  readonly itemNames: readonly string[];
  readonly goodsRupiah: Rupiah;
  /** Device clock. */
  readonly parkedAt: number;
}

/** The parked carts, the longest waiting first, live; undefined until they are known. */
export function useParkedCarts(workplace: Workplace): readonly ParkedCart[] | undefined {
  return useLive(async () => (await parkedCarts(workplace)).map(parkedView), [workplace.ledger]);
}

/**
 * Sets the cart aside and shows a new one. It lies in the ledger, so it survives whatever happens to the program.
 * @returns false when another tab has changed or sold it: what the screen shows is then the truth
 * @throws StorageFailure when the ledger could not write it; the cart is still on the screen
 */
export async function parkCart(workplace: Workplace): Promise<boolean> {
  if (useCart.getState().cart.lines.length === 0) return true;
  const held = await holdCart(workplace);
  if (held === null) return false;
  try {
    // It is another sale when it is opened again, so it gets a factId of its own then.
    const cart = { ...held.cart, factId: null };
    const revision = (held.stored?.revision ?? 0) + 1;
    const isParked = await workplace.ledger.writeCart({
      cart,
      state: 'parked',
      revision,
      updatedAt: workplace.clock.now(),
    });
    if (isParked) startNextCart(workplace, held.cart);
    else await loadCart(workplace);
    return isParked;
  } finally {
    releaseCart(workplace);
  }
}

/**
 * Opens a parked cart. What is on the screen is parked in its place, so that nothing is ever thrown away.
 * @returns false when another tab has taken it
 * @throws StorageFailure when the ledger could not write it
 */
export async function recallCart(workplace: Workplace, cartId: string): Promise<boolean> {
  if (!(await parkCart(workplace))) return false;
  const queue = queueOf(workplace);
  await queue.settled();
  const parked = await findParked(workplace, cartId);
  if (parked === null) return false;
  const isOurs = await workplace.ledger.writeCart({
    cart: parked.cart,
    state: 'active',
    revision: parked.revision + 1,
    updatedAt: workplace.clock.now(),
  });
  const emptied = queue.place();
  // The empty cart that was on the screen would be found again beside it at the next start.
  if (isOurs && emptied !== null && emptied.cartId !== cartId)
    await workplace.ledger.deleteCart(emptied.cartId);
  await loadCart(workplace);
  return isOurs;
}

/** Gives a parked cart a name. @returns false when it is gone or another tab was faster */
export async function nameParkedCart(workplace: Workplace, cartId: string, name: string): Promise<boolean> {
  const parked = await findParked(workplace, cartId);
  if (parked === null) return false;
  const named = name.normalize('NFC').trim().slice(0, PARKED_NAME_MAX);
  return workplace.ledger.writeCart({ ...parked, revision: parked.revision + 1, name: named });
}

/** Throws a parked cart away. @returns what brings it back, or null when it was gone */
export async function dropParkedCart(
  workplace: Workplace,
  cartId: string,
): Promise<(() => Promise<boolean>) | null> {
  const parked = await findParked(workplace, cartId);
  if (parked === null) return null;
  await workplace.ledger.deleteCart(cartId);
  return () => workplace.ledger.writeCart({ ...parked, revision: 1 });
}

async function parkedCarts({ ledger }: Pick<Workplace, 'ledger'>): Promise<readonly StoredCart[]> {
  const carts = await ledger.readCarts();
  return carts.filter(({ state }) => state === 'parked').toReversed();
}

async function findParked(workplace: Workplace, cartId: string): Promise<StoredCart | null> {
  return (await parkedCarts(workplace)).find(({ cart }) => cart.cartId === cartId) ?? null;
}

function parkedView({ cart, name = '', updatedAt }: StoredCart): ParkedCart {
  return {
    cartId: cart.cartId,
    name,
    itemNames: cart.lines.map(({ product }) => product.name),
    goodsRupiah: goodsRupiah(cart),
    parkedAt: updatedAt,
  };
}
