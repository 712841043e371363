import { expect, test } from 'vitest';
import { commands } from 'vitest/browser';
import { rupiah } from '#domain/money.ts';
import { cashPayment } from '#domain/payment.ts';
import { receiptRows, type PaperColumns } from '#domain/receipt.ts';
import { receiptBytes } from '../../src/device/printer/receipt-bytes.ts';
import { drawReceipt } from '../../src/device/printer/receipt-picture.ts';
import { cartOf, looseSugar, noodles, saleFact, sphpRice } from '../domain/builders.ts';
import { printOnPaper } from '../support/escpos-paper.ts';
import { drawPaper, inkIn } from '../support/paper-picture.ts';

function rowsFor(columns: PaperColumns) {
  const cart = cartOf([sphpRice, 1000, 65_500], [looseSugar, 1350, 18_000], [noodles, 1000, 3500, 'dus']);
  const sale = saleFact(cart);
  const paid = { ...sale, payments: [cashPayment(sale.totalRupiah, rupiah(250_000))] };
  const head = {
    coopName: 'Koperasi Kelurahan Merah Putih Graha Indah',
    address: 'Kel. Graha Indah, Balikpapan',
    cashierName: 'Rina',
    code: '0A1B2C3D',
    memberName: 'Bu Siti',
    footLine: 'Barang yang dibeli tidak dapat ditukar',
    copyNumber: 1,
  };
  return receiptRows(paid, head, columns);
}

/** Kept beside the other results, for eyes: a test can say that there is ink, not that it looks right. */
async function keep(name: string, picture: string): Promise<void> {
  await commands.writeFile(`test-results/${name}.png`, picture.replace(/^.*,/, ''), 'base64');
}

test.each([32, 48] as const)(
  'the bytes for %i columns are a picture with every row in its place',
  async (columns) => {
    const rows = rowsFor(columns);
    const paper = printOnPaper(receiptBytes(rows, { columns, opensDrawer: false }));
    const drawn = drawPaper(paper, columns);
    await keep(`receipt-bytes-${columns}`, drawn.canvas.toDataURL('image/png'));
    expect(drawn.canvas.width).toBe(columns === 32 ? 384 : 576);
    for (const row of drawn.rows.slice(0, rows.length)) {
      // What is blank in the text is blank on paper, and what is not is inked.
      const start = (row.text.length - row.text.trimStart().length) * 12;
      const before = start === 0 ? 0 : inkIn(drawn.canvas, 0, row.top, [start - 2, row.height]);
      expect(before).toBe(0);
      const width = row.text.trim().length * 12;
      expect(inkIn(drawn.canvas, start, row.top, [width, row.height])).toBeGreaterThan(10);
    }
    const [tail] = drawn.rows.slice(-1);
    expect(inkIn(drawn.canvas, 0, (tail?.top ?? 0) - 60, [drawn.canvas.width, 60])).toBe(0);
  },
);

test('the receipt to send is a picture with margins and every row', async () => {
  const rows = rowsFor(32);
  const picture = await drawReceipt(rows, 32);
  expect(picture.type).toBe('image/png');
  const bitmap = await createImageBitmap(picture);
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [bitmap.width, bitmap.height];
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0);
  await keep('receipt-picture', canvas.toDataURL('image/png'));
  expect(canvas.width).toBe(32 * 24 + 96);
  expect(inkIn(canvas, 0, 0, [40, canvas.height])).toBe(0);
  expect(inkIn(canvas, canvas.width - 40, 0, [40, canvas.height])).toBe(0);
  let top = 48;
  for (const row of rows) {
    const height = row.style === 'title' ? 104 : 52;
    expect(inkIn(canvas, 48, top, [32 * 24, height])).toBeGreaterThan(10);
    top += height;
  }
  expect(top + 48).toBe(canvas.height);
});
