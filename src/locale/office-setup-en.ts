import type { OfficeMessages } from './office-id.ts';

/** The first run in English. */
export const officeSetupEn: OfficeMessages['setup'] = {
  title: 'Setup',
  checking: 'Checking the setup link…',
  wrongTitle: 'This setup link is not valid',
  wrongLead:
    'A link works once. The server prints a new one each time it starts, as long as it is not set up.',
  toOffice: 'To the office',
  step: ({ now, all }) => `Step ${now} of ${all}`,
  next: 'Next',
  back: 'Back',
  welcomeTitle: 'Welcome to Gerai',
  welcomeLead:
    'Your server is running. Three short forms and your co-operative is ready: the co-operative, its first shop, and you.',
  welcomeKeep:
    'What you type is kept if the connection breaks. All of it can be changed later, except the codes.',
  begin: 'Begin',
  coopTitle: 'The co-operative',
  coopLead: 'The name as on the sign board and on receipts.',
  coopName: 'Name of the co-operative',
  coopNamePlaceholder: 'Koperasi Kelurahan Merah Putih Graha Indah, Balikpapan',
  coopId: 'Code of the co-operative',
  coopIdHint: 'Small letters, digits, dashes. It can’t be changed later.',
  coopIdWrong: 'Letters, digits and dashes only; no spaces.',
  outletTitle: 'The first shop',
  outletLead: 'Where you sell. Other shops can follow.',
  outletName: 'Name of the shop',
  outletCode: 'Code of the shop',
  outletCodeHint: '2–4 capitals, the beginning of each receipt number: GI-A-000042.',
  outletCodeWrong: 'Two to four letters, for example GI.',
  address: 'Address on the receipt',
  zone: 'Time zone',
  zones: {
    'Asia/Jakarta': 'WIB, Jakarta',
    'Asia/Pontianak': 'WIB, Pontianak',
    'Asia/Makassar': 'WITA, Makassar, Balikpapan',
    'Asia/Jayapura': 'WIT, Jayapura',
  },
  hasGudang: 'There is a storeroom behind it',
  adminTitle: 'You',
  adminLead: 'The first of the board. This account opens the office; till PINs are separate.',
  adminName: 'Your name',
  found: 'Found the co-operative',
  founding: 'Founding…',
  required: 'Must be filled in.',
};
