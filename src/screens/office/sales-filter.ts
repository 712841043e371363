import { useSearchParams } from 'wouter';
import { businessDateAt, parseBusinessDate, type BusinessDate } from '#domain/time.ts';
import { systemClock } from '../../device/clock.ts';
import { useMe, zoneOf } from './me.ts';
import type { Dates } from './dates.ts';

const CHOICES = ['outletId', 'deviceId', 'staffId', 'number'] as const;

export type SalesChoice = (typeof CHOICES)[number];

/** The filters as the address says them; a person may send the address to another. */
export interface SalesFilter extends Dates, Readonly<Record<SalesChoice, string>> {
  readonly today: BusinessDate;
  /** The fact that is open beside the list, or null. */
  readonly factId: string | null;
}

/** Reads and changes the filters in the address. Days are today's unless it names others. */
export function useSalesFilter() {
  const me = useMe();
  const [params, setParams] = useSearchParams();
  const today = businessDateAt(systemClock.now(), zoneOf(me));
  const read = (name: string): string => params.get(name) ?? '';
  const from = parseBusinessDate(read('from')) ?? today;
  const to = parseBusinessDate(read('to')) ?? (from > today ? from : today);
  const filter: SalesFilter = {
    today,
    from,
    to: to < from ? from : to,
    outletId: read('outletId'),
    deviceId: read('deviceId'),
    staffId: read('staffId'),
    number: read('number'),
    factId: params.get('fact'),
  };
  const change = (changes: Readonly<Record<string, string | null>>, isReplaced = true): void => {
    setParams(
      (now) => {
        const next = new URLSearchParams(now);
        for (const [name, value] of Object.entries(changes)) {
          if (value === null || value === '') next.delete(name);
          else next.set(name, value);
        }
        return next;
      },
      { replace: isReplaced },
    );
  };
  return { filter, change };
}

/** The question the filters ask. @param next where the page before ended */
export function salesPath(filter: SalesFilter, next: string | null): string {
  const query = new URLSearchParams({ from: filter.from, to: filter.to });
  for (const name of CHOICES) if (filter[name].trim() !== '') query.set(name, filter[name].trim());
  if (next !== null) query.set('next', next);
  return `sales?${query}`;
}

/** True when more than the days is filtered. */
export function isFiltered(filter: SalesFilter): boolean {
  return CHOICES.some((name) => filter[name] !== '') || filter.from !== filter.today;
}
