import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rupiah } from '#domain/money.ts';
import { cashPayment } from '#domain/payment.ts';
import { receiptRows } from '#domain/receipt.ts';
import { cartOf, gasRefill, looseSugar, noodles, product, saleFact, sphpRice } from './builders.ts';

const head = {
  coopName: 'KKMP Graha Indah',
  address: 'Kel. Graha Indah, Balikpapan',
  cashierName: 'Rina',
  code: '0A1B2C3D',
  memberName: null,
};

describe('a receipt', () => {
  test('of 58 mm paper shows number, lines, tender, change and the paper code', () => {
    const sale = saleFact(
      cartOf([sphpRice, 1000, 65_500], [looseSugar, 1350, 18_000], [noodles, 1000, 3500, 'dus']),
    );
    const paid = { ...sale, payments: [cashPayment(sale.totalRupiah, rupiah(250_000))] };
    expect(receiptRows(paid, head, 32).map((row) => row.text)).toEqual([
      '        KKMP GRAHA INDAH',
      '  Kel. Graha Indah, Balikpapan',
      '--------------------------------',
      'No : GI-A-000042',
      'Tgl: 18/02/2026 13.00 WITA',
      'Kasir: Rina',
      '--------------------------------',
      'BERAS SPHP 5 KG',
      '  1 pak x 65.500          65.500',
      'GULA PASIR CURAH',
      '  1,35 kg x 18.000        24.300',
      'INDOMIE GORENG 85 G',
      '  1 dus x 140.000        140.000',
      '--------------------------------',
      'TOTAL                  Rp229.800',
      'TUNAI                  Rp250.000',
      'KEMBALI                 Rp20.200',
      '--------------------------------',
      '         Kode 0A1B2C3D',
      '          Terima kasih',
    ]);
  });

  test('shows cash rounding on its own line', () => {
    const rows = receiptRows(saleFact(cartOf([looseSugar, 123, 18_000])), head, 32).map((row) => row.text);
    expect(rows).toContain('PEMBULATAN                 -Rp14');
  });

  test('never has a row wider than the paper, whatever the names and amounts', () => {
    const line = fc.tuple(
      fc.string({ minLength: 1, maxLength: 120 }),
      fc.integer({ min: 1, max: 999_999 }),
      fc.integer({ min: 1, max: 900_000 }),
    );
    fc.assert(
      fc.property(
        fc.array(line, { minLength: 1, maxLength: 6 }),
        fc.constantFrom(32, 48),
        fc.string({ maxLength: 90 }),
        (lines, columns, name) => {
          const cart = cartOf(
            ...lines.map(([label, quantity, price]) => [product({ name: label }), quantity, price] as const),
          );
          const rows = receiptRows(saleFact(cart), { ...head, cashierName: name, memberName: name }, columns);
          expect(Math.max(...rows.map((row) => row.text.length))).toBeLessThanOrEqual(columns);
        },
      ),
    );
  });

  test('holds no more than the sale knows of the buyer', () => {
    const rows = receiptRows(
      saleFact(cartOf([gasRefill, 1000, 105_000])),
      { ...head, memberName: 'A-0001' },
      48,
    );
    expect(rows.map((row) => row.text).join('\n')).not.toMatch(/\d{16}/);
  });
});
