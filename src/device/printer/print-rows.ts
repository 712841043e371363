import type { ReceiptRow } from '#domain/receipt.ts';
import { systemClock } from '../clock.ts';
import { bluetoothLink, bluetoothOf } from './bluetooth-link.ts';
import { createPrintQueue, type PrintQueue } from './print-queue.ts';
import { PrinterFailure, type PrinterAddress, type PrinterLink } from './printer.ts';
import {
  changePrinterChoice,
  isLinkWay,
  PRINT_WAYS,
  usePrinterChoice,
  type LinkWay,
  type PrintWay,
} from './printer-choice.ts';
import { canRunRawbt, rawbtAddress } from './rawbt.ts';
import { drawerBytes, receiptBytes } from './receipt-bytes.ts';
import { serialLink, serialOf } from './serial-link.ts';
import { printOnPage } from './system-print.ts';
import { usbLink, usbOf } from './usb-link.ts';

/** The links of this browser, made once: a link knows what was chosen since the start. */
let links: Partial<Readonly<Record<LinkWay, PrinterLink>>> | null = null;

/** Receipts wait for the printer they were meant for, so each printer has a queue of its own. */
let queue: { readonly printer: string; readonly jobs: PrintQueue } | null = null;

/** The ways to paper that this browser has. */
export function availableWays(): readonly PrintWay[] {
  const here = linksHere();
  return PRINT_WAYS.filter((way) => {
    if (way === 'rawbt') return canRunRawbt(navigator);
    return isLinkWay(way) ? here[way] !== undefined : true;
  });
}

/**
 * Asks which printer, and remembers it; only in answer to a tap.
 * @returns false when none was chosen
 * @throws PrinterFailure when the browser could not ask
 */
export async function choosePrinter(way: LinkWay): Promise<boolean> {
  const address = (await linksHere()[way]?.choose()) ?? null;
  if (address === null) return false;
  queue = null;
  changePrinterChoice({ way, address });
  return true;
}

/**
 * Prints rows in the way this device does, one receipt at a time.
 * @param opensDrawer pulls the drawer as well, where one can hang on the printer
 * @throws PrinterFailure when the printer did not take them. A print window and RawBT never say whether they printed.
 */
export async function printRows(rows: readonly ReceiptRow[], opensDrawer: boolean): Promise<void> {
  const { way, columns } = usePrinterChoice.getState();
  if (way === 'system') printOnPage(rows, columns);
  else await sendBytes(receiptBytes(rows, { columns, opensDrawer }));
}

/** Opens the drawer and prints nothing. @throws PrinterFailure */
export async function openDrawer(): Promise<void> {
  if (usePrinterChoice.getState().way !== 'system') await sendBytes(drawerBytes());
}

async function sendBytes(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  const { way, address } = usePrinterChoice.getState();
  if (way === 'rawbt') {
    window.location.assign(rawbtAddress(bytes));
    return;
  }
  const link = isLinkWay(way) ? linksHere()[way] : undefined;
  if (link === undefined || address === null) throw new PrinterFailure('not-found');
  await queueOf(`${way} ${address.id}`, link, address).print(bytes);
}

function queueOf(printer: string, link: PrinterLink, address: PrinterAddress): PrintQueue {
  if (queue?.printer !== printer)
    queue = { printer, jobs: createPrintQueue(() => link.open(address), systemClock) };
  return queue.jobs;
}

function linksHere(): Partial<Readonly<Record<LinkWay, PrinterLink>>> {
  if (links !== null) return links;
  const usb = usbOf(navigator);
  const serial = serialOf(navigator);
  const bluetooth = bluetoothOf(navigator);
  links = {
    ...(usb && { usb: usbLink(usb) }),
    ...(serial && { serial: serialLink(serial) }),
    ...(bluetooth && { bluetooth: bluetoothLink(bluetooth, systemClock) }),
  };
  return links;
}
