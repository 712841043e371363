import { mayDo, type Role } from './permissions.ts';
import { RUPIAH_MAX, type Rupiah } from './money.ts';
import { accepted, refused, type Result } from './result.ts';
import type { ShiftRefusal } from './refusal.ts';
import type { BusinessDate } from './time.ts';

/** The shift that is open on a device. Its id is the factId of `shift.opened`. */
export interface OpenShift {
  readonly shiftId: string;
  readonly businessDate: BusinessDate;
  readonly floatRupiah: Rupiah;
  /** Device clock, milliseconds since 1970. */
  readonly openedAt: number;
  readonly staffId: string;
}

/** Decides whether a shift may be opened with this float (modal kas awal). One shift is open per device. */
export function decideShiftOpening(
  request: { readonly floatRupiah: Rupiah; readonly role: Role },
  openShift: OpenShift | null,
): Result<{ readonly kind: 'shift.opened'; readonly floatRupiah: Rupiah }, ShiftRefusal> {
  if (openShift !== null) return refused({ kind: 'shift-already-open' });
  if (!mayDo('shift.open', request.role)) return refused({ kind: 'not-permitted' });
  if (request.floatRupiah < 0 || request.floatRupiah > RUPIAH_MAX)
    return refused({ kind: 'amount-too-large' });
  return accepted({ kind: 'shift.opened', floatRupiah: request.floatRupiah });
}
