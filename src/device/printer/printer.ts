/**
 * What can go wrong between this device and its printer:
 * `not-found`: the printer that was chosen is not there, or the browser has forgotten it; choose it again.
 * `unreachable`: it is known and can't be opened: off, out of reach, or another program holds it.
 * `silent`: it takes no more bytes: no paper, lid open, switched off in the middle.
 * `lost`: the link broke while bytes were on their way.
 * `not-a-printer`: what was chosen has no way in for receipts.
 */
export type PrinterFault = 'not-found' | 'unreachable' | 'silent' | 'lost' | 'not-a-printer';

/** A receipt that did not reach the printer, or not whole. The sale is not touched by it. */
export class PrinterFailure extends Error {
  override readonly name = 'PrinterFailure';
  readonly kind: PrinterFault;

  constructor(kind: PrinterFault, cause?: unknown) {
    super(`The printer failed: ${kind}`, { cause });
    this.kind = kind;
  }
}

/** Which printer was chosen. `id` means something only to the link that made it. */
export interface PrinterAddress {
  readonly id: string;
  /** As the printer calls itself; may be empty. */
  readonly name: string;
}

/** An open way to a printer. */
export interface PrinterLine {
  /** Resolves once the printer, or the device's own buffer for it, has taken every byte. @throws PrinterFailure */
  send(bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** Lets the printer go, whatever state it is in. Never fails. */
  close(): Promise<void>;
}

/** One kind of way from this browser to printers. */
export interface PrinterLink {
  /** Asks the person which printer; only in answer to a tap. @returns null when they chose none */
  choose(): Promise<PrinterAddress | null>;
  /** Opens the printer that was chosen before, without asking anybody. @throws PrinterFailure */
  open(address: PrinterAddress): Promise<PrinterLine>;
}

/**
 * True when a person closed the browser's list of devices, which it tells with the same error as an empty list. Anything else
 * that list throws is a fault.
 */
export function isNothingChosen(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'NotFoundError';
}
