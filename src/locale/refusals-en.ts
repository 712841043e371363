import { pluralEn } from './plural.ts';
import type { RefusalMessages } from './refusals-id.ts';

/** What each refusal says in English. */
export const refusalsEn: RefusalMessages = {
  safe: {
    cart: 'The cart is untouched and nothing has been recorded.',
    nothing: 'Nothing has been recorded.',
    sold: 'The first sale is saved once, not twice.',
    ledger: 'Sales that were saved are still safe on this device.',
  },
  notPermitted: {
    what: 'Your role may not do this.',
    next: 'Ask a cashier or a manager to sign in.',
  },
  shiftNotOpen: { what: 'The till is not open.', next: 'Open the till first, then pay again.' },
  shiftAlreadyOpen: { what: 'The till is already open on this device.', next: 'Go on selling.' },
  emptyCart: { what: 'The cart is empty.', next: 'Tap an item or scan a barcode.' },
  tooManyLines: {
    what: ({ max }) => `One sale holds at most ${max} lines.`,
    next: 'Finish this sale, then start a new one.',
  },
  amountTooLarge: { what: 'The amount is too large.', next: 'Check the number you typed.' },
  paymentShort: {
    what: ({ amount }) => `${amount} is missing.`,
    next: 'Ask for the rest or take items out.',
  },
  paymentOver: { what: ({ amount }) => `The payment is ${amount} over the total.`, next: 'Pay again.' },
  priceCeiling: {
    what: ({ name, limit }) => `${name} is priced above the legal ceiling (HET) of ${limit}.`,
    next: 'Nobody may sell it above the ceiling. Ask the board to correct the price.',
  },
  quantityLimit: {
    what: ({ name }) => `${name} is over the purchase limit.`,
    next: 'Lower the quantity.',
  },
  buyerRule: {
    what: ({ name }) => `The buyer of ${name} must be recorded, and Gerai can’t do that yet.`,
    next: 'This item can’t be sold through Gerai yet.',
  },
  ruleOther: {
    what: ({ name }) => `${name} may not be sold under the rules in force.`,
    next: 'Take this item out of the cart.',
  },
  priceMissing: {
    what: ({ name }) => `${name} has no price yet.`,
    next: 'Ask the board to set its price.',
  },
  quantityInvalid: { what: 'That quantity can’t be used.', next: 'Type a quantity above zero.' },
  productInactive: { what: ({ name }) => `${name} is no longer sold.`, next: 'Choose another item.' },
  productUnknown: {
    what: 'This item is no longer on the list.',
    next: 'Close, then search for it again.',
  },
  fieldMissing: {
    what: {
      name: 'The item’s name is missing or too long.',
      category: 'The category is missing or too long.',
      unit: 'The unit is missing or too long.',
      price: 'The price is missing.',
    },
    next: 'Fill it in, then save again.',
  },
  barcodeBroken: {
    what: 'This barcode was misread or mistyped.',
    next: 'Scan it again, or leave the barcode empty.',
  },
  barcodeTaken: {
    what: ({ name }) => `This barcode belongs to ${name}.`,
    next: 'Use that item, or leave the barcode empty.',
  },
  alreadyPaid: {
    what: 'This cart has already been paid.',
    next: 'Look at today’s list before you charge again.',
  },
  cartChanged: {
    what: 'The cart changed in another tab.',
    next: 'Check the cart, then pay again.',
  },
  updateNeeded: {
    what: 'This tab runs an old version of Gerai.',
    next: 'Reload this page.',
  },
  deviceRevoked: {
    what: 'The co-operative no longer allows this device.',
    next: 'Call the board. Do not clear the browser’s data.',
  },
  pinWrong: {
    what: ({ triesLeft }) => `Wrong PIN. ${triesLeft} ${pluralEn(triesLeft, 'try', 'tries')} left.`,
    next: 'Try again.',
  },
  pinLocked: {
    what: ({ wait }) => `Too many wrong PINs. Try again in ${wait}.`,
    next: 'Wait, or let someone else sign in.',
  },
  staffUnknown: {
    what: 'This name is not on the device’s list.',
    next: 'Choose another name or call the board.',
  },
  pinGuessable: {
    what: 'This PIN is easy to guess.',
    next: 'No years, no digits in a row, no repeated digits. Choose another one.',
  },
  pinDiffers: { what: 'The two PINs are not the same.', next: 'Type the new PIN from the start.' },
  startCodeWrong: {
    what: 'The code does not fit this name.',
    next: 'Check code and name, then type it again.',
  },
  startCodeExpired: { what: 'The code is older than 24 hours.', next: 'Ask the board for a new code.' },
  codeWrong: { what: 'The code does not match.', next: 'Check the code and type it again.' },
  codeExpired: { what: 'The code is older than 10 minutes.', next: 'Ask the board for a new code.' },
  codeUsed: {
    what: 'Another device has used this code.',
    next: 'Ask the board for a new code.',
  },
  codeLocked: {
    what: 'The code is locked after too many wrong tries.',
    next: 'Ask the board for a new code.',
  },
  enrolmentDenied: {
    what: 'The board turned this device down.',
    next: 'Make sure both screens show the same number, then ask for a new code.',
  },
  serverUnreachable: {
    what: 'The server can’t be reached.',
    next: 'Connect to the internet, then try again.',
  },
  serverRefused: {
    what: ({ problem }) => `The server turned the request down (${problem}).`,
    next: 'Try again. If it stays like this, call the board.',
  },
};
