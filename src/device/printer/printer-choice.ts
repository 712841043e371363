import { create } from 'zustand';
import type { PaperColumns } from '#domain/receipt.ts';
import type { PrinterAddress } from './printer.ts';

/** The ways to paper, in the order in which they are offered. */
export const PRINT_WAYS = ['system', 'usb', 'serial', 'bluetooth', 'rawbt'] as const;

/**
 * `system`: the browser's print window · `usb`: a cable · `serial`: classic Bluetooth, or a serial cable · `bluetooth`: Bluetooth
 * Low Energy · `rawbt`: the Android app RawBT.
 */
export type PrintWay = (typeof PRINT_WAYS)[number];

/** The ways that reach a printer of one's own, which has to be chosen first. */
export type LinkWay = Extract<PrintWay, 'usb' | 'serial' | 'bluetooth'>;

/** How this device prints. It belongs to the device and not to the ledger: the printer stands beside this tablet. */
export interface PrinterChoice {
  readonly way: PrintWay;
  /** The chosen printer of that way; null until one is chosen, and where none has to be. */
  readonly address: PrinterAddress | null;
  /** 32 on 58 mm paper, 48 on 80 mm. */
  readonly columns: PaperColumns;
  /** Opens the drawer when cash was taken. Only printers that get bytes can do it. */
  readonly opensDrawer: boolean;
  /** Prints each receipt as soon as the sale is stored. */
  readonly printsByItself: boolean;
}

const KEY = 'gerai.printer';

const FIRST_CHOICE: PrinterChoice = {
  way: 'system',
  address: null,
  columns: 32,
  opensDrawer: false,
  printsByItself: false,
};

/** How this device prints, as localStorage remembers it. */
export const usePrinterChoice = create<PrinterChoice>()(() => parseChoice(remembered()));

/** Changes how this device prints, and remembers it for the next start. */
export function changePrinterChoice(patch: Partial<PrinterChoice>): void {
  usePrinterChoice.setState(patch);
  try {
    localStorage.setItem(KEY, JSON.stringify(usePrinterChoice.getState()));
  } catch {
    // Not remembered, and chosen again after the next start.
  }
}

/** True when the printer of this way takes bytes, so that a drawer can hang on it. */
export function takesBytes(way: PrintWay): boolean {
  return way !== 'system';
}

/** True when a printer has to be chosen for this way. */
export function isLinkWay(way: PrintWay): way is LinkWay {
  return way === 'usb' || way === 'serial' || way === 'bluetooth';
}

function remembered(): unknown {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? 'null');
  } catch {
    return null;
  }
}

/** What does not fit is left out, not guessed: the first choice prints everywhere. */
function parseChoice(value: unknown): PrinterChoice {
  if (typeof value !== 'object' || value === null) return FIRST_CHOICE;
  const field = (name: string): unknown => Reflect.get(value, name);
  const way = PRINT_WAYS.find((known) => known === field('way')) ?? FIRST_CHOICE.way;
  return {
    way,
    address: isLinkWay(way) ? parseAddress(field('address')) : null,
    columns: field('columns') === 48 ? 48 : 32,
    opensDrawer: field('opensDrawer') === true && takesBytes(way),
    printsByItself: field('printsByItself') === true,
  };
}

function parseAddress(value: unknown): PrinterAddress | null {
  if (typeof value !== 'object' || value === null) return null;
  const id: unknown = Reflect.get(value, 'id');
  const name: unknown = Reflect.get(value, 'name');
  return typeof id === 'string' && typeof name === 'string' ? { id, name } : null;
}
