import type { OfficeProducts } from '../../sync/office-live.ts';

export type Product = OfficeProducts['products'][number];
export type ProductPrice = Product['prices'][number];
export type Tier = ProductPrice['tier'];

export const TIERS: readonly Tier[] = ['retail', 'member'];

/** The price in force at an instant. Prices come with the newest `effectiveFrom` first. Null: none has started. */
export function priceNow({ prices }: Product, tier: Tier, at: number): ProductPrice | null {
  return prices.find((price) => price.tier === tier && price.effectiveFrom <= at) ?? null;
}

/** The next price of either tier to start after an instant. */
export function nextPrice({ prices }: Product, at: number): ProductPrice | null {
  return prices.findLast((price) => price.effectiveFrom > at) ?? null;
}

/** When a price ended: when the next one of its tier started. Null while none has. */
export function endOf({ prices }: Product, price: ProductPrice): number | null {
  const sameTier = prices.filter(({ tier }) => tier === price.tier);
  return sameTier[sameTier.indexOf(price) - 1]?.effectiveFrom ?? null;
}
