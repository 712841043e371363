import type { OfficeMessages } from './office-id.ts';

/** Findings in English. */
export const officeFindingsEn: OfficeMessages['findings'] = {
  kinds: {
    clock_skew: {
      name: 'Device clock is off',
      means: 'The tablet’s clock differs by more than five minutes from the server’s. The sale still counts.',
      todo: 'Set date and time on that tablet.',
    },
    business_date_far: {
      name: 'Business date far ahead',
      means: 'This record bears a business date more than a day after the day it arrived.',
      todo: 'Ask which date was chosen when the till was opened, then check the tablet’s clock.',
    },
    totals_mismatch: {
      name: 'Running totals do not match',
      means: 'The tablet wrote other totals than the record before it leads to. A record may be missing.',
      todo: 'Compare with the paper receipts and see whether records have yet to come.',
    },
    role_not_permitted: {
      name: 'Role may not do this',
      means: 'This person did something the role on the office’s list does not allow.',
      todo: 'Ask the person, and check the role under People.',
    },
    staff_unknown: {
      name: 'Person not known',
      means: 'This record names somebody who is not on the co-operative’s list.',
      todo: 'Find out who was on duty. If in doubt, revoke the device.',
    },
    staff_inactive: {
      name: 'Person no longer active',
      means: 'Somebody who was made inactive still records at a till.',
      todo: 'Connect the tablet so that its list is fresh, and ask who uses that PIN.',
    },
    product_unknown: {
      name: 'Item not known',
      means: 'The item sold is not in the server’s catalogue.',
      todo: 'Add the item by an import, or match its code.',
    },
    price_differs: {
      name: 'Price differs from the list',
      means:
        'The item was sold at another price than the one in force. The money on the sale is not changed.',
      todo: 'Compare the two prices. Usually the tablet was offline and had not got the new price.',
    },
    rule_broken: {
      name: 'Passes a rule of sale',
      means: 'This sale passes a limit in force, such as the quantity a buyer may have.',
      todo: 'Ask the cashier for the reason and note it for the report.',
    },
    moves_differ: {
      name: 'Stock moves do not match',
      means: 'The tablet moved other stock than the item asks for.',
      todo: 'Count the stock of the items on that receipt.',
    },
    stock_negative: {
      name: 'Stock below zero',
      means: 'More was sold than is on record.',
      todo: 'Count the item. A delivery may not be recorded yet, or two tablets sold the same goods offline.',
    },
    number_repeated: {
      name: 'Receipt number repeated',
      means: 'Another record of this shop bears the same number. Both are kept.',
      todo: 'Compare the two receipts. The tablet’s profile may have been copied.',
    },
    missing_parent: {
      name: 'Earlier line is missing',
      means: 'The device goes on from a line of records that this server does not have.',
      todo: 'Let the other devices connect first. If it stays, call whoever looks after the server.',
    },
    missing_entries: {
      name: 'Records are missing',
      means: 'There is a gap in this device’s line of records.',
      todo: 'Connect the device. Count the drawer and compare with the paper receipts.',
    },
    bad_head_signature: {
      name: 'Signature not valid',
      means: 'The summary the device sent does not match its key.',
      todo: 'Check who holds that device. If in doubt, revoke it.',
    },
    id_collision: {
      name: 'Record ids collide',
      means: 'Two different records use one id. The second is in quarantine.',
      todo: 'Call whoever looks after the server; delete nothing.',
    },
    damaged_origin: {
      name: 'Damaged origin',
      means: 'A record that was moved differs from what was written before.',
      todo: 'Compare its receipt with the paper.',
    },
    device_recreated: {
      name: 'Device recognised again',
      means: 'The server recognised this device by its certificate, usually after a restore.',
      todo: 'Make sure that the server was restored. Nothing else is to be done.',
    },
    ledger_forked: {
      name: 'Line of records forked',
      means:
        'Two lines of records use the same place, usually because the tablet’s profile was copied. Sales of both are kept.',
      todo: 'Find the device that uses the copy and go on with one of them. Compare the paper receipts.',
    },
    ledger_ahead: {
      name: 'The server fell behind',
      means:
        'The device had an answer for records this server lacks, usually after a restore from an older backup.',
      todo: 'Let the device stay connected until everything has been sent again.',
    },
    ledger_restored: {
      name: 'A device’s ledger was mended',
      means: 'The ledger on the device was damaged and goes on from the last whole record.',
      todo: 'See whether records are missing, and compare with the paper receipts and the drawer.',
    },
    ledger_dumped: {
      name: 'A device left a copy of its ledger',
      means: 'A device that could not send as usual left a copy of its ledger. It is kept in quarantine.',
      todo: 'Call whoever looks after the server; do not clear the browser data of that device.',
    },
    stale_edit: {
      name: 'Changes met',
      means: 'Somebody changed a price or a row while looking at an older state. The last change stands.',
      todo: 'Look at the history, and set it again if what holds now is wrong.',
    },
  },
  other: {
    name: ({ kind }) => `Other finding (${kind})`,
    means: 'This page does not know this kind of finding yet.',
    todo: 'Reload the page. If it stays, look at the evidence and call whoever looks after the server.',
  },
};
