import { ZERO_TOTALS } from '#domain/chain.ts';
import type { SaleRecorded } from '#domain/facts.ts';
import { rupiah } from '#domain/money.ts';
import { milli } from '#domain/quantity.ts';
import { receiptRows, type ReceiptRow } from '#domain/receipt.ts';
import { businessDateAt } from '#domain/time.ts';

/** 58 mm paper, which every cheap printer takes. */
const COLUMNS = 32;

/** 10.42 WITA on a market day; a sample needs a time of its own, so that it does not change while somebody types. */
const SAMPLE_AT = Date.UTC(2026, 1, 18, 2, 42);

interface SampleHead {
  readonly coopName: string;
  readonly address: string;
  readonly outletCode: string;
  readonly head: readonly string[];
  readonly foot: string;
}

/** A receipt with the lines as they are typed now, made by the very function that makes the real ones. */
export function sampleReceipt({
  coopName,
  address,
  outletCode,
  head,
  foot,
}: SampleHead): readonly ReceiptRow[] {
  return receiptRows(
    sampleSale(outletCode),
    {
      coopName,
      address,
      cashierName: 'Rina',
      code: 'K7QM2XPA',
      memberName: null,
      headLines: head,
      footLine: foot,
    },
    COLUMNS,
  );
}

function sampleSale(outletCode: string): SaleRecorded {
  const total = rupiah(65_500);
  const line = {
    productId: 'BRS-SPHP-5',
    name: 'Beras SPHP 5 kg',
    unit: 'pak',
    soldMilli: milli(1000),
    milli: milli(1000),
    priceRupiah: total,
    tier: 'retail',
    byAmount: false,
    programme: null,
    discountRupiah: rupiah(0),
    amountRupiah: total,
  } as const;
  return {
    kind: 'sale.recorded',
    v: 1,
    at: SAMPLE_AT,
    clock: { boot: 1, mono: 0 },
    tz: 'Asia/Makassar',
    businessDate: businessDateAt(SAMPLE_AT, 'Asia/Makassar'),
    outletId: 'sample',
    actor: { staffId: 'sample', role: 'cashier' },
    app: 'sample',
    priceVersion: null,
    totals: ZERO_TOTALS,
    moves: [],
    number: `${outletCode}-A-000042`,
    shiftId: 'sample',
    memberId: null,
    openedAt: SAMPLE_AT,
    lines: [line],
    goodsRupiah: total,
    discountRupiah: rupiah(0),
    roundingRupiah: rupiah(0),
    totalRupiah: total,
    payments: [
      { method: 'cash', amountRupiah: total, tenderedRupiah: rupiah(70_000), changeRupiah: rupiah(4_500) },
    ],
    breaches: [],
  };
}
