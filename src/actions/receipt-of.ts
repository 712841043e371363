import { receiptRows, type ReceiptRow } from '#domain/receipt.ts';
import { readOwnSales } from '../storage/ledger/own-sales.ts';
import { useCatalogue } from '../storage/replica/catalogue.ts';
import { lastRecorded } from './record-sale.ts';
import type { Workplace } from './workplace.ts';

/** 58 mm paper, which every cheap printer takes. */
const COLUMNS = 32;

/**
 * The receipt of an own sale, row by row, as it stands in the ledger.
 * @returns null when this device has no such sale
 * @throws StorageFailure when the ledger can't be read
 */
export async function receiptOf(workplace: Workplace, factId: string): Promise<readonly ReceiptRow[] | null> {
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
  };
  return receiptRows(fact, head, COLUMNS);
}

async function findSale({ ledger }: Workplace, factId: string) {
  const entry = await ledger.findEntry(factId);
  if (entry === null) return null;
  const sales = await readOwnSales(ledger, entry.businessDate);
  return sales.find((sale) => sale.factId === factId) ?? null;
}
