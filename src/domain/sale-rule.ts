import type { Rupiah } from './money.ts';
import type { Product } from './product.ts';
import type { Milli } from './quantity.ts';
import type { BusinessDate } from './time.ts';

export type SaleRuleKind =
  | 'price_ceiling'
  | 'quantity_limit'
  | 'order_limit'
  | 'buyer_identity'
  | 'buyer_class'
  | 'no_store_credit'
  | 'round_down_only';

/** What a breach does: stop the sale for every role, ask first, or only leave a mark. */
export type RuleMode = 'block' | 'warn' | 'log';

/**
 * One dated rule of sale. Rules on price, limit and identity changed several times in two years, so they are data with a
 * start date and never code (`domain-facts` 9b; `sale-rules.csv`).
 */
export interface SaleRule {
  readonly id: string;
  /** SKUs and programmes the rule touches. */
  readonly appliesTo: readonly string[];
  readonly kind: SaleRuleKind;
  /** Rupiah for a ceiling, thousandths of `unit` for a quantity; null where the rule has no number. */
  readonly limit: number | null;
  readonly unit: string;
  readonly period: 'sale' | 'day' | 'month' | null;
  /** Buyer classes that `buyer_class` lets through. */
  readonly classes: readonly string[];
  readonly from: BusinessDate;
  /** Last day in force; null while it is open. */
  readonly to: BusinessDate | null;
  readonly mode: RuleMode;
}

/** A rule that a line broke, as it is stored on the sale. */
export interface RuleBreach {
  readonly ruleId: string;
  readonly kind: SaleRuleKind;
  readonly mode: RuleMode;
}

export interface RuledLine {
  readonly product: Product;
  readonly priceRupiah: Rupiah;
  /** Thousandths of the base unit. */
  readonly milli: Milli;
}

/** The rules that touch a product on a day. */
export function rulesFor(
  product: Product,
  rules: readonly SaleRule[],
  on: BusinessDate,
): readonly SaleRule[] {
  return rules.filter(
    (rule) =>
      rule.from <= on &&
      (rule.to === null || on <= rule.to) &&
      (rule.appliesTo.includes(product.id) ||
        (product.programme !== null && rule.appliesTo.includes(product.programme))),
  );
}

/** True when a capped price must never be lifted by cash rounding (rule R13b). */
export function mustRoundDown(
  products: readonly Product[],
  rules: readonly SaleRule[],
  on: BusinessDate,
): boolean {
  return products.some((product) =>
    rulesFor(product, rules, on).some((rule) => rule.kind === 'round_down_only'),
  );
}

/**
 * The rules that a cart breaks, each once. A quantity limit counts what stands in this sale only; what a buyer took before
 * needs a member or a NIK and comes with them.
 */
export function breachesOf(
  lines: readonly RuledLine[],
  rules: readonly SaleRule[],
  on: BusinessDate,
): readonly RuleBreach[] {
  const broken = new Map<string, RuleBreach>();
  for (const line of lines) {
    for (const rule of rulesFor(line.product, rules, on)) {
      if (isBroken(rule, line, lines))
        broken.set(rule.id, { ruleId: rule.id, kind: rule.kind, mode: rule.mode });
    }
  }
  return [...broken.values()];
}

function isBroken(rule: SaleRule, line: RuledLine, lines: readonly RuledLine[]): boolean {
  switch (rule.kind) {
    case 'price_ceiling':
      return rule.limit !== null && line.priceRupiah > rule.limit;
    case 'quantity_limit':
      return rule.limit !== null && soldUnder(rule, lines) > rule.limit;
    // The till can't take an identity or a class yet (sealed NIKs come later), so goods that need one stay unsold.
    case 'buyer_identity':
    case 'buyer_class':
      return true;
    case 'order_limit':
    case 'no_store_credit':
    case 'round_down_only':
      return false;
  }
}

/** Thousandths of the rule's unit in this sale: its content where the rule counts kg or litre, else the unit itself. */
function soldUnder(rule: SaleRule, lines: readonly RuledLine[]): number {
  return lines
    .filter(
      (line) =>
        rule.appliesTo.includes(line.product.id) || rule.appliesTo.includes(line.product.programme ?? ''),
    )
    .reduce((sum, line) => {
      const content = line.product.content;
      const perUnit = content !== null && content.unit === rule.unit ? content.milli : 1000;
      return sum + Math.floor((line.milli * perUnit) / 1000);
    }, 0);
}
