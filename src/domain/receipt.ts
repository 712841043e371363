import type { SaleRecorded } from './facts.ts';
import { localTime, zoneLabel } from './time.ts';

/** Characters in a row of font A: 32 on 58 mm paper, 48 on 80 mm (`domain-facts` 6.1). */
export type PaperColumns = 32 | 48;

/** One row of a receipt, already fitted to the paper. */
export interface ReceiptRow {
  readonly text: string;
  readonly style: 'plain' | 'strong' | 'title';
}

/** What a receipt needs besides the sale. Never a NIK. */
export interface ReceiptHead {
  readonly coopName: string;
  readonly address: string;
  readonly cashierName: string;
  /** The 8-character code on paper (`paperCode`). */
  readonly code: string;
  readonly memberName: string | null;
  /** Lines of the outlet's own, under name and address. */
  readonly headLines?: readonly string[] | undefined;
  /** The outlet's own last line, above the thanks. */
  readonly footLine?: string | undefined;
  /** Which copy of the receipt this is, from 1; absent on the first print. */
  readonly copyNumber?: number | undefined;
}

/** Words on paper are Indonesian, whatever language the cashier reads. */
const METHOD_WORD = { cash: 'TUNAI', qris: 'QRIS', transfer: 'TRANSFER', credit: 'BON ANGGOTA' } as const;

/** The receipt of a sale, row by row; every row has at most `columns` characters. */
export function receiptRows(
  sale: SaleRecorded,
  head: ReceiptHead,
  columns: PaperColumns,
): readonly ReceiptRow[] {
  const rule = plain('-'.repeat(columns));
  const time = localTime(sale.at + (sale.clock.offset ?? 0), sale.tz);
  const clock = `${two(time.hour)}.${two(time.minute)}`;
  const day = `${time.date.slice(8)}/${time.date.slice(5, 7)}/${time.date.slice(0, 4)}`;
  return [
    ...copyRows(head.copyNumber, columns),
    ...wrap(head.coopName.toUpperCase(), columns).map((text): ReceiptRow => ({
      text: centred(text, columns),
      style: 'title',
    })),
    ...[head.address, ...(head.headLines ?? [])].flatMap((line) => centredRows(line, columns)),
    rule,
    plain(`No : ${sale.number}`),
    plain(`Tgl: ${day} ${clock} ${zoneLabel(sale.tz)}`),
    ...wrap(`Kasir: ${head.cashierName}`, columns).map(plain),
    ...(head.memberName === null ? [] : wrap(`Anggota: ${head.memberName}`, columns).map(plain)),
    rule,
    ...sale.lines.flatMap((line) => [
      ...wrap(line.name.toUpperCase(), columns).map(plain),
      ...pair(
        `  ${quantity(line.soldMilli)} ${line.unit} x ${grouped(unitPrice(line))}`,
        grouped(line.amountRupiah),
        columns,
      ).map(plain),
    ]),
    rule,
    ...(sale.discountRupiah === 0 ? [] : pair('POTONGAN', money(-sale.discountRupiah), columns).map(plain)),
    ...(sale.roundingRupiah === 0 ? [] : pair('PEMBULATAN', money(sale.roundingRupiah), columns).map(plain)),
    ...pair('TOTAL', money(sale.totalRupiah), columns).map((text): ReceiptRow => ({ text, style: 'strong' })),
    ...sale.payments.flatMap((payment) => paymentRows(payment, columns)).map(plain),
    rule,
    plain(centred(`Kode ${head.code}`, columns)),
    ...centredRows(head.footLine ?? '', columns),
    plain(centred('Terima kasih', columns)),
  ];
}

/** A page to try a printer with: what shows that the paper's width is right and that columns stay in line. */
export function testRows(columns: PaperColumns): readonly ReceiptRow[] {
  const ruler = Array.from({ length: columns }, (_, place) => String((place + 1) % 10)).join('');
  return [
    { text: centred('GERAI', columns), style: 'title' },
    plain(centred('Cetak percobaan', columns)),
    plain('-'.repeat(columns)),
    plain(ruler),
    ...pair('  1 pak x 65.500', '65.500', columns).map(plain),
    ...pair('TOTAL', money(65_500), columns).map((text): ReceiptRow => ({ text, style: 'strong' })),
    plain('-'.repeat(columns)),
    plain(centred(columns === 48 ? 'Kertas 80 mm' : 'Kertas 58 mm', columns)),
  ];
}

function copyRows(copyNumber: number | undefined, columns: number): readonly ReceiptRow[] {
  if (copyNumber === undefined) return [];
  return [{ text: centred(`SALINAN ${copyNumber}`, columns), style: 'strong' }];
}

function centredRows(text: string, columns: number): readonly ReceiptRow[] {
  return wrap(text, columns).map((row) => plain(centred(row, columns)));
}

function paymentRows(payment: SaleRecorded['payments'][number], columns: number): readonly string[] {
  if (payment.method !== 'cash')
    return pair(METHOD_WORD[payment.method], money(payment.amountRupiah), columns);
  return [
    ...pair('TUNAI', money(payment.tenderedRupiah), columns),
    ...pair('KEMBALI', money(payment.changeRupiah), columns),
  ];
}

/** Price of one unit as sold: a carton shows the carton's price. Only whole rupiah can stand on paper. */
function unitPrice(line: SaleRecorded['lines'][number]): number {
  return line.soldMilli === line.milli
    ? line.priceRupiah
    : Math.round((line.priceRupiah * line.milli) / line.soldMilli);
}

function plain(text: string): ReceiptRow {
  return { text, style: 'plain' };
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

/** Digits in groups of three with points, the Indonesian way; printers know no narrow or non-breaking spaces. */
function grouped(amount: number): string {
  return String(amount).replace(/\B(?=(\d{3})+$)/g, '.');
}

function money(amount: number): string {
  return amount < 0 ? `-Rp${grouped(-amount)}` : `Rp${grouped(amount)}`;
}

function quantity(thousandths: number): string {
  const whole = Math.floor(thousandths / 1000);
  const rest = String(thousandths % 1000)
    .padStart(3, '0')
    .replace(/0+$/, '');
  return rest === '' ? String(whole) : `${whole},${rest}`;
}

function centred(text: string, columns: number): string {
  return ' '.repeat(Math.max(0, Math.floor((columns - text.length) / 2))) + text;
}

/** Left and right on one row, or on two when they don't fit. */
function pair(left: string, right: string, columns: number): readonly string[] {
  const gap = columns - left.length - right.length;
  if (gap >= 1) return [left + ' '.repeat(gap) + right];
  return [...wrap(left, columns), right.padStart(columns)];
}

/** Breaks a text at spaces, and a word longer than a row by force. */
function wrap(text: string, columns: number): readonly string[] {
  const rows: string[] = [];
  let row = /^ */.exec(text)?.[0] ?? '';
  for (const word of text.trim().split(/\s+/)) {
    for (let rest = word; rest !== '';) {
      const space = row.trim() === '' ? '' : ' ';
      if (row.length + space.length + rest.length <= columns) {
        row += space + rest;
        rest = '';
      } else if (row.trim() === '') {
        rows.push(row + rest.slice(0, columns - row.length));
        rest = rest.slice(columns - row.length);
        row = '';
      } else {
        rows.push(row);
        row = '';
      }
    }
  }
  return row.trim() === '' ? rows : [...rows, row];
}
