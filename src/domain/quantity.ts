import { invariant } from './invariant.ts';
import { rupiah, type Rupiah } from './money.ts';

declare const milliBrand: unique symbol;

/** A quantity in thousandths of the base unit: 1 pak = 1000, 1.35 kg = 1350. Goods going out are negative. */
export type Milli = number & { readonly [milliBrand]: true };

export const MILLI_PER_UNIT = 1000;

/** One million base units on one line: far beyond any shop, and safe in every product with a price. */
export const MILLI_MAX = 1_000_000_000;

/** True when `value` is a whole number of thousandths within ±{@link MILLI_MAX}. */
export function isMilli(value: number): value is Milli {
  return Number.isSafeInteger(value) && Math.abs(value) <= MILLI_MAX;
}

/**
 * Turns a number that our own code made into thousandths.
 * @throws Error when it is not whole or out of range
 */
export function milli(value: number): Milli {
  invariant(isMilli(value), `${value} is not a quantity in thousandths`);
  return value;
}

/** Whole base units as thousandths: 2 pak → 2000. */
export function milliFromUnits(units: number): Milli {
  return milli(units * MILLI_PER_UNIT);
}

/**
 * Cartons as thousandths of the base unit: 1 dus of 40 → 40000.
 * @param soldMilli cartons in thousandths
 * @param cartonSize base units in one carton, 1 or more
 */
export function milliFromCartons(soldMilli: Milli, cartonSize: number): Milli {
  return milli(soldMilli * cartonSize);
}

/**
 * Reads a quantity as typed: digits with up to three decimals after a comma or a point ("1,35", "1.35", "2").
 * @returns thousandths above 0, or null when it is not such a number
 */
export function parseQuantity(typed: string): Milli | null {
  const match = /^(\d{1,6})(?:[.,](\d{0,3}))?$/.exec(typed.trim());
  if (match === null) return null;
  const thousandths = Number(match[1]) * MILLI_PER_UNIT + Number((match[2] ?? '').padEnd(3, '0'));
  return thousandths > 0 ? milli(thousandths) : null;
}

/**
 * The amount of one line: price × quantity, half a rupiah up; for programme goods always down, so that a capped price
 * is never passed by a fraction.
 * @param priceRupiah price of one base unit, Rp0 or more
 * @param quantityMilli thousandths of the base unit, 0 or more
 */
export function lineAmountRupiah(priceRupiah: Rupiah, quantityMilli: Milli, isProgramme: boolean): Rupiah {
  invariant(priceRupiah >= 0 && quantityMilli >= 0, 'a line has a price and a quantity from 0');
  const half = isProgramme ? 0n : 500n;
  return rupiah(Number((BigInt(priceRupiah) * BigInt(quantityMilli) + half) / 1000n));
}

/** The quantity that an amount of money buys, rounded down: "Rp10.000 gula". `priceRupiah` is above 0. */
export function milliForAmount(amountRupiah: Rupiah, priceRupiah: Rupiah): Milli {
  invariant(priceRupiah > 0 && amountRupiah >= 0, 'an amount buys goods that have a price');
  return milli(Number((BigInt(amountRupiah) * 1000n) / BigInt(priceRupiah)));
}
