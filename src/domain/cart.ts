import { sumRupiah, type Rupiah } from './money.ts';
import type { PriceTier } from './price.ts';
import type { Product } from './product.ts';
import { lineAmountRupiah, milli, milliForAmount, milliFromCartons, type Milli } from './quantity.ts';

/** One line of a cart: a product in the unit it is sold in, at the price it had when it was added. */
export interface CartLine {
  readonly lineId: string;
  readonly product: Product;
  /** The unit as sold: the base unit, or the carton's. */
  readonly unit: string;
  /** Thousandths of `unit`. */
  readonly soldMilli: Milli;
  /** Thousandths of the base unit. */
  readonly milli: Milli;
  /** Price of one base unit. */
  readonly priceRupiah: Rupiah;
  readonly tier: PriceTier;
  /** The buyer named an amount ("Rp10.000 gula"): the amount is fixed and the quantity follows. */
  readonly isByAmount: boolean;
  readonly amountRupiah: Rupiah;
}

export interface Cart {
  readonly cartId: string;
  /** Made once, when payment starts, and kept: a second tap can't make a second sale. */
  readonly factId: string | null;
  readonly lines: readonly CartLine[];
  readonly memberId: string | null;
  /** Milliseconds since 1970, device clock. */
  readonly openedAt: number;
}

export interface LineDraft {
  readonly lineId: string;
  readonly product: Product;
  readonly unit: string;
  /** Thousandths of `unit`, above 0. */
  readonly soldMilli: Milli;
  readonly priceRupiah: Rupiah;
  readonly tier: PriceTier;
}

/** A cart with nothing in it. */
export function emptyCart(cartId: string, openedAt: number): Cart {
  return { cartId, factId: null, lines: [], memberId: null, openedAt };
}

/** What the goods cost before cash rounding. */
export function goodsRupiah(cart: Cart): Rupiah {
  return sumRupiah(cart.lines.map((line) => line.amountRupiah));
}

/** Makes a line, with cartons turned into base units and the amount worked out. */
export function makeLine(draft: LineDraft): CartLine {
  const { product, unit, soldMilli, priceRupiah } = draft;
  const isCarton = product.carton !== null && unit === product.carton.unit;
  const baseMilli =
    isCarton && product.carton !== null ? milliFromCartons(soldMilli, product.carton.size) : soldMilli;
  const amountRupiah = lineAmountRupiah(priceRupiah, baseMilli, product.programme !== null);
  return { ...draft, milli: baseMilli, amountRupiah, isByAmount: false };
}

/** Makes a weighed line from an amount of money. `amount` and the price are above 0. */
export function makeLineByAmount(draft: Omit<LineDraft, 'soldMilli'>, amount: Rupiah): CartLine {
  const bought = milliForAmount(amount, draft.priceRupiah);
  return { ...draft, soldMilli: bought, milli: bought, amountRupiah: amount, isByAmount: true };
}

/** Adds a line; counted goods of the same product, unit and price join the line that is there, weighed goods never. */
export function addLine(cart: Cart, line: CartLine): Cart {
  const twin = cart.lines.find((existing) => joins(existing, line));
  if (twin === undefined) return { ...cart, lines: [...cart.lines, line] };
  return setSoldMilli(cart, twin.lineId, milli(twin.soldMilli + line.soldMilli));
}

/** Sets a line's quantity in its own unit; 0 or less removes it. An unknown line changes nothing. */
export function setSoldMilli(cart: Cart, lineId: string, soldMilli: Milli): Cart {
  if (soldMilli <= 0) return removeLine(cart, lineId);
  return {
    ...cart,
    lines: cart.lines.map((line) => (line.lineId === lineId ? makeLine({ ...line, soldMilli }) : line)),
  };
}

/** Takes a line out. */
export function removeLine(cart: Cart, lineId: string): Cart {
  return { ...cart, lines: cart.lines.filter((line) => line.lineId !== lineId) };
}

/** Puts a removed line back where it was (undo). A line that is there already stays as it is. */
export function restoreLine(cart: Cart, line: CartLine, index: number): Cart {
  if (cart.lines.some((existing) => existing.lineId === line.lineId)) return cart;
  return { ...cart, lines: cart.lines.toSpliced(index, 0, line) };
}

function joins(existing: CartLine, line: CartLine): boolean {
  return (
    existing.product.id === line.product.id &&
    existing.unit === line.unit &&
    existing.priceRupiah === line.priceRupiah &&
    !existing.isByAmount &&
    !line.isByAmount &&
    !line.product.isSoldByWeight
  );
}
