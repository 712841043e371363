import { goodsRupiah, type Cart, type CartLine } from './cart.ts';
import { cashRoundingRupiah, rupiah, type Rupiah } from './money.ts';
import type { SaleRefusal } from './refusal.ts';
import { breachesOf, mustRoundDown, rulesFor, type RuleBreach, type SaleRule } from './sale-rule.ts';
import type { BusinessDate } from './time.ts';

/* What a cart may hold and what it costs, before it becomes a sale (`sale.ts`, which no till needs for its first tile). */

/** A body stays under 48 KiB: longer documents are several facts, and a till's cart is simply not that long. */
export const SALE_LINES_MAX = 100;

/** What a buyer is asked for: goods, and the rounding that only an all-cash payment adds. */
export interface AmountDue {
  readonly goodsRupiah: Rupiah;
  readonly roundingRupiah: Rupiah;
  readonly totalRupiah: Rupiah;
}

/** The amount due in cash, rounded to the coin step; only down when the cart holds goods whose rule says so. */
export function cashDue(
  cart: Cart,
  rules: readonly SaleRule[],
  on: BusinessDate,
  stepRupiah: number,
): AmountDue {
  const goods = goodsRupiah(cart);
  const isDownOnly = mustRoundDown(
    cart.lines.map((line) => line.product),
    rules,
    on,
  );
  const rounding = cashRoundingRupiah(goods, stepRupiah, isDownOnly ? 'down' : 'nearest');
  return { goodsRupiah: goods, roundingRupiah: rounding, totalRupiah: rupiah(goods + rounding) };
}

/** The first rule of mode `block` that the lines break; no role can pass it. */
export function blockingRefusal(
  lines: readonly CartLine[],
  rules: readonly SaleRule[],
  on: BusinessDate,
): Extract<SaleRefusal, { kind: 'rule-blocks' }> | null {
  // All lines together: a limit on a programme counts over its products, so no line may be looked at alone.
  const breach = breachesOf(lines, rules, on).find((candidate) => candidate.mode === 'block');
  const rule = rules.find((candidate) => candidate.id === breach?.ruleId);
  if (breach === undefined || rule === undefined) return null;
  const touched = lines.find((line) => rulesFor(line.product, [rule], on).length > 0);
  return { kind: 'rule-blocks', breach, productName: touched?.product.name ?? '', limit: rule.limit };
}

/** Rules that were broken but let the sale pass, for the words on the screen. */
export function warningsOf(
  lines: readonly CartLine[],
  rules: readonly SaleRule[],
  on: BusinessDate,
): readonly RuleBreach[] {
  return breachesOf(lines, rules, on).filter((breach) => breach.mode === 'warn');
}
