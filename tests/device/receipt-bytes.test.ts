import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rupiah } from '#domain/money.ts';
import { cashPayment } from '#domain/payment.ts';
import { receiptRows, type PaperColumns, type ReceiptRow } from '#domain/receipt.ts';
import { drawerBytes, receiptBytes } from '../../src/device/printer/receipt-bytes.ts';
import { cartOf, looseSugar, noodles, saleFact, sphpRice } from '../domain/builders.ts';
import { hexDump, printOnPaper } from '../support/escpos-paper.ts';

const head = {
  coopName: 'KKMP Graha Indah',
  address: 'Kel. Graha Indah, Balikpapan',
  cashierName: 'Rina',
  code: '0A1B2C3D',
  memberName: null,
  footLine: 'Barang yang dibeli tidak dapat ditukar',
};

function rowsFor(columns: PaperColumns, copyNumber?: number): readonly ReceiptRow[] {
  const sale = saleFact(
    cartOf([sphpRice, 1000, 65_500], [looseSugar, 1350, 18_000], [noodles, 1000, 3500, 'dus']),
  );
  const paid = { ...sale, payments: [cashPayment(sale.totalRupiah, rupiah(250_000))] };
  return receiptRows(paid, { ...head, copyNumber }, columns);
}

describe('a receipt as bytes', () => {
  test.each([
    [58, 32],
    [80, 48],
  ] as const)('of %i mm paper is, byte by byte, what was checked before', async (mm, columns) => {
    const bytes = receiptBytes(rowsFor(columns), { columns, opensDrawer: true });
    await expect(hexDump(bytes)).toMatchFileSnapshot(`golden/receipt-${mm}mm.txt`);
  });

  test.each([32, 48] as const)('of %i columns comes out of a cheap printer row by row', (columns) => {
    const rows = rowsFor(columns, 2);
    const paper = printOnPaper(receiptBytes(rows, { columns, opensDrawer: false }));
    const printed = paper.rows.slice(0, rows.length);
    expect(printed.map((row) => row.text)).toEqual(rows.map((row) => row.text));
    expect(printed.map((row) => row.isBold)).toEqual(rows.map((row) => row.style !== 'plain'));
    expect(printed.map((row) => row.height)).toEqual(rows.map((row) => (row.style === 'title' ? 2 : 1)));
    expect(printed[0]?.text.trim()).toBe('SALINAN 2');
    expect(paper.drawerPulls).toEqual([]);
    expect(paper.cuts).toHaveLength(1);
    // Four empty rows lie between the thanks and the cutter.
    expect(paper.cuts[0]).toBeGreaterThanOrEqual(rows.length + 4);
  });

  test('opens the drawer once, before the first row', () => {
    const bytes = receiptBytes(rowsFor(32), { columns: 32, opensDrawer: true });
    expect(printOnPaper(bytes).drawerPulls).toEqual([0]);
  });

  test('that only opens the drawer feeds and cuts no paper', () => {
    const { rows, drawerPulls, cuts } = printOnPaper(drawerBytes());
    expect({ text: rows.map((row) => row.text).join(''), drawerPulls, cuts }).toEqual({
      text: '',
      drawerPulls: [0],
      cuts: [],
    });
    expect(rows.length).toBeLessThanOrEqual(1);
  });

  test('has plain letters for those that cheap printers lack, in the same columns', () => {
    const [row] = printed('é × – “Sàmbal” 🍚 漢');
    expect(row).toBe('e x - "Sambal" ?? ?');
  });

  test('is readable for every printer, whatever stands in a name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 32 }), (text) => {
        const fitted = text.normalize('NFC').slice(0, 32).toWellFormed();
        expect(printed(fitted)[0]).toHaveLength(fitted.length);
      }),
    );
  });
});

function printed(text: string): readonly string[] {
  const bytes = receiptBytes([{ text, style: 'plain' }], { columns: 32, opensDrawer: false });
  return printOnPaper(bytes).rows.map((row) => row.text);
}
