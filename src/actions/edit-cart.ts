import { create } from 'zustand';
import {
  addLine,
  emptyCart,
  removeLine,
  restoreLine,
  setSoldMilli,
  type Cart,
  type CartLine,
} from '#domain/cart.ts';
import type { PriceVersion } from '#domain/price.ts';
import type { Milli } from '#domain/quantity.ts';
import type { AddRefusal } from '#domain/refusal.ts';
import { accepted, refused, type Result } from '#domain/result.ts';
import { businessDateAt, type BusinessDate } from '#domain/time.ts';
import type { LedgerPort } from '../storage/ledger/ledger-port.ts';
import { useCatalogue, type CatalogueItem } from '../storage/replica/catalogue.ts';
import { createCartQueue, type CartQueue } from './cart-queue.ts';
import { newFactId, outletZone } from './act-ground.ts';
import { cartRefusal, makeCartLine, resizeLine, roomRefusal, type LineOrder } from './make-cart-line.ts';
import type { Workplace } from './workplace.ts';

/** How much of a product goes into the cart. */
export type Portion = LineOrder['portion'];

/** What the undo button brings back: one line at its place, or the whole cart. */
export type CartUndo = { readonly line: CartLine; readonly index: number } | { readonly cart: Cart };

export interface OpenCart {
  readonly cart: Cart;
  readonly undo: CartUndo | null;
  /** The prices that the newest line was added with; null when it was not added since the program started. */
  readonly priceVersion: PriceVersion | null;
  /** The open shift's day; null while none is open. */
  readonly shiftDate: BusinessDate | null;
  /** Server time minus device time as last learnt. */
  readonly clockOffsetMs: number;
}

/** The open cart as the screen sees it: changed at once, while the ledger follows. The truth after a restart is the ledger's. */
export const useCart = create<OpenCart>()(() => ({
  cart: emptyCart('', 0),
  undo: null,
  priceVersion: null,
  shiftDate: null,
  clockOffsetMs: 0,
}));

const queues = new WeakMap<LedgerPort, CartQueue>();

/** Puts a product into the cart: @returns the line it stands in now, or why it can't be sold */
export function addProduct(
  workplace: Workplace,
  item: CatalogueItem,
  portion: Portion,
): Result<CartLine, AddRefusal> {
  const { cart, undo } = useCart.getState();
  const { rules, priceVersion } = useCatalogue.getState();
  const { product, prices } = item;
  const order = { lineId: newFactId(workplace), product, prices, portion, at: correctedTime(workplace) };
  const made = makeCartLine({ ...order, isForMember: cart.memberId !== null });
  if (!made.ok) return made;
  const crowded = roomRefusal(cart, made.value);
  if (crowded !== null) return refused(crowded);
  const grown = addLine(cart, made.value);
  const refusal = cartRefusal(grown, product.id, rules, ruleDate(workplace));
  if (refusal !== null) return refused(refusal);
  useCart.setState({ priceVersion });
  // A cleared cart can't come back over one that has been started anew.
  show(workplace, grown, undo !== null && 'cart' in undo ? null : undo);
  return accepted(lineOf(grown, made.value));
}

/**
 * Sets a line's quantity in its own unit; 0 or less takes it out, with an undo.
 * @returns the cart as it is now, or why this quantity can't be sold
 */
export function changeQuantity(
  workplace: Workplace,
  lineId: string,
  soldMilli: Milli,
): Result<Cart, AddRefusal> {
  const { cart, undo } = useCart.getState();
  const line = cart.lines.find((candidate) => candidate.lineId === lineId);
  if (line === undefined) return accepted(cart);
  if (soldMilli <= 0) {
    removeCartLine(workplace, lineId);
    return accepted(useCart.getState().cart);
  }
  const resized = resizeLine(line, soldMilli);
  if (!resized.ok) return resized;
  const changed = setSoldMilli(cart, lineId, soldMilli);
  const { rules } = useCatalogue.getState();
  const refusal =
    roomRefusal(removeLine(cart, lineId), resized.value) ??
    cartRefusal(changed, line.product.id, rules, ruleDate(workplace));
  if (refusal !== null) return refused(refusal);
  show(workplace, changed, undo);
  return accepted(changed);
}

/** Takes a line out; it can be brought back at its place. */
export function removeCartLine(workplace: Workplace, lineId: string): void {
  const { cart } = useCart.getState();
  const index = cart.lines.findIndex((line) => line.lineId === lineId);
  const line = cart.lines[index];
  if (line !== undefined) show(workplace, removeLine(cart, lineId), { line, index });
}

/** Takes everything out; it can be brought back. */
export function clearCart(workplace: Workplace): void {
  const { cart } = useCart.getState();
  if (cart.lines.length > 0) show(workplace, { ...cart, lines: [], memberId: null }, { cart });
}

/** Brings back what was taken out last. */
export function undoRemoval(workplace: Workplace): void {
  const { cart, undo } = useCart.getState();
  if (undo === null) return;
  const restored =
    'cart' in undo
      ? { ...cart, lines: undo.cart.lines, memberId: undo.cart.memberId }
      : restoreLine(cart, undo.line, undo.index);
  show(workplace, restored, null);
}

/** The time for an undo is over; the screen's timer says when. */
export function forgetUndo(): void {
  useCart.setState({ undo: null });
}

/** The day whose rules hold: the open shift's, else the one in the outlet's zone. */
export function ruleDate(workplace: Pick<Workplace, 'clock'>): BusinessDate {
  return useCart.getState().shiftDate ?? businessDateAt(correctedTime(workplace), outletZone());
}

/** Shows the cart that lies in the ledger: the newest active one, or a new one. */
export async function loadCart(workplace: Workplace): Promise<void> {
  const { openShift, serverClock } = await workplace.ledger.readMeta();
  const stored = (await workplace.ledger.readCarts()).find((candidate) => candidate.state === 'active');
  const cart = stored?.cart ?? newCart(workplace);
  queueOf(workplace).adopt(stored === undefined ? null : { cartId: cart.cartId, revision: stored.revision });
  useCart.setState({
    cart,
    undo: null,
    priceVersion: null,
    shiftDate: openShift?.businessDate ?? null,
    clockOffsetMs: serverClock?.offset ?? 0,
  });
}

/** A cart that nothing has been put into. */
export function newCart(workplace: Workplace): Cart {
  return emptyCart(newFactId(workplace), workplace.clock.now());
}

/** The queue by which this workplace's cart reaches the ledger. */
export function queueOf(workplace: Workplace): CartQueue {
  const { ledger, clock } = workplace;
  const known = queues.get(ledger);
  if (known !== undefined) return known;
  const queue = createCartQueue(ledger, clock, () => loadCart(workplace));
  queues.set(ledger, queue);
  return queue;
}

function show(workplace: Workplace, cart: Cart, undo: CartUndo | null): void {
  useCart.setState({ cart, undo });
  queueOf(workplace).write(cart);
}

function correctedTime(workplace: Pick<Workplace, 'clock'>): number {
  return workplace.clock.now() + useCart.getState().clockOffsetMs;
}

/** The line that took a new line in, or the new line itself. */
function lineOf(cart: Cart, added: CartLine): CartLine {
  const own = cart.lines.find((line) => line.lineId === added.lineId);
  const joined = cart.lines.find(
    (line) =>
      line.product.id === added.product.id &&
      line.unit === added.unit &&
      line.priceRupiah === added.priceRupiah,
  );
  return own ?? joined ?? added;
}
