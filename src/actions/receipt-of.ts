import { receiptRows, type PaperColumns, type ReceiptRow } from '#domain/receipt.ts';
import { readOwnSales } from '../storage/ledger/own-sales.ts';
import { useCatalogue } from '../storage/replica/catalogue.ts';
import { lastRecorded } from './record-sale.ts';
import type { Workplace } from './workplace.ts';

interface ReceiptWish {
  /** The screen shows 32, which is 58 mm paper; the printer's paper may be wider. */
  readonly columns?: PaperColumns | undefined;
  /** Which copy this is, from 1; absent for the first print. */
  readonly copyNumber?: number | undefined;
}

/**
 * The receipt of an own sale, row by row, as it stands in the ledger.
 * @returns null when this device has no such sale
 * @throws StorageFailure when the ledger can't be read
 */
export async function receiptOf(
  workplace: Workplace,
  factId: string,
  { columns = 32, copyNumber }: ReceiptWish = {},
): Promise<readonly ReceiptRow[] | null> {
  const sale = lastRecorded(factId) ?? (await findSale(workplace, factId));
  const { coop, outlet, staff, members } = useCatalogue.getState();
  if (sale === null || outlet === null) return null;
  const { fact, code } = sale;
  const cashier = staff.find((person) => person.id === fact.actor.staffId);
  const member = fact.memberId === null ? undefined : members.get(fact.memberId);
  const head = {
    coopName: coop?.name ?? outlet.name,
    address: outlet.address,
    cashierName: cashier?.name ?? fact.actor.staffId,
    code,
    memberName: member?.name ?? fact.memberId,
    headLines: outlet.receiptHead,
    footLine: outlet.receiptFoot,
    copyNumber,
  };
  return receiptRows(fact, head, columns);
}

async function findSale({ ledger }: Workplace, factId: string) {
  const entry = await ledger.findEntry(factId);
  if (entry === null) return null;
  const sales = await readOwnSales(ledger, entry.businessDate);
  return sales.find((sale) => sale.factId === factId) ?? null;
}
