import { hasMethods } from '../has-methods.ts';
import {
  isNothingChosen,
  PrinterFailure,
  type PrinterAddress,
  type PrinterLine,
  type PrinterLink,
} from './printer.ts';

/** The USB class of printers: any make is offered, and nothing that is no printer. */
const PRINTER_CLASS = 7;

/** What of WebUSB is used here (https://wicg.github.io/webusb/); TypeScript does not bring it. */
export interface Usb {
  requestDevice(wish: { readonly filters: readonly { readonly classCode: number }[] }): Promise<UsbDevice>;
  getDevices(): Promise<readonly UsbDevice[]>;
}

export interface UsbDevice {
  readonly vendorId: number;
  readonly productId: number;
  readonly serialNumber?: string | undefined;
  readonly productName?: string | undefined;
  readonly opened: boolean;
  readonly configuration: UsbConfiguration | null;
  open(): Promise<void>;
  close(): Promise<void>;
  selectConfiguration(value: number): Promise<void>;
  claimInterface(number: number): Promise<void>;
  transferOut(
    endpoint: number,
    bytes: Uint8Array<ArrayBuffer>,
  ): Promise<{ readonly status: string; readonly bytesWritten: number }>;
}

interface UsbConfiguration {
  readonly interfaces: readonly {
    readonly interfaceNumber: number;
    readonly alternates: readonly {
      readonly interfaceClass: number;
      readonly endpoints: readonly { readonly direction: 'in' | 'out'; readonly endpointNumber: number }[];
    }[];
  }[];
}

/** The browser's USB, or null where it has none. */
export function usbOf(browser: Navigator): Usb | null {
  const usb: unknown = Reflect.get(browser, 'usb');
  return isUsb(usb) ? usb : null;
}

function isUsb(value: unknown): value is Usb {
  return hasMethods(value, 'requestDevice', 'getDevices');
}

/** Printers on a cable, or on a phone's adapter for one. */
export function usbLink(usb: Usb): PrinterLink {
  return {
    async choose() {
      try {
        return addressOf(await usb.requestDevice({ filters: [{ classCode: PRINTER_CLASS }] }));
      } catch (error) {
        if (isNothingChosen(error)) return null;
        throw new PrinterFailure('unreachable', error);
      }
    },
    async open(address) {
      const devices = await usb.getDevices();
      const device = devices.find((candidate) => addressOf(candidate).id === address.id);
      if (device === undefined) throw new PrinterFailure('not-found');
      return await openDevice(device);
    },
  };
}

function addressOf({ vendorId, productId, serialNumber = '', productName = '' }: UsbDevice): PrinterAddress {
  return { id: `${vendorId}:${productId}:${serialNumber}`, name: productName };
}

async function openDevice(device: UsbDevice): Promise<PrinterLine> {
  try {
    if (!device.opened) await device.open();
    if (device.configuration === null) await device.selectConfiguration(1);
    const entrance = entranceOf(device.configuration);
    if (entrance === null) throw new PrinterFailure('not-a-printer');
    await device.claimInterface(entrance.interfaceNumber);
    return lineTo(device, entrance.endpointNumber);
  } catch (error) {
    await closeQuietly(device);
    throw error instanceof PrinterFailure ? error : new PrinterFailure('unreachable', error);
  }
}

function entranceOf(configuration: UsbConfiguration | null) {
  for (const { interfaceNumber, alternates } of configuration?.interfaces ?? []) {
    const printer = alternates.find((alternate) => alternate.interfaceClass === PRINTER_CLASS);
    const entrance = printer?.endpoints.find((endpoint) => endpoint.direction === 'out');
    if (entrance !== undefined) return { interfaceNumber, endpointNumber: entrance.endpointNumber };
  }
  return null;
}

function lineTo(device: UsbDevice, endpoint: number): PrinterLine {
  return {
    async send(bytes) {
      try {
        const { status, bytesWritten } = await device.transferOut(endpoint, bytes);
        if (status !== 'ok' || bytesWritten < bytes.length) throw new PrinterFailure('silent');
      } catch (error) {
        throw error instanceof PrinterFailure ? error : new PrinterFailure('lost', error);
      }
    },
    close: () => closeQuietly(device),
  };
}

/** Closing also ends a transfer that hangs because the printer has no paper. */
async function closeQuietly(device: UsbDevice): Promise<void> {
  try {
    await device.close();
  } catch {
    // It was pulled out, so it is closed.
  }
}
