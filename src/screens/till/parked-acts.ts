import { parkCart, recallCart } from '../../actions/park-cart.ts';
import { useCart } from '../../actions/edit-cart.ts';
import type { Workplace } from '../../actions/workplace.ts';
import { patchTill, useTill } from './till-store.ts';

/** Sets the cart aside. A failure leaves it on the screen and says so. */
export async function setCartAside(workplace: Workplace): Promise<void> {
  const { cart } = useCart.getState();
  if (useTill.getState().isSaving || cart.lines.length === 0) return;
  try {
    const isParked = await parkCart(workplace);
    patchTill({
      openLineId: null,
      sheet: { kind: 'none' },
      notice: isParked
        ? { kind: 'parked', cartId: cart.cartId }
        : { kind: 'refused', refusal: { kind: 'cart-changed' }, place: 'cart' },
    });
  } catch {
    patchTill({ notice: { kind: 'not-saved' } });
  }
}

/** Opens a cart that waited; the one on the screen waits in its place. */
export async function openParked(workplace: Workplace, cartId: string): Promise<void> {
  if (useTill.getState().isSaving) return;
  try {
    const isOpen = await recallCart(workplace, cartId);
    patchTill({
      done: null,
      openLineId: null,
      sheet: { kind: 'none' },
      notice: isOpen ? null : { kind: 'refused', refusal: { kind: 'cart-changed' }, place: 'cart' },
    });
  } catch {
    patchTill({ notice: { kind: 'not-saved' } });
  }
}
