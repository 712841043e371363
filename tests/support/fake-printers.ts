import type { Bluetooth, BluetoothDevice } from '../../src/device/printer/bluetooth-link.ts';
import type { Serial, SerialPort } from '../../src/device/printer/serial-link.ts';
import type { Usb, UsbDevice } from '../../src/device/printer/usb-link.ts';

/** How an imitated printer behaves; a test changes it on the way. */
export interface PrinterMood {
  /** False: switched off or out of reach. */
  isOn: boolean;
  /** False: it takes no bytes, as without paper; what is on its way hangs until the printer is let go. */
  hasPaper: boolean;
  /** The link breaks after so many bytes; null when it holds. */
  breaksAfter: number | null;
  /** What the person does with the browser's list. */
  isPicked: boolean;
}

/** A printer at the end of an imitated wire. It keeps what reached it. */
export abstract class FakePrinter {
  readonly mood: PrinterMood = { isOn: true, hasPaper: true, breaksAfter: null, isPicked: true };
  readonly received: number[] = [];
  /** How often it was opened and let go. */
  opens = 0;
  closes = 0;
  isOpen = false;
  #giveUp: (() => void) | null = null;

  get text(): string {
    return String.fromCharCode(...this.received);
  }

  protected pick<Device>(device: Device): Promise<Device> {
    return this.mood.isPicked
      ? Promise.resolve(device)
      : Promise.reject(new DOMException('No device selected.', 'NotFoundError'));
  }

  protected async openUp(): Promise<void> {
    if (!this.mood.isOn) throw new DOMException('Access denied.', 'NetworkError');
    this.isOpen = true;
    this.opens += 1;
  }

  protected async letGo(): Promise<void> {
    this.isOpen = false;
    this.closes += 1;
    this.#giveUp?.();
  }

  protected async take(bytes: Uint8Array): Promise<void> {
    if (!this.isOpen) throw new DOMException('The device must be opened first.', 'InvalidStateError');
    if (!this.mood.hasPaper) {
      await new Promise<never>((_resolve, reject) => {
        this.#giveUp = () => reject(new DOMException('The transfer was cancelled.', 'AbortError'));
      });
    }
    for (const byte of bytes) {
      if (this.mood.breaksAfter !== null && this.received.length >= this.mood.breaksAfter)
        throw new DOMException('The device was disconnected.', 'NetworkError');
      this.received.push(byte);
    }
  }
}

export class FakeUsbPrinter extends FakePrinter {
  readonly usb: Usb;
  /** Another number is another printer in the eyes of the till. */
  serialNumber = '';

  constructor() {
    super();
    const device: UsbDevice = {
      vendorId: 0x0416,
      productId: 0x5011,
      productName: 'POS58 Printer',
      opened: false,
      configuration: {
        interfaces: [
          {
            interfaceNumber: 0,
            alternates: [
              {
                interfaceClass: 7,
                endpoints: [
                  { direction: 'in', endpointNumber: 1 },
                  { direction: 'out', endpointNumber: 3 },
                ],
              },
            ],
          },
        ],
      },
      open: () => this.openUp(),
      close: () => this.letGo(),
      selectConfiguration: async () => undefined,
      claimInterface: async () => undefined,
      transferOut: async (endpoint, bytes) => {
        if (endpoint !== 3) throw new DOMException('No such endpoint.', 'NotFoundError');
        await this.take(bytes);
        return { status: 'ok', bytesWritten: bytes.length };
      },
    };
    Object.defineProperty(device, 'serialNumber', { get: () => this.serialNumber });
    this.usb = { requestDevice: () => this.pick(device), getDevices: async () => [device] };
  }
}

export class FakeSerialPrinter extends FakePrinter {
  readonly serial: Serial;
  writable: WritableStream<Uint8Array<ArrayBuffer>> | null = null;

  constructor() {
    super();
    const stream = (): WritableStream<Uint8Array<ArrayBuffer>> =>
      new WritableStream({
        write: (bytes) => this.take(bytes),
        // A port makes a new stream for whoever writes next.
        close: () => {
          this.writable = stream();
        },
      });
    const port: SerialPort = {
      ...this.#facts(),
      open: async () => {
        await this.openUp();
        this.writable = stream();
      },
      close: async () => {
        if (this.writable?.locked === true) throw new TypeError('Cannot close a locked stream.');
        this.writable = null;
        await this.letGo();
      },
    };
    Object.defineProperty(port, 'writable', { get: () => this.writable });
    this.serial = { requestPort: () => this.pick(port), getPorts: async () => [port] };
  }

  #facts(): Pick<SerialPort, 'getInfo' | 'writable'> {
    return {
      writable: null,
      getInfo: () => ({ bluetoothServiceClassId: '00001101-0000-1000-8000-00805f9b34fb' }),
    };
  }
}

export class FakeBluetoothPrinter extends FakePrinter {
  readonly bluetooth: Bluetooth;
  /** The longest part that came at once. */
  longestPart = 0;

  constructor({ confirms = true, isRemembered = true } = {}) {
    super();
    const write = async (part: Uint8Array): Promise<void> => {
      this.longestPart = Math.max(this.longestPart, part.length);
      await this.take(part);
    };
    const battery = { properties: { write: false, writeWithoutResponse: false } };
    const entrance = {
      properties: { write: confirms, writeWithoutResponse: true },
      writeValueWithResponse: write,
      writeValueWithoutResponse: write,
    };
    const silent = {
      ...battery,
      writeValueWithResponse: () => Promise.reject(new Error('not writable')),
      writeValueWithoutResponse: () => Promise.reject(new Error('not writable')),
    };
    const services = [
      { getCharacteristics: async () => [silent] },
      { getCharacteristics: async () => [entrance] },
    ];
    const device: BluetoothDevice = {
      id: 'b1',
      name: 'RPP02N',
      gatt: {
        connected: false,
        connect: async () => {
          await this.openUp();
          return { getPrimaryServices: async () => services };
        },
        disconnect: () => void this.letGo(),
      },
    };
    this.bluetooth = {
      requestDevice: () => this.pick(device),
      ...(isRemembered ? { getDevices: async () => [device] } : {}),
    };
  }
}
