import type { Rupiah } from './money.ts';
import { localTime, startOfDate, type TimeZone } from './time.ts';

/** Who a price is for. A member price is only ever lower; where there is none, the retail price holds. */
export type PriceTier = 'retail' | 'member';

/** One price of one base unit from an instant on. A price is never edited: a new one starts later. */
export interface Price {
  readonly id: string;
  readonly productId: string;
  readonly tier: PriceTier;
  readonly priceRupiah: Rupiah;
  /** Milliseconds since 1970. */
  readonly effectiveFrom: number;
}

/** The coop cursor in use when a cart was priced; the server prices the sale again from it. */
export interface PriceVersion {
  readonly gen: string;
  readonly seq: number;
}

/**
 * The price in force: the one that started last at or before `at`; of two that start together the one with the later id.
 * @param prices prices of one product, in any order
 * @param at milliseconds since 1970, device clock corrected by the last server offset
 * @returns null when no price has started yet
 */
export function priceAt(prices: readonly Price[], at: number, tier: PriceTier): Price | null {
  const started = prices.filter((price) => price.effectiveFrom <= at);
  return (
    latest(started.filter((price) => price.tier === tier)) ??
    latest(started.filter((price) => price.tier === 'retail'))
  );
}

/**
 * The id of a price: one for each product, tier and instant at which it starts. A price that starts with a day is named by
 * the day, as price lists are; one that starts within a day also by the milliseconds since midnight. Whoever gives another
 * price for the same start replaces it; a price that starts at another moment never touches it.
 * @param starts which price of which product, from which instant (milliseconds since 1970)
 * @param zone the outlet's, whose midnight begins a day
 */
export function priceId(starts: Pick<Price, 'productId' | 'tier' | 'effectiveFrom'>, zone: TimeZone): string {
  const { productId, tier, effectiveFrom } = starts;
  const { date } = localTime(effectiveFrom, zone);
  const sinceMidnight = effectiveFrom - startOfDate(date, zone);
  return `${productId}:${tier}:${date}${sinceMidnight === 0 ? '' : `.${sinceMidnight}`}`;
}

/**
 * What a new price of a tier takes the place of: the price of that very tier which would hold at its start without it.
 * @returns null when the tier has no price by then
 */
export function replacedPrice(
  prices: readonly Price[],
  starts: Pick<Price, 'tier' | 'effectiveFrom'>,
): Price | null {
  return latest(
    prices.filter((price) => price.tier === starts.tier && price.effectiveFrom <= starts.effectiveFrom),
  );
}

function latest(prices: readonly Price[]): Price | null {
  return prices.reduce<Price | null>((best, price) => {
    if (best === null || price.effectiveFrom > best.effectiveFrom) return price;
    return price.effectiveFrom === best.effectiveFrom && price.id > best.id ? price : best;
  }, null);
}
