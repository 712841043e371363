import { rupiah, type Rupiah } from './money.ts';

/**
 * How a part of a sale was paid. `amountRupiah` is what stays in the shop; cash also remembers what was handed over and
 * given back, because that is what a cashier is asked about.
 */
export type Payment =
  | {
      readonly method: 'cash';
      readonly amountRupiah: Rupiah;
      readonly tenderedRupiah: Rupiah;
      readonly changeRupiah: Rupiah;
    }
  | { readonly method: 'qris'; readonly amountRupiah: Rupiah; readonly isVerified: boolean }
  | { readonly method: 'transfer'; readonly amountRupiah: Rupiah; readonly isVerified: boolean }
  | {
      readonly method: 'credit';
      readonly amountRupiah: Rupiah;
      readonly memberId: string;
      readonly dueDate: string;
    };

/** Cash handed over for an amount. `tenderedRupiah` is at least `amountRupiah`. */
export function cashPayment(amountRupiah: Rupiah, tenderedRupiah: Rupiah): Payment {
  return {
    method: 'cash',
    amountRupiah,
    tenderedRupiah,
    changeRupiah: rupiah(tenderedRupiah - amountRupiah),
  };
}

/** Cash that stays in the drawer after change. */
export function cashKeptRupiah(payments: readonly Payment[]): Rupiah {
  return rupiah(
    payments.reduce((sum, payment) => sum + (payment.method === 'cash' ? payment.amountRupiah : 0), 0),
  );
}

const QUICK_STEPS_RUPIAH = [5_000, 10_000, 50_000, 100_000] as const;
const SMALL_STEP_RUPIAH = 20_000;
const QUICK_NOTES_MAX = 4;

/**
 * The notes a buyer is likely to hand over: the next multiple of 5k, 10k, (20k below 20k), 50k and 100k above the total,
 * each once, smallest first, at most four. 34.500 → 35, 40, 50, 100k.
 */
export function quickNotesRupiah(totalRupiah: Rupiah): readonly Rupiah[] {
  const steps =
    totalRupiah < SMALL_STEP_RUPIAH ? [...QUICK_STEPS_RUPIAH, SMALL_STEP_RUPIAH] : QUICK_STEPS_RUPIAH;
  const notes = new Set(
    steps.map((step) => Math.ceil(totalRupiah / step) * step).filter((note) => note > totalRupiah),
  );
  return [...notes]
    .toSorted((a, b) => a - b)
    .slice(0, QUICK_NOTES_MAX)
    .map(rupiah);
}
