import type { AllMessages } from './more-id.ts';
import { pluralEn } from './plural.ts';

export const lossEn: AllMessages['loss'] = {
  looking: 'Checking the records on this device…',
  titles: {
    cut: 'Some records on this device are gone',
    gone: 'The records on this device are gone',
    unreadable: 'The records on this device can’t be read',
  },
  happened: 'What happened',
  safe: 'Money records',
  next: 'What to do',
  causes: {
    wiped: 'The browser’s files were damaged, and it emptied them. Gerai has deleted nothing.',
    cleared: 'The browser’s storage was damaged or cleared. Gerai has deleted nothing.',
    unreadable: 'The browser’s files are damaged and can’t be opened. Gerai has deleted nothing.',
  },
  allSent: 'Safe: all records have reached the server.',
  inCopy: ({ count, amount }) =>
    `Safe: ${count} ${pluralEn(count, 'record', 'records')} worth ${amount} not sent yet, all in the second copy.`,
  partly: ({ count, amount, lost }) =>
    `${count} ${pluralEn(count, 'record', 'records')} worth ${amount} in the second copy. ${lost} could not be found; compare with the paper receipts.`,
  notFound: ({ lost }) =>
    `${lost} unsent ${pluralEn(lost, 'record', 'records')} could not be found. Compare with the paper receipts.`,
  unknown: 'It is not known whether all records were sent. Compare with the paper receipts.',
  healNext: 'Restore now, then go on selling.',
  enrolNext: 'Ask the board for a code, then enrol this device again.',
  enrolNextCopy:
    'Ask the board for a code, then enrol this device again. After that the copy goes to the server by itself.',
  elsewhereNext:
    'Save the copy to a file and don’t clear the browser’s data. Bring the file in under Settings on another device, then call the board.',
  callNext: 'Don’t clear the browser’s data. Call the board.',
  heal: 'Restore from the copy',
  healing: 'Restoring…',
  healFailed:
    'It could not be restored yet. Nothing was changed. Save the copy to a file and call the board.',
  enrol: 'Enrol this device again',
  fullTitle: 'The device’s storage is full',
  fullLead:
    'Sales were saved into the last spare room. Make room on the device now; don’t clear the browser’s data.',
};

export const copiesEn: AllMessages['copies'] = {
  title: 'Copy of the records',
  lead: 'All records that are still on this device, as a file. Keep one outside of this device too.',
  save: 'Save a copy to a file',
  saving: 'Making the file…',
  saved: ({ name }) => `Saved in Downloads: ${name}`,
  saveFailed: 'The file could not be made. The records on this device are unchanged. Try again.',
  bringLead: 'A copy from another device can be sent to the server from here. Twice doubles nothing.',
  bring: 'Bring in a copy',
  bringing: 'Sending what is in the file…',
  brought: ({ count }) => `${count} ${pluralEn(count, 'record', 'records')} of this file on the server.`,
  kept: ({ count }) =>
    `${count} ${pluralEn(count, 'record', 'records')} kept by the server for the board to look at.`,
  partDamaged: 'Part of the file is damaged. What could be read was sent.',
  notLedger: 'This is not a copy made by Gerai.',
  newer: 'This file was made by a newer Gerai. Update the app first.',
  offline: 'The server can’t be reached yet. Connect to the internet, then bring the file in again.',
  refused: 'The server refuses this file. Call the board; don’t delete the file.',
};
