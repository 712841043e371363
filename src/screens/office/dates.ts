import type { BusinessDate } from '#domain/time.ts';

/** Business dates, both included. */
export interface Dates {
  readonly from: BusinessDate;
  readonly to: BusinessDate;
}
