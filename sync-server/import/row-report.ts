/** What can be wrong with an import file. Each kind has its words in both languages. */
export type FaultKind =
  | 'file_missing'
  | 'file_unknown'
  | 'file_too_large'
  | 'not_utf8'
  | 'not_csv'
  | 'column_missing'
  | 'column_unknown'
  | 'cells_differ'
  | 'empty'
  | 'too_long'
  | 'not_id'
  | 'not_rupiah'
  | 'not_whole'
  | 'not_quantity'
  | 'not_yes_no'
  | 'not_word'
  | 'not_date'
  | 'belongs_together'
  | 'duplicate'
  | 'barcode_broken'
  | 'unknown_programme'
  | 'unknown_item'
  | 'unknown_place'
  | 'unknown_member'
  | 'unit_differs'
  | 'pin_form'
  | 'pin_guessable'
  | 'price_fixed'
  | 'other_coop'
  | 'row_unreadable';

/** One thing that is wrong, and where a person finds it. */
export interface RowFault {
  readonly file: string;
  /** Line in the file, 1 for the header; 0 when the file as a whole is meant. */
  readonly line: number;
  readonly column: string | null;
  readonly kind: FaultKind;
  /** What would have been right, or what it collides with. Never what stood there: it may be a person's PIN. */
  readonly hint: string | null;
}

const WORDS: Readonly<Record<FaultKind, readonly [indonesian: string, english: string]>> = {
  file_missing: ['berkas tidak ada', 'the file is missing'],
  file_unknown: ['berkas tidak dikenal', 'the file is not one that can be imported'],
  file_too_large: ['berkas terlalu besar', 'the file is too large'],
  not_utf8: [
    'berkas bukan UTF-8; simpan sebagai "CSV UTF-8"',
    'the file is not UTF-8; save it as "CSV UTF-8"',
  ],
  not_csv: ['tanda kutip tidak tertutup', 'a quotation mark is not closed'],
  column_missing: ['kolom tidak ada', 'the column is missing'],
  column_unknown: ['kolom tidak dikenal', 'the column is not known'],
  cells_differ: [
    'jumlah sel tidak sama dengan judul kolom',
    'the row has more or fewer cells than the header',
  ],
  empty: ['wajib diisi', 'must not be empty'],
  too_long: ['terlalu panjang', 'is too long'],
  not_id: ['hanya huruf, angka, titik, garis', 'only letters, digits, points, dashes'],
  not_rupiah: ['bukan rupiah bulat (contoh 65500)', 'is not whole rupiah (for example 65500)'],
  not_whole: ['bukan bilangan bulat', 'is not a whole number'],
  not_quantity: ['bukan jumlah (contoh 12 atau 1,35)', 'is not a quantity (for example 12 or 1.35)'],
  not_yes_no: ['isi dengan yes atau no', 'must be yes or no'],
  not_word: ['isi tidak dikenal', 'is not one of the known words'],
  not_date: ['bukan tanggal (contoh 2026-01-31)', 'is not a date (for example 2026-01-31)'],
  belongs_together: ['harus diisi bersama kolom pasangannya', 'must be filled in together with its partner'],
  duplicate: ['sudah dipakai', 'is used already'],
  barcode_broken: ['digit pemeriksa barcode salah', "the barcode's check digit is wrong"],
  unknown_programme: ['program tidak dikenal', 'the programme is not known'],
  unknown_item: ['barang tidak ada di katalog', 'the item is not in the catalogue'],
  unknown_place: ['tempat tidak dikenal', 'the place is not known'],
  unknown_member: ['nomor anggota tidak dikenal', 'the member number is not known'],
  unit_differs: ['satuan berbeda dari katalog', "the unit is not the catalogue's"],
  pin_form: ['PIN harus 6 angka', 'a PIN has 6 digits'],
  pin_guessable: ['PIN terlalu mudah ditebak', 'the PIN is too easy to guess'],
  price_fixed: [
    'harga untuk tanggal itu sudah ada dan tidak dapat diubah; pakai --from dengan tanggal lain',
    'there is another price for that date already and it never changes; use --from with another date',
  ],
  other_coop: ['berkas milik koperasi lain', 'the file belongs to another co-operative'],
  row_unreadable: [
    'baris ini tidak akan terbaca oleh kasir; perbaiki isinya atau perbarui program',
    'no till could read this row; mend it, or update the program',
  ],
};

/** A fault in words, Indonesian first. */
export function describeFault(fault: RowFault): string {
  const [indonesian, english] = WORDS[fault.kind];
  const where = [fault.file, fault.line > 0 ? `baris/line ${fault.line}` : null, fault.column].filter(
    (part) => part !== null,
  );
  const hint = fault.hint === null ? '' : ` [${fault.hint}]`;
  return `${where.join(', ')}: ${indonesian} (${english})${hint}`;
}

/** An import that was refused as a whole, with all that is wrong in it. */
export class ImportRefused extends Error {
  override readonly name = 'ImportRefused';
  readonly faults: readonly RowFault[];

  constructor(faults: readonly RowFault[]) {
    super(`${faults.length} faults, nothing was imported`);
    this.faults = faults;
  }
}
