import type { Fact } from '#domain/facts.ts';
import type { StoreWriter } from '../store/store.ts';
import { bookRows } from './book-rows.ts';
import { bookStock } from './book.ts';

/** Facts of one device that a transaction brings into the books. */
export interface FactBooking {
  readonly coopId: string;
  readonly outletId: string;
  readonly deviceId: string;
  readonly bookedAt: number;
  /** Facts that are new. */
  readonly applied: readonly { readonly factId: string; readonly fact: Fact }[];
  /** Facts that were booked before and have a new place: what they touch goes down once more. */
  readonly touched: readonly { readonly factId: string; readonly fact: Fact }[];
}

/**
 * Everything that facts do to rows and stock, last in their transaction. Counters are taken in the order of their streams'
 * names, `coop` before `outlet:…`, or two transactions could wait for each other.
 */
export async function bookFacts(tx: StoreWriter, bookings: readonly FactBooking[]): Promise<void> {
  for (const booking of bookings) await bookRows(tx, booking);
  const moved = (facts: FactBooking['applied']) =>
    facts.map(({ factId, fact }) => ({ factId, moves: fact.moves }));
  for (const booking of bookings.toSorted((a, b) => (a.outletId < b.outletId ? -1 : 1)))
    await bookStock(tx, { ...booking, applied: moved(booking.applied), touched: moved(booking.touched) });
}
