import type { TakenPage } from './replica.ts';

/** A page that was not stored: nothing that anybody sees has changed. */
export const NOT_TAKEN: TakenPage = {
  isTaken: false,
  isSwapped: false,
  isCaughtUp: false,
  entities: new Set(),
  stockIds: [],
};

/** What the mirrors have to show once a stream's rows are gone. */
export const STREAM_GONE: TakenPage = { ...NOT_TAKEN, isTaken: true, isSwapped: true, isCaughtUp: true };
