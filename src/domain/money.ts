import { invariant } from './invariant.ts';

declare const rupiahBrand: unique symbol;

/** Whole rupiah. Negative amounts are allowed (rounding, differences); fractions never. */
export type Rupiah = number & { readonly [rupiahBrand]: true };

/** No amount of a village shop comes near this; it keeps every sum of amounts inside the safe integers. */
export const RUPIAH_MAX = 999_999_999_999;

/** True when `value` is a whole amount within ±{@link RUPIAH_MAX}. */
export function isRupiah(value: number): value is Rupiah {
  return Number.isSafeInteger(value) && Math.abs(value) <= RUPIAH_MAX;
}

/**
 * Turns a number that our own code made into rupiah.
 * @throws Error when it is not a whole amount in range: that is a mistake of ours, input is parsed at the border
 */
export function rupiah(value: number): Rupiah {
  invariant(isRupiah(value), `${value} is not a whole rupiah amount`);
  return value;
}

/** Adds amounts; the sum of nothing is Rp0. */
export function sumRupiah(amounts: Iterable<Rupiah>): Rupiah {
  let sum = 0;
  for (const amount of amounts) sum += amount;
  return rupiah(sum);
}

/**
 * Splits an amount by weights so that the shares add up to it exactly (largest remainder, ties to the earlier share).
 * @param weights whole numbers ≥ 0, at least one above 0
 */
export function splitRupiah(total: Rupiah, weights: readonly number[]): readonly Rupiah[] {
  invariant(
    weights.every((weight) => Number.isSafeInteger(weight) && weight >= 0),
    'weights are whole numbers from 0',
  );
  const weightSum = weights.reduce((sum, weight) => sum + BigInt(weight), 0n);
  invariant(weightSum > 0n, 'at least one weight is above 0');
  const size = BigInt(Math.abs(total));
  const parts = weights.map((weight, index) => {
    const product = size * BigInt(weight);
    return { index, share: Number(product / weightSum), remainder: product % weightSum };
  });
  const missing = Number(size) - parts.reduce((sum, part) => sum + part.share, 0);
  const byRemainder = parts.toSorted((a, b) =>
    a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1,
  );
  const lifted = new Set(byRemainder.slice(0, missing).map((part) => part.index));
  const sign = total < 0 ? -1 : 1;
  return parts.map((part) => rupiah(sign * (part.share + (lifted.has(part.index) ? 1 : 0)) || 0));
}

/** How a cash total meets the smallest coin: to the nearest step (a half goes up), or only ever down. */
export type CashRounding = 'nearest' | 'down';

/**
 * The difference that rounding adds to a cash total (negative when it rounds down).
 * Told to the buyer as its own line (Permendag 35/2013, `domain-facts` 5.2); down only where a price is capped (rule R13b).
 * @param totalRupiah Rp0 or more
 * @param stepRupiah the coin step, 1 or more
 */
export function cashRoundingRupiah(totalRupiah: Rupiah, stepRupiah: number, rounding: CashRounding): Rupiah {
  invariant(totalRupiah >= 0, 'a cash total is not negative');
  invariant(Number.isSafeInteger(stepRupiah) && stepRupiah >= 1, 'a coin step is a whole number from 1');
  const above = totalRupiah % stepRupiah;
  if (above === 0) return rupiah(0);
  return rounding === 'nearest' && above * 2 >= stepRupiah ? rupiah(stepRupiah - above) : rupiah(-above);
}
