import type { DurableMark } from './ledger-port.ts';

const DAY_MS = 24 * 60 * 60_000;

/** For so long a verified backup must have held an entry before the device lets go of it. */
export const DURABLE_MS_MIN = 35 * DAY_MS;

/**
 * Notes that the server's verified backups hold an epoch through a seq. Hourly backups would make a long list, so a later
 * mark takes the place of an earlier one of the same 24 hours, and only the newest of those that are old enough is kept:
 * both only ever make an entry look younger than it is.
 */
export function noteDurable(marks: readonly DurableMark[], mark: DurableMark): readonly DurableMark[] {
  const last = marks.at(-1);
  if (mark.seq <= (last?.seq ?? 0)) return marks;
  const before = marks.at(-2);
  const isSameDay = before !== undefined && mark.learntAt - before.learntAt < DAY_MS;
  const all = [...(isSameDay ? marks.slice(0, -1) : marks), mark];
  const old = all.findLastIndex((one) => isOldEnough(one, mark.learntAt));
  return all.slice(Math.max(0, old));
}

/** The seq through which backups have held an epoch for long enough. @param serverAt the last server time heard */
export function durableForLong(marks: readonly DurableMark[], serverAt: number): number {
  return marks.findLast((mark) => isOldEnough(mark, serverAt))?.seq ?? 0;
}

function isOldEnough(mark: DurableMark, serverAt: number): boolean {
  return serverAt - mark.learntAt >= DURABLE_MS_MIN;
}
