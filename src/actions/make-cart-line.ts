import { goodsRupiah, makeLine, makeLineByAmount, type Cart, type CartLine } from '#domain/cart.ts';
import { RUPIAH_MAX, type Rupiah } from '#domain/money.ts';
import { priceAt, type Price } from '#domain/price.ts';
import type { Product } from '#domain/product.ts';
import { isMilli, MILLI_PER_UNIT, type Milli } from '#domain/quantity.ts';
import type { AddRefusal } from '#domain/refusal.ts';
import { accepted, refused, type Result } from '#domain/result.ts';
import { blockingRefusal, SALE_LINES_MAX } from '#domain/cart-rules.ts';
import type { SaleRule } from '#domain/sale-rule.ts';
import type { BusinessDate } from '#domain/time.ts';

export interface LineOrder {
  readonly lineId: string;
  readonly product: Product;
  readonly prices: readonly Price[];
  /** A quantity in one of the product's units, or an amount of money ("Rp10.000 gula"). */
  readonly portion: { readonly unit: string; readonly soldMilli: Milli } | { readonly amountRupiah: Rupiah };
  /** Device clock put right by the server's offset, milliseconds since 1970. */
  readonly at: number;
  /** True when the buyer is a member, who may have a price of their own. */
  readonly isForMember: boolean;
}

/** Leaves room for cash rounding below the largest amount there is. */
const CART_RUPIAH_MAX = RUPIAH_MAX - 1_000;

/** Makes the line that a product and a portion ask for, at the price in force. */
export function makeCartLine(order: LineOrder): Result<CartLine, AddRefusal> {
  const { product, portion } = order;
  if (!product.isActive) return refused({ kind: 'product-inactive', productName: product.name });
  const price = priceAt(order.prices, order.at, order.isForMember ? 'member' : 'retail');
  if (price === null) return refused({ kind: 'price-missing', productName: product.name });
  const { priceRupiah, tier } = price;
  const draft = { lineId: order.lineId, product, priceRupiah, tier };
  if ('amountRupiah' in portion)
    return makeAmountLine({ ...draft, unit: product.unit }, portion.amountRupiah);
  const { unit, soldMilli } = portion;
  const refusal =
    quantityRefusal(product, unit, soldMilli) ??
    amountRefusal(priceRupiah, baseMilli(product, unit, soldMilli));
  return refusal === null ? accepted(makeLine({ ...draft, unit, soldMilli })) : refused(refusal);
}

/** The same line with another quantity, above 0, of its own unit. */
export function resizeLine(line: CartLine, soldMilli: Milli): Result<CartLine, AddRefusal> {
  const { product, unit, priceRupiah } = line;
  const refusal =
    quantityRefusal(product, unit, soldMilli) ??
    amountRefusal(priceRupiah, baseMilli(product, unit, soldMilli));
  return refusal === null ? accepted(makeLine({ ...line, soldMilli })) : refused(refusal);
}

/** Whether there is room for a new line's goods before they are added: sums that pass a limit can't even be worked out. */
export function roomRefusal(cart: Cart, line: CartLine): AddRefusal | null {
  const same = cart.lines.filter((existing) => existing.product.id === line.product.id);
  const milliSum = same.reduce((sum, existing) => sum + existing.milli, Number(line.milli));
  if (!isMilli(milliSum)) return { kind: 'quantity-invalid' };
  return goodsRupiah(cart) + line.amountRupiah > CART_RUPIAH_MAX ? { kind: 'amount-too-large' } : null;
}

/** Whether a cart may stand as it has become: its length, and the rules of mode `block` that touch the changed product. */
export function cartRefusal(
  cart: Cart,
  productId: string,
  rules: readonly SaleRule[],
  on: BusinessDate,
): AddRefusal | null {
  if (cart.lines.length > SALE_LINES_MAX) return { kind: 'too-many-lines', max: SALE_LINES_MAX };
  const touched = cart.lines.filter((line) => line.product.id === productId);
  return blockingRefusal(touched, rules, on);
}

function makeAmountLine(
  draft: Parameters<typeof makeLineByAmount>[0],
  amountRupiah: Rupiah,
): Result<CartLine, AddRefusal> {
  const { product, priceRupiah } = draft;
  if (!product.isSoldByWeight || amountRupiah <= 0 || priceRupiah <= 0)
    return refused({ kind: 'quantity-invalid' });
  if (amountRupiah > CART_RUPIAH_MAX) return refused({ kind: 'amount-too-large' });
  const quantity = (amountRupiah * MILLI_PER_UNIT) / priceRupiah;
  if (quantity < 1 || !isMilli(Math.floor(quantity))) return refused({ kind: 'quantity-invalid' });
  return accepted(makeLineByAmount(draft, amountRupiah));
}

function quantityRefusal(product: Product, unit: string, soldMilli: Milli): AddRefusal | null {
  const isCarton = unit === product.carton?.unit;
  const isKnownUnit = isCarton || unit === product.unit;
  // Only weighed goods come in parts, and only in their base unit.
  const isWhole = soldMilli % MILLI_PER_UNIT === 0 || (product.isSoldByWeight && !isCarton);
  const isInRange = soldMilli > 0 && isMilli(baseMilli(product, unit, soldMilli));
  return isKnownUnit && isWhole && isInRange ? null : { kind: 'quantity-invalid' };
}

/** More money than can be counted. Asked first, because the sum itself can't be worked out then. */
function amountRefusal(priceRupiah: Rupiah, quantityMilli: number): AddRefusal | null {
  return (priceRupiah * quantityMilli) / MILLI_PER_UNIT > CART_RUPIAH_MAX
    ? { kind: 'amount-too-large' }
    : null;
}

function baseMilli(product: Product, unit: string, soldMilli: Milli): number {
  return unit === product.carton?.unit ? soldMilli * product.carton.size : soldMilli;
}
