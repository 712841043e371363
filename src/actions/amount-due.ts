import { useMemo } from 'react';
import { cashDue, warningsOf, type AmountDue } from '#domain/cart-rules.ts';
import type { RuleBreach } from '#domain/sale-rule.ts';
import { useCatalogue } from '../storage/replica/catalogue.ts';
import { ruleDate, useCart } from './edit-cart.ts';
import { useWorkplace } from './workplace.ts';

/** What the buyer is asked for in cash; null while the cart is empty. */
export function useAmountDue(): AmountDue | null {
  const workplace = useWorkplace();
  const cart = useCart((state) => state.cart);
  const shiftDate = useCart((state) => state.shiftDate);
  const rules = useCatalogue((state) => state.rules);
  const cashStepRupiah = useCatalogue((state) => state.coop?.cashStepRupiah ?? null);
  return useMemo(() => {
    if (cart.lines.length === 0 || cashStepRupiah === null) return null;
    return cashDue(cart, rules, shiftDate ?? ruleDate(workplace), cashStepRupiah);
  }, [workplace, cart, shiftDate, rules, cashStepRupiah]);
}

/** Rules that the cart breaks and that let it pass: a person is told. */
export function useCartWarnings(): readonly RuleBreach[] {
  const workplace = useWorkplace();
  const lines = useCart((state) => state.cart.lines);
  const shiftDate = useCart((state) => state.shiftDate);
  const rules = useCatalogue((state) => state.rules);
  return useMemo(() => {
    if (lines.length === 0) return [];
    return warningsOf(lines, rules, shiftDate ?? ruleDate(workplace));
  }, [workplace, lines, shiftDate, rules]);
}
