import { create } from 'zustand';
import type { SaleRecorded } from '#domain/facts.ts';
import { PrinterFailure, type PrinterFault } from '../device/printer/printer.ts';
import { isLinkWay, usePrinterChoice } from '../device/printer/printer-choice.ts';
import type { Sharing } from '../device/share-picture.ts';
import { receiptOf } from './receipt-of.ts';
import type { RecordedSale } from './record-sale.ts';
import type { Workplace } from './workplace.ts';

/** Why there is no paper. `receipt-missing`: this device has no such sale · `part-missing`: a file of the program is not here. */
export type PrintFault = PrinterFault | 'receipt-missing' | 'part-missing';

/** The sale whose receipt is wanted. */
export interface PrintedSale {
  readonly factId: string;
  /** The number on paper. */
  readonly number: string;
}

interface PrintingState {
  /** Receipts on their way to the printer. */
  readonly waiting: number;
  /** What did not come out last, until it is printed or put away. The sale itself is stored and safe. */
  readonly failed: (PrintedSale & { readonly fault: PrintFault }) | null;
}

/** How printing goes. It is beside the sale and never in its way. */
export const usePrinting = create<PrintingState>()(() => ({ waiting: 0, failed: null }));

interface PrintWish {
  /** Which copy it is, from 1; absent on the first print. */
  readonly copyNumber?: number | undefined;
  readonly opensDrawer?: boolean | undefined;
}

/** How many papers of a sale this page may have put into the world. */
const papers = new Map<string, number>();

/** The sale that was served last, because a screen may be drawn twice and the drawer must open once. */
let served: string | null = null;

/**
 * The number of the next paper of this sale: absent for the first, then 1, 2 … A print that broke off counts, because what came
 * out of the printer may look whole.
 */
export function nextCopyNumber(factId: string): number | undefined {
  return papers.get(factId);
}

/**
 * Puts a receipt on paper in the way this device prints. Never fails: what went wrong stands in `usePrinting`, and the sale
 * stands anyway.
 * @returns true when the printer has taken it
 */
export async function printReceipt(
  workplace: Workplace,
  sale: PrintedSale,
  { copyNumber, opensDrawer = false }: PrintWish = {},
): Promise<boolean> {
  const { columns } = usePrinterChoice.getState();
  return await attempt(sale, async () => {
    const { printRows } = await import('../device/printer/print-rows.ts');
    const rows = await receiptOf(workplace, sale.factId, { columns, copyNumber });
    if (rows === null) return 'receipt-missing';
    await printRows(rows, opensDrawer);
    countPaper(sale.factId);
    return null;
  });
}

/** What happens by itself once a sale is stored: the drawer opens for cash, the receipt comes out; as this device is set. */
export async function serveSale(workplace: Workplace, { factId, fact }: RecordedSale): Promise<void> {
  if (served === factId) return;
  served = factId;
  const choice = usePrinterChoice.getState();
  const opensDrawer = choice.opensDrawer && tookCash(fact);
  const sale = { factId, number: fact.number };
  if (choice.printsByItself) await printReceipt(workplace, sale, { opensDrawer });
  else if (opensDrawer) {
    await attempt(sale, async () => {
      await (await import('../device/printer/print-rows.ts')).openDrawer();
      return null;
    });
  }
}

/**
 * Asks for the printer once more, because the browser has forgotten it. Only in answer to a tap.
 * @returns false when none was chosen
 */
export async function choosePrinterAgain(sale: PrintedSale): Promise<boolean> {
  const { way } = usePrinterChoice.getState();
  if (!isLinkWay(way)) return false;
  let isChosen = false;
  await attempt(sale, async () => {
    isChosen = await (await import('../device/printer/print-rows.ts')).choosePrinter(way);
    return isChosen ? null : 'not-found';
  });
  return isChosen;
}

/** Puts the notice of a failed print away. */
export function forgetFailedPrint(): void {
  usePrinting.setState({ failed: null });
}

/**
 * Hands the receipt on as a picture. Only in answer to a tap.
 * @returns null when this device has no such sale
 * @throws whatever kept the picture or the other app from it
 */
export async function shareReceipt(workplace: Workplace, sale: PrintedSale): Promise<Sharing | null> {
  const [{ drawReceipt }, { sharePicture }, rows] = await Promise.all([
    import('../device/printer/receipt-picture.ts'),
    import('../device/share-picture.ts'),
    receiptOf(workplace, sale.factId),
  ]);
  return rows === null ? null : await sharePicture(await drawReceipt(rows, 32), sale.number);
}

async function attempt(sale: PrintedSale, work: () => Promise<PrintFault | null>): Promise<boolean> {
  usePrinting.setState(({ waiting, failed }) => ({
    waiting: waiting + 1,
    failed: failed?.factId === sale.factId ? null : failed,
  }));
  const fault = await work().catch((error: unknown): PrintFault => {
    if (!(error instanceof PrinterFailure)) return 'part-missing';
    if (error.kind === 'silent' || error.kind === 'lost') countPaper(sale.factId);
    return error.kind;
  });
  usePrinting.setState(({ waiting, failed }) => ({
    waiting: waiting - 1,
    failed: fault === null ? failed : { ...sale, fault },
  }));
  return fault === null;
}

function countPaper(factId: string): void {
  papers.set(factId, (papers.get(factId) ?? 0) + 1);
}

function tookCash({ payments }: SaleRecorded): boolean {
  return payments.some((payment) => payment.method === 'cash');
}
