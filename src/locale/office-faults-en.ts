import type { OfficeMessages } from './office-id.ts';

/** Faults of import rows in English. */
export const officeFaultsEn: OfficeMessages['faults'] = {
  kinds: {
    file_missing: 'the file is missing',
    file_unknown: 'the file name is not known',
    file_too_large: 'the file is too large',
    not_utf8: 'the file is not UTF-8; save it as “CSV UTF-8”',
    not_csv: 'a quotation mark is not closed',
    column_missing: 'the column is missing',
    column_unknown: 'the column is not known',
    cells_differ: 'the row has more or fewer cells than the header',
    empty: 'must not be empty',
    too_long: 'is too long',
    not_id: 'only letters, digits, points, dashes',
    not_rupiah: 'is not whole rupiah (for example 65500)',
    not_whole: 'is not a whole number',
    not_quantity: 'is not a quantity (for example 12 or 1.35)',
    not_yes_no: 'must be yes or no',
    not_word: 'is not one of the known words',
    not_date: 'is not a date (for example 2026-01-31)',
    belongs_together: 'must be filled in together with its partner',
    duplicate: 'is used already',
    barcode_broken: 'the barcode’s check digit is wrong',
    unknown_programme: 'the programme is not known',
    unknown_item: 'the item is not in the catalogue',
    unknown_place: 'the place is not known',
    unknown_member: 'the member number is not known',
    unit_differs: 'the unit is not the catalogue’s',
    pin_form: 'a PIN has 6 digits',
    pin_guessable: 'the PIN is too easy to guess',
    price_fixed:
      'there is another price for that date already and it never changes; choose another start date',
    other_coop: 'the file belongs to another co-operative',
    row_unreadable: 'no till could read this row',
  },
  other: ({ kind }) => `other fault (${kind})`,
};
