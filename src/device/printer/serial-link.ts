import { hasMethods } from '../has-methods.ts';
import { isNothingChosen, PrinterFailure, type PrinterLine, type PrinterLink } from './printer.ts';

/** What receipt printers on a serial cable are set to when they leave the factory; Bluetooth ports ignore it. */
const BAUD_RATE = 9600;

/** What of Web Serial is used here (https://wicg.github.io/serial/); TypeScript does not bring it. */
export interface Serial {
  requestPort(): Promise<SerialPort>;
  getPorts(): Promise<readonly SerialPort[]>;
}

export interface SerialPort {
  readonly writable: WritableStream<Uint8Array<ArrayBuffer>> | null;
  getInfo(): SerialPortFacts;
  open(options: { readonly baudRate: number }): Promise<void>;
  close(): Promise<void>;
  forget?(): Promise<void>;
}

interface SerialPortFacts {
  readonly usbVendorId?: number | undefined;
  readonly usbProductId?: number | undefined;
  readonly bluetoothServiceClassId?: string | number | undefined;
}

/** The browser's serial ports, or null where it has none. */
export function serialOf(browser: Navigator): Serial | null {
  const serial: unknown = Reflect.get(browser, 'serial');
  return isSerial(serial) ? serial : null;
}

function isSerial(value: unknown): value is Serial {
  return hasMethods(value, 'requestPort', 'getPorts');
}

/** Printers on a serial cable, and those that were paired over classic Bluetooth, which most cheap ones speak. */
export function serialLink(serial: Serial): PrinterLink {
  return {
    async choose() {
      try {
        const port = await serial.requestPort();
        await forgetTwins(serial, port);
        return { id: idOf(port), name: '' };
      } catch (error) {
        if (isNothingChosen(error)) return null;
        throw new PrinterFailure('unreachable', error);
      }
    },
    async open(address) {
      const port = (await serial.getPorts()).find((candidate) => idOf(candidate) === address.id);
      if (port === undefined) throw new PrinterFailure('not-found');
      try {
        if (port.writable === null) await port.open({ baudRate: BAUD_RATE });
      } catch (error) {
        throw new PrinterFailure('unreachable', error);
      }
      return lineTo(port);
    },
  };
}

function idOf(port: SerialPort): string {
  const { usbVendorId = '', usbProductId = '', bluetoothServiceClassId = '' } = port.getInfo();
  return `${usbVendorId}:${usbProductId}:${bluetoothServiceClassId}`;
}

/** Two Bluetooth ports can't be told apart by what they say of themselves, so only the one chosen last is kept. */
async function forgetTwins(serial: Serial, chosen: SerialPort): Promise<void> {
  for (const port of await serial.getPorts()) {
    if (port !== chosen && idOf(port) === idOf(chosen)) await port.forget?.();
  }
}

function lineTo(port: SerialPort): PrinterLine {
  let writer: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>> | null = null;
  const release = (): void => {
    writer?.releaseLock();
    writer = null;
  };
  return {
    async send(bytes) {
      if (port.writable === null) throw new PrinterFailure('lost');
      writer = port.writable.getWriter();
      try {
        await writer.write(bytes);
        // Closing the stream waits until the last byte has left; the port makes a new stream for the next receipt.
        await writer.close();
      } catch (error) {
        throw new PrinterFailure('lost', error);
      } finally {
        release();
      }
    },
    async close() {
      // A write may still hang; the port gives it up when it closes, but only while nobody holds the stream.
      release();
      try {
        await port.close();
      } catch {
        // It was pulled out, so it is closed.
      }
    },
  };
}
