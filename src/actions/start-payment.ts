import { notingFault } from '../storage/act-fault.ts';
import { queueOf, useCart } from './edit-cart.ts';
import { nameSale } from './paid-cart.ts';
import type { Workplace } from './workplace.ts';

/**
 * Gives the cart its factId when the payment sheet opens, so that a sale whose outcome stays unknown is the same sale when
 * it is tried again, after a restart too. A cart that has one keeps it.
 * @throws StorageFailure when the ledger could not write it
 */
export async function startPayment(workplace: Workplace): Promise<void> {
  if (useCart.getState().cart.factId !== null) return;
  nameSale(workplace);
  const queue = queueOf(workplace);
  queue.write(useCart.getState().cart);
  await notingFault(queue.settled());
}
