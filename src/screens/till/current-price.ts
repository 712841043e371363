import type { Rupiah } from '#domain/money.ts';
import { priceAt } from '#domain/price.ts';
import { useCart } from '../../actions/edit-cart.ts';
import type { Workplace } from '../../actions/workplace.ts';
import type { CatalogueItem } from '../../storage/replica/catalogue.ts';

/** What one base unit costs now, by the same corrected clock that prices the cart; null without a price. */
export function currentPrice(workplace: Pick<Workplace, 'clock'>, item: CatalogueItem): Rupiah | null {
  const now = workplace.clock.now() + useCart.getState().clockOffsetMs;
  return priceAt(item.prices, now, 'retail')?.priceRupiah ?? null;
}
