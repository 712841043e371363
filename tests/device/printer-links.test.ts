import { describe, expect, test } from 'vitest';
import { bluetoothLink } from '../../src/device/printer/bluetooth-link.ts';
import { createPrintQueue, KEPT_MS, PRINT_MS_MAX } from '../../src/device/printer/print-queue.ts';
import type { PrinterFailure, PrinterLink } from '../../src/device/printer/printer.ts';
import { serialLink } from '../../src/device/printer/serial-link.ts';
import { usbLink } from '../../src/device/printer/usb-link.ts';
import { FakeClock } from '../sync/fake-clock.ts';
import {
  FakeBluetoothPrinter,
  FakeSerialPrinter,
  FakeUsbPrinter,
  type FakePrinter,
} from '../support/fake-printers.ts';

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));
/** Lets time pass, and what it rings for be done. */
const passing = (hands: FakeClock, ms: number): Promise<void> => {
  hands.pass(ms);
  return settle();
};
const bytesOf = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(text, (char) => char.charCodeAt(0));
const kindOf = (job: Promise<unknown>): Promise<string> =>
  job.then(
    () => 'printed',
    (failure: PrinterFailure) => failure.kind,
  );

interface Wire {
  readonly printer: FakePrinter;
  /** A link as a page that was just loaded makes it. */
  readonly link: () => PrinterLink;
}

const clock = new FakeClock();

const WIRES: readonly (readonly [name: string, lay: () => Wire])[] = [
  [
    'USB',
    () => {
      const printer = new FakeUsbPrinter();
      return { printer, link: () => usbLink(printer.usb) };
    },
  ],
  [
    'serial',
    () => {
      const printer = new FakeSerialPrinter();
      return { printer, link: () => serialLink(printer.serial) };
    },
  ],
  [
    'Bluetooth LE',
    () => {
      const printer = new FakeBluetoothPrinter();
      return { printer, link: () => bluetoothLink(printer.bluetooth, clock) };
    },
  ],
];

async function connect(lay: () => Wire) {
  const { printer, link } = lay();
  const address = await link().choose();
  if (address === null) throw new Error('Nothing was chosen');
  // Another link: the page was loaded anew since the printer was chosen.
  const later = link();
  const hands = new FakeClock();
  return { printer, link: later, address, hands, queue: createPrintQueue(() => later.open(address), hands) };
}

describe.each(WIRES)('a printer over %s', (_name, lay) => {
  test('is found again after a reload and gets every byte', async () => {
    const { printer, queue } = await connect(lay);
    const long = 'struk '.repeat(60);
    await queue.print(bytesOf(long));
    await queue.print(bytesOf('berikut'));
    expect(printer.text).toBe(`${long}berikut`);
    expect(printer.opens).toBe(1);
  });

  test('is let go some time after the last receipt, and opened again for the next', async () => {
    const { printer, queue, hands } = await connect(lay);
    await queue.print(bytesOf('satu'));
    expect(printer.isOpen).toBe(true);
    await passing(hands, KEPT_MS);
    expect(printer.isOpen).toBe(false);
    await queue.print(bytesOf(' dua'));
    expect(printer.text).toBe('satu dua');
  });

  test('that nobody picks from the list is no fault', async () => {
    const { printer, link } = lay();
    printer.mood.isPicked = false;
    expect(await link().choose()).toBeNull();
  });

  test('that the browser does not know any more has to be chosen again', async () => {
    const { link } = await connect(lay);
    expect(await kindOf(link.open({ id: 'another', name: '' }))).toBe('not-found');
  });

  test('that is switched off is said to be unreachable, and prints once it is on', async () => {
    const { printer, queue } = await connect(lay);
    printer.mood.isOn = false;
    expect(await kindOf(queue.print(bytesOf('satu')))).toBe('unreachable');
    printer.mood.isOn = true;
    await queue.print(bytesOf('dua'));
    expect(printer.text).toBe('dua');
  });

  test('whose link breaks in the middle is said to be lost, and prints when it is back', async () => {
    const { printer, queue } = await connect(lay);
    printer.mood.breaksAfter = 3;
    expect(await kindOf(queue.print(bytesOf('struk')))).toBe('lost');
    expect(printer.isOpen).toBe(false);
    printer.mood.breaksAfter = null;
    expect(await kindOf(queue.print(bytesOf('lagi')))).toBe('printed');
  });

  test('without paper costs one time limit, takes the waiting with it, and prints when there is paper', async () => {
    const { printer, queue, hands } = await connect(lay);
    printer.mood.hasPaper = false;
    const jobs = [queue.print(bytesOf('satu')), queue.print(bytesOf('dua'))].map(kindOf);
    await settle();
    await passing(hands, PRINT_MS_MAX);
    expect(await Promise.all(jobs)).toEqual(['silent', 'silent']);
    await settle();
    printer.mood.hasPaper = true;
    expect(await kindOf(queue.print(bytesOf('tiga')))).toBe('printed');
    expect(printer.text).toBe('tiga');
  });
});

test('Bluetooth LE gets parts that every printer takes, with a pause where none is confirmed', async () => {
  const printer = new FakeBluetoothPrinter({ confirms: false });
  const hands = new FakeClock();
  const link = bluetoothLink(printer.bluetooth, hands);
  const address = await link.choose();
  const line = await link.open(address ?? { id: '', name: '' });
  let isSent = false;
  void line.send(bytesOf('x'.repeat(250))).then(() => (isSent = true));
  await settle();
  expect([printer.received.length, isSent]).toEqual([100, false]);
  for (let part = 0; part < 3; part += 1) await passing(hands, 25);
  expect([printer.received.length, printer.longestPart, isSent]).toEqual([250, 100, true]);
});

test('where the browser forgets Bluetooth LE printers, the one chosen since the start is used, and after a reload asked for', async () => {
  const printer = new FakeBluetoothPrinter({ isRemembered: false });
  const link = bluetoothLink(printer.bluetooth, clock);
  const address = (await link.choose()) ?? { id: '', name: '' };
  await (await link.open(address)).send(bytesOf('ya'));
  expect(printer.text).toBe('ya');
  expect(await kindOf(bluetoothLink(printer.bluetooth, clock).open(address))).toBe('not-found');
});

test('a USB device without a way in for receipts is no printer', async () => {
  const { usb } = new FakeUsbPrinter();
  const [device] = await usb.getDevices();
  if (device === undefined) throw new Error('The fake has no device');
  const scale = { ...device, configuration: { interfaces: [] } };
  const link = usbLink({ requestDevice: async () => scale, getDevices: async () => [scale] });
  const address = (await link.choose()) ?? { id: '', name: '' };
  expect(await kindOf(link.open(address))).toBe('not-a-printer');
});

test('of two Bluetooth ports that call themselves alike only the one chosen last is kept', async () => {
  const [old, chosen] = [new FakeSerialPrinter(), new FakeSerialPrinter()];
  const ports = [...(await old.serial.getPorts()), ...(await chosen.serial.getPorts())];
  let forgotten = 0;
  const [oldPort, chosenPort] = ports;
  if (oldPort === undefined || chosenPort === undefined) throw new Error('The fakes have no ports');
  oldPort.forget = async () => {
    forgotten += 1;
    ports.splice(0, 1);
  };
  const link = serialLink({ requestPort: async () => chosenPort, getPorts: async () => [...ports] });
  const address = (await link.choose()) ?? { id: '', name: '' };
  await (await link.open(address)).send(bytesOf('di sini'));
  expect([forgotten, old.text, chosen.text]).toEqual([1, '', 'di sini']);
});
