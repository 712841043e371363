import type { Clock } from '../clock.ts';
import { hasMethods } from '../has-methods.ts';
import { isNothingChosen, PrinterFailure, type PrinterLine, type PrinterLink } from './printer.ts';

/**
 * The services behind which small printers hide their entrance. A page sees only services that it named when the device was
 * chosen, so the list has to be complete; within one, any characteristic that can be written is the entrance.
 */
const SERVICES = [
  '000018f0-0000-1000-8000-00805f9b34fb',
  '49535343-fe7d-4ae5-8fa9-9fafd205e455',
  'e7810a71-73ae-499d-8c15-faa9aef0c3f2',
  '0000ff00-0000-1000-8000-00805f9b34fb',
  '0000ffe0-0000-1000-8000-00805f9b34fb',
  '0000fff0-0000-1000-8000-00805f9b34fb',
] as const;

/** Bytes that every such printer takes at once. */
const PART_BYTES = 100;
/** Where a printer confirms nothing, it needs a moment for each part, milliseconds. */
const UNCONFIRMED_PAUSE_MS = 25;

/** What of Web Bluetooth is used here (https://webbluetoothcg.github.io/web-bluetooth/); TypeScript does not bring it. */
export interface Bluetooth {
  requestDevice(wish: {
    readonly acceptAllDevices: true;
    readonly optionalServices: readonly string[];
  }): Promise<BluetoothDevice>;
  /** Missing in many browsers: there a printer has to be chosen again after each start. */
  getDevices?(): Promise<readonly BluetoothDevice[]>;
}

export interface BluetoothDevice {
  readonly id: string;
  readonly name?: string | undefined;
  readonly gatt?:
    | { readonly connected: boolean; connect(): Promise<BluetoothServer>; disconnect(): void }
    | undefined;
}

interface BluetoothServer {
  getPrimaryServices(): Promise<readonly { getCharacteristics(): Promise<readonly Entrance[]> }[]>;
}

interface Entrance {
  readonly properties: { readonly write: boolean; readonly writeWithoutResponse: boolean };
  writeValueWithResponse(bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  writeValueWithoutResponse(bytes: Uint8Array<ArrayBuffer>): Promise<void>;
}

/** The browser's Bluetooth, or null where it has none. */
export function bluetoothOf(browser: Navigator): Bluetooth | null {
  const bluetooth: unknown = Reflect.get(browser, 'bluetooth');
  return isBluetooth(bluetooth) ? bluetooth : null;
}

function isBluetooth(value: unknown): value is Bluetooth {
  return hasMethods(value, 'requestDevice');
}

/** Printers that speak Bluetooth Low Energy. Those paired the classic way are reached through `serialLink`. */
export function bluetoothLink(bluetooth: Bluetooth, clock: Pick<Clock, 'setTimer'>): PrinterLink {
  let chosen: BluetoothDevice | null = null;
  return {
    async choose() {
      try {
        // Few printers say in the air what they are, so the person picks from everything that is near.
        chosen = await bluetooth.requestDevice({ acceptAllDevices: true, optionalServices: SERVICES });
        return { id: chosen.id, name: chosen.name ?? '' };
      } catch (error) {
        if (isNothingChosen(error)) return null;
        throw new PrinterFailure('unreachable', error);
      }
    },
    async open(address) {
      if (chosen?.id !== address.id) {
        const known = (await bluetooth.getDevices?.()) ?? [];
        chosen = known.find((device) => device.id === address.id) ?? null;
      }
      if (chosen === null) throw new PrinterFailure('not-found');
      return await openDevice(chosen, clock);
    },
  };
}

async function openDevice(device: BluetoothDevice, clock: Pick<Clock, 'setTimer'>): Promise<PrinterLine> {
  try {
    const server = await device.gatt?.connect();
    for (const service of (await server?.getPrimaryServices()) ?? []) {
      const entrances = await service.getCharacteristics();
      const entrance = entrances.find(
        ({ properties }) => properties.write || properties.writeWithoutResponse,
      );
      if (entrance !== undefined) return lineTo(device, entrance, clock);
    }
  } catch (error) {
    device.gatt?.disconnect();
    throw new PrinterFailure('unreachable', error);
  }
  device.gatt?.disconnect();
  throw new PrinterFailure('not-a-printer');
}

function lineTo(device: BluetoothDevice, entrance: Entrance, clock: Pick<Clock, 'setTimer'>): PrinterLine {
  const sendPart = async (part: Uint8Array<ArrayBuffer>): Promise<void> => {
    if (entrance.properties.write) await entrance.writeValueWithResponse(part);
    else {
      await entrance.writeValueWithoutResponse(part);
      await new Promise<void>((resolve) => clock.setTimer(UNCONFIRMED_PAUSE_MS, resolve));
    }
  };
  return {
    async send(bytes) {
      try {
        for (let at = 0; at < bytes.length; at += PART_BYTES) {
          await sendPart(bytes.slice(at, at + PART_BYTES));
        }
      } catch (error) {
        throw new PrinterFailure('lost', error);
      }
    },
    async close() {
      device.gatt?.disconnect();
    },
  };
}
