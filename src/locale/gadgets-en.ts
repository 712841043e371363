import type { GadgetWords } from './gadgets-id.ts';

/** What printer, sound and camera have to say, in English. */
export const gadgetsEn: GadgetWords = {
  printing: {
    print: 'Print receipt',
    printing: 'Printing…',
    copy: 'Print a copy',
    share: 'Send picture',
    shareFailed: 'The picture of the receipt can’t be sent. Try printing it.',
    saved: 'The picture of the receipt is in the downloads folder.',
    failed: ({ number }) => `Receipt ${number} was not printed`,
    safe: 'The sale stays saved.',
    again: 'Print again',
    connect: 'Connect printer',
    faults: {
      'not-found': 'The printer is not connected again yet. Turn it on, then connect it.',
      unreachable: 'The printer does not answer. Check that it is on and near, then print again.',
      silent: 'The printer stopped taking data. Check its paper and lid, then print again.',
      lost: 'The link to the printer broke. Check its cable or battery, then print again.',
      'not-a-printer': 'That device is no receipt printer. Choose another one in the settings.',
      'receipt-missing': 'This device does not have this receipt.',
      'part-missing':
        'The part that prints is not downloaded yet. Connect to the internet, then print again.',
    },
    hint: {
      system: 'Choose the printer in the browser’s print window.',
      rawbt: 'The receipt goes to the RawBT app.',
      link: ({ name }) => `Printer: ${name}`,
      none: 'No printer is chosen. Choose one in the settings.',
    },
  },
  printer: {
    title: 'Receipt printer',
    way: 'How to print',
    ways: {
      system: { name: 'Print window', hint: 'Any printer that is installed on this device' },
      usb: { name: 'USB cable', hint: 'A receipt printer plugged into this device' },
      serial: { name: 'Bluetooth', hint: 'A small printer that is already paired, or a serial cable' },
      bluetooth: { name: 'Bluetooth LE', hint: 'A newer printer that needs no pairing first' },
      rawbt: { name: 'RawBT app', hint: 'For older Android; install RawBT from the Play Store' },
    },
    unnamed: 'Printer without a name',
    chosen: 'Chosen printer',
    choose: 'Choose printer',
    chooseOther: 'Change printer',
    chooseFirst: 'Turn the printer on, then choose it from the browser’s list.',
    paper: 'Paper width',
    papers: { 32: '58 mm', 48: '80 mm' },
    byItself: 'Print by itself after a sale',
    byItselfWindow: 'The print window will open each time.',
    drawer: 'Open the drawer when cash is taken',
    test: 'Test print',
    testing: 'Printing…',
    tested: 'Sent. Did the paper come out, with straight columns?',
  },
  finding: {
    favourite: 'Favourite at the till',
    favouriteHint: 'Stands under “Favourites”, on this device only.',
  },
  sound: {
    title: 'Sound and vibration',
    sounds: 'Sounds for scans and finished sales',
    vibration: 'Vibration',
    test: 'Listen',
  },
  camera: {
    title: 'Scan with the camera',
    starting: 'Starting the camera…',
    aim: 'Point the barcode into the frame',
    found: ({ name }) => `${name} is in the cart`,
    torch: 'Torch',
    faults: {
      denied: {
        title: 'The camera is not allowed yet',
        next: 'Tap the lock beside the address, allow Camera, then try again. Goods can also be found by name.',
      },
      missing: {
        title: 'This device has no camera',
        next: 'Use a scanner, or find goods by name.',
      },
      busy: {
        title: 'The camera is in use',
        next: 'Close other apps that use the camera, then try again.',
      },
      unreadable: {
        title: 'The barcode reader is not downloaded yet',
        next: 'Connect to the internet once, then try again. Meanwhile find goods by name.',
      },
    },
  },
};
