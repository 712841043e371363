import type { Product } from './product.ts';
import { milli, type Milli } from './quantity.ts';

/** At five base units and below, goods count as low where nobody has said otherwise. */
export const LOW_STOCK_MILLI_DEFAULT = milli(5000);

/**
 * How much of something there is where it is sold from. `unknown`: nothing ever lay there or moved. `negative` is shown as it
 * is: more was sold than the books have.
 */
export type StockLevel = 'unknown' | 'enough' | 'low' | 'out' | 'negative';

/** From which on-hand down a product is low, in thousandths. */
export function lowStockMilliOf(product: Pick<Product, 'lowStockMilli'>): Milli {
  return product.lowStockMilli ?? LOW_STOCK_MILLI_DEFAULT;
}

/**
 * The one rule behind the amber tile, the stock list, the count beside "Stok" and the notice.
 * @param onHand at the selling place, in thousandths; null where nothing is known to lie or to have moved
 */
export function stockLevel(onHand: number | null, product: Pick<Product, 'lowStockMilli'>): StockLevel {
  if (onHand === null) return 'unknown';
  if (onHand < 0) return 'negative';
  if (onHand === 0) return 'out';
  return onHand <= lowStockMilliOf(product) ? 'low' : 'enough';
}

/** True when somebody should fetch or order it. */
export function needsRestocking(level: StockLevel): boolean {
  return level === 'low' || level === 'out' || level === 'negative';
}
