import type { Fact, SaleLine, SaleRecorded } from './facts.ts';
import { lineAmountRupiah, milliForAmount } from './quantity.ts';
import { isRupiah, rupiah, sumRupiah } from './money.ts';

/** Why a fact's own arithmetic does not hold, so that it can be kept but not booked. */
export type Defect = 'line_mismatch' | 'total_mismatch' | 'payment_mismatch' | 'part_out_of_range';

/**
 * Looks for arithmetic that contradicts itself inside one fact. It needs no other knowledge; what needs the rows around it
 * is judged (`judge.ts`). A defective fact is quarantined: stored byte for byte, with no effect until a person decides.
 */
export function defectOf(fact: Fact): Defect | null {
  switch (fact.kind) {
    case 'sale.recorded':
      return saleDefect(fact);
    case 'stock.opened':
    case 'master.imported':
      return fact.part >= 1 && fact.part <= fact.parts ? null : 'part_out_of_range';
    case 'shift.opened':
    case 'shift.closed':
    case 'pin.failed':
    case 'device.enrolled':
    case 'server.restored':
    case 'member.registered':
    case 'member.changed':
    case 'product.registered':
    case 'product.changed':
    case 'price.changed':
    case 'pin.reset':
    case 'pin.set':
    case 'person.changed':
    case 'account.invited':
    case 'device.revoked':
    case 'device.reinstated':
    case 'outlet.changed':
      return null;
  }
}

function saleDefect(sale: SaleRecorded): Defect | null {
  if (!sale.lines.every(isSoundLine)) return 'line_mismatch';
  const goods = sumRupiah(sale.lines.map((line) => line.amountRupiah));
  const total = goods - sale.discountRupiah + sale.roundingRupiah;
  if (goods !== sale.goodsRupiah || total !== sale.totalRupiah || total < 0) return 'total_mismatch';
  const paid = sale.payments.reduce((sum, payment) => sum + payment.amountRupiah, 0);
  const isChangeSound = sale.payments.every(
    (payment) =>
      payment.method !== 'cash' || payment.tenderedRupiah - payment.changeRupiah === payment.amountRupiah,
  );
  return paid === total && isChangeSound ? null : 'payment_mismatch';
}

function isSoundLine(line: SaleLine): boolean {
  const beforeDiscount = line.amountRupiah + line.discountRupiah;
  if (!isRupiah(beforeDiscount)) return false;
  if (!line.byAmount)
    return lineAmountRupiah(line.priceRupiah, line.milli, line.programme !== null) === beforeDiscount;
  return line.priceRupiah > 0 && milliForAmount(rupiah(beforeDiscount), line.priceRupiah) === line.milli;
}
