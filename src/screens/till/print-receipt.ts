import type { ReceiptRow } from '#domain/receipt.ts';
import { printRows } from '../../device/system-print.ts';

/** Prints a receipt once its rows are read. Loaded on the first print: no till starts with it. */
export async function printReceipt(rows: Promise<readonly ReceiptRow[] | null>): Promise<void> {
  const ready = await rows;
  if (ready) printRows(ready);
}
