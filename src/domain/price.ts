import type { Rupiah } from './money.ts';

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

function latest(prices: readonly Price[]): Price | null {
  return prices.reduce<Price | null>((best, price) => {
    if (best === null || price.effectiveFrom > best.effectiveFrom) return price;
    return price.effectiveFrom === best.effectiveFrom && price.id > best.id ? price : best;
  }, null);
}
