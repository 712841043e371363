import { replacedPrice, type Price, type PriceTier } from './price.ts';
import type { Product } from './product.ts';
import { accepted, refused, type Result } from './result.ts';
import { rulesFor, type SaleRule } from './sale-rule.ts';
import type { Rupiah } from './money.ts';
import { businessDateAt, type BusinessDate, type TimeZone } from './time.ts';

/** A price that somebody wants to set. */
export interface PriceWish {
  readonly tier: PriceTier;
  readonly priceRupiah: Rupiah;
  /** Milliseconds since 1970; null from now on. */
  readonly effectiveFrom: number | null;
  /** The price of the tier that the person saw in force when deciding; null when there was none. */
  readonly seenRupiah: number | null;
}

/** What a price is decided with. */
export interface PriceGround {
  readonly product: Product | undefined;
  /** The prices of the product. */
  readonly prices: readonly Price[];
  readonly rules: readonly SaleRule[];
  /** Server clock, milliseconds since 1970. */
  readonly now: number;
  readonly zone: TimeZone;
}

export type PriceRefusal =
  | { readonly kind: 'product-unknown' }
  | { readonly kind: 'starts-in-past' }
  | { readonly kind: 'above-ceiling'; readonly ceilingRupiah: number }
  | { readonly kind: 'price-moved'; readonly nowRupiah: number | null };

/** What is written when a price may be set. */
export interface PriceDecision {
  readonly effectiveFrom: number;
  readonly previousRupiah: Rupiah | null;
}

/**
 * Decides a dated price. The past is never priced anew: sales were made at it. Two prices from the same future instant are
 * one row, and the later word stands, because nobody has bought at the earlier one; where the instant has begun the new
 * price starts a millisecond after it.
 */
export function decidePriceChange(wish: PriceWish, ground: PriceGround): Result<PriceDecision, PriceRefusal> {
  const { product, prices, rules, now, zone } = ground;
  const { tier } = wish;
  if (product === undefined) return refused({ kind: 'product-unknown' });
  if (wish.effectiveFrom !== null && wish.effectiveFrom < now) return refused({ kind: 'starts-in-past' });
  const effectiveFrom = freeInstant(prices, { tier, from: wish.effectiveFrom ?? now, now });
  const ceilingRupiah = ceilingOf(product, rules, {
    on: businessDateAt(effectiveFrom, zone),
    isBlocking: true,
  });
  if (ceilingRupiah !== null && wish.priceRupiah > ceilingRupiah)
    return refused({ kind: 'above-ceiling', ceilingRupiah });
  const nowRupiah = replacedPrice(prices, { tier, effectiveFrom: now })?.priceRupiah ?? null;
  if (nowRupiah !== wish.seenRupiah) return refused({ kind: 'price-moved', nowRupiah });
  const replaced = replacedPrice(prices, { tier, effectiveFrom });
  return accepted({ effectiveFrom, previousRupiah: replaced?.priceRupiah ?? null });
}

/** The strictest ceiling (HET) on a day, rupiah a base unit; null where there is none. */
export function ceilingOf(
  product: Product,
  rules: readonly SaleRule[],
  day: { readonly on: BusinessDate; readonly isBlocking: boolean },
): number | null {
  const limits = rulesFor(product, rules, day.on)
    .filter((rule) => rule.kind === 'price_ceiling' && (rule.mode === 'block' || !day.isBlocking))
    .flatMap((rule) => rule.limit ?? []);
  return limits.length === 0 ? null : Math.min(...limits);
}

function freeInstant(
  prices: readonly Price[],
  wanted: { readonly tier: PriceTier; readonly from: number; readonly now: number },
): number {
  const begun = new Set(
    prices
      .filter((price) => price.tier === wanted.tier && price.effectiveFrom <= wanted.now)
      .map((price) => price.effectiveFrom),
  );
  let instant = wanted.from;
  while (begun.has(instant)) instant += 1;
  return instant;
}
