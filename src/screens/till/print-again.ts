import {
  choosePrinterAgain,
  nextCopyNumber,
  printReceipt,
  usePrinting,
  type PrintedSale,
} from '../../actions/print-receipt.ts';
import type { Workplace } from '../../actions/workplace.ts';
import { isLinkWay, usePrinterChoice } from '../../device/printer/printer-choice.ts';

/** True when the browser has forgotten the printer, so that the next tap has to ask for it first. */
export function useHasToConnect(): boolean {
  const isNotFound = usePrinting(({ failed }) => failed?.fault === 'not-found');
  return usePrinterChoice(({ way }) => isLinkWay(way)) && isNotFound;
}

/** Prints a receipt, and asks for the printer before that when it has to be. In answer to a tap. */
export async function printAgain(workplace: Workplace, sale: PrintedSale): Promise<void> {
  const isNotFound = usePrinting.getState().failed?.fault === 'not-found';
  const hasToConnect = isNotFound && isLinkWay(usePrinterChoice.getState().way);
  if (hasToConnect && !(await choosePrinterAgain(sale))) return;
  await printReceipt(workplace, sale, { copyNumber: nextCopyNumber(sale.factId) });
}
