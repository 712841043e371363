import type { Cart, CartLine } from './cart.ts';
import { blockingRefusal, cashDue, SALE_LINES_MAX, type AmountDue } from './cart-rules.ts';
import type { SaleLine, SaleRecorded, FactFrame } from './facts.ts';
import { rupiah, RUPIAH_MAX, sumRupiah } from './money.ts';
import { cashKeptRupiah, type Payment } from './payment.ts';
import { mayDo, type Role } from './permissions.ts';
import { movesOfSale } from './product.ts';
import type { SaleRefusal } from './refusal.ts';
import { accepted, refused, type Result } from './result.ts';
import { breachesOf, type SaleRule } from './sale-rule.ts';
import type { OpenShift } from './shift.ts';
import { foldMoves } from './stock.ts';

/** What a sale is before the ledger gives it its number and its place. */
export type SaleDraft = Omit<SaleRecorded, Exclude<keyof FactFrame, 'moves'> | 'number'>;

/** What the till knows when it decides. */
export interface SaleContext {
  readonly role: Role;
  readonly shift: OpenShift | null;
  readonly rules: readonly SaleRule[];
  /** The place goods leave from. */
  readonly place: string;
  readonly cashStepRupiah: number;
}

/**
 * Decides whether a cart becomes a sale. The ladder runs from the device's state over the goods to the money, and the
 * first refusal wins; a repeated tap is caught before it, by the ledger, from the cart's factId.
 */
export function decideSale(
  cart: Cart,
  payments: readonly Payment[],
  context: SaleContext,
): Result<SaleDraft, SaleRefusal> {
  const { shift, rules } = context;
  if (!mayDo('sale.record', context.role)) return refused({ kind: 'not-permitted' });
  if (shift === null) return refused({ kind: 'shift-not-open' });
  if (cart.lines.length === 0) return refused({ kind: 'empty-cart' });
  if (cart.lines.length > SALE_LINES_MAX) return refused({ kind: 'too-many-lines', max: SALE_LINES_MAX });
  const blocked = blockingRefusal(cart.lines, rules, shift.businessDate);
  if (blocked !== null) return refused(blocked);
  const due = amountDue(cart, payments, context, shift);
  if (due.totalRupiah > RUPIAH_MAX) return refused({ kind: 'amount-too-large' });
  const paid = sumRupiah(payments.map((payment) => payment.amountRupiah));
  if (paid < due.totalRupiah)
    return refused({ kind: 'payment-short', missingRupiah: rupiah(due.totalRupiah - paid) });
  if (paid > due.totalRupiah)
    return refused({ kind: 'payment-over', overRupiah: rupiah(paid - due.totalRupiah) });
  return accepted({
    kind: 'sale.recorded',
    shiftId: shift.shiftId,
    memberId: cart.memberId,
    openedAt: cart.openedAt,
    lines: cart.lines.map(saleLine),
    ...due,
    discountRupiah: rupiah(0),
    payments,
    breaches: breachesOf(cart.lines, rules, shift.businessDate),
    moves: foldMoves(cart.lines.flatMap((line) => movesOfSale(line.product, line.milli, context.place))),
  });
}

/** What a sale adds to the running totals of its lineage. */
export function saleShare(sale: Pick<SaleRecorded, 'totalRupiah' | 'payments'>): {
  gross: number;
  cash: number;
} {
  return { gross: sale.totalRupiah, cash: cashKeptRupiah(sale.payments) };
}

/** True when two sales are the same purchase: equal lines and payments, whatever the clock or the number says. */
export function isSamePurchase(
  a: Pick<SaleRecorded, 'lines' | 'payments'>,
  b: Pick<SaleRecorded, 'lines' | 'payments'>,
) {
  return JSON.stringify([a.lines, a.payments]) === JSON.stringify([b.lines, b.payments]);
}

function amountDue(
  cart: Cart,
  payments: readonly Payment[],
  context: SaleContext,
  shift: OpenShift,
): AmountDue {
  const isCashOnly = payments.every((payment) => payment.method === 'cash');
  const step = isCashOnly ? context.cashStepRupiah : 1;
  return cashDue(cart, context.rules, shift.businessDate, step);
}

function saleLine(line: CartLine): SaleLine {
  return {
    productId: line.product.id,
    name: line.product.name,
    unit: line.unit,
    soldMilli: line.soldMilli,
    milli: line.milli,
    priceRupiah: line.priceRupiah,
    tier: line.tier,
    byAmount: line.isByAmount,
    programme: line.product.programme,
    discountRupiah: rupiah(0),
    amountRupiah: line.amountRupiah,
  };
}
