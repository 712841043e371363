import { invariant } from './invariant.ts';

declare const businessDateBrand: unique symbol;

/** A calendar day in the outlet's zone, `YYYY-MM-DD`. Strings compare in the order of days. */
export type BusinessDate = string & { readonly [businessDateBrand]: true };

/** Indonesia's zones. None has daylight saving, so an offset in minutes is the whole truth (`domain-facts` 6.4). */
const ZONES = {
  'Asia/Jakarta': { offsetMinutes: 420, label: 'WIB' },
  'Asia/Pontianak': { offsetMinutes: 420, label: 'WIB' },
  'Asia/Makassar': { offsetMinutes: 480, label: 'WITA' },
  'Asia/Jayapura': { offsetMinutes: 540, label: 'WIT' },
} as const;

export type TimeZone = keyof typeof ZONES;

const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** A clock that differs by more than this from the server's is said to the cashier; it never stops a sale. */
export const CLOCK_SKEW_WARN_MS = 5 * MINUTE_MS;

/** What a wall clock in the zone shows at an instant. */
export interface LocalTime {
  readonly date: BusinessDate;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

/** True when `name` is one of Indonesia's zones. */
export function isTimeZone(name: string): name is TimeZone {
  return Object.hasOwn(ZONES, name);
}

/** The zone's short name on paper: WIB, WITA or WIT. */
export function zoneLabel(zone: TimeZone): string {
  return ZONES[zone].label;
}

/**
 * Reads a calendar day.
 * @returns null when the text is not `YYYY-MM-DD` or names a day that does not exist
 */
export function parseBusinessDate(text: string): BusinessDate | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (match === null) return null;
  const days = daysFromCivil(Number(match[1]), Number(match[2]), Number(match[3]));
  return dateFromDays(days) === text ? dateFromDays(days) : null;
}

/** What the wall clock in `zone` shows at `instant` (milliseconds since 1970). */
export function localTime(instant: number, zone: TimeZone): LocalTime {
  const local = Math.floor(instant) + ZONES[zone].offsetMinutes * MINUTE_MS;
  const days = Math.floor(local / DAY_MS);
  const within = local - days * DAY_MS;
  return {
    date: dateFromDays(days),
    hour: Math.floor(within / HOUR_MS),
    minute: Math.floor((within % HOUR_MS) / MINUTE_MS),
    second: Math.floor((within % MINUTE_MS) / 1000),
  };
}

/** The calendar day in `zone` at `instant`. */
export function businessDateAt(instant: number, zone: TimeZone): BusinessDate {
  return localTime(instant, zone).date;
}

/** The instant at which a day begins in `zone`. */
export function startOfDate(date: BusinessDate, zone: TimeZone): number {
  return daysOf(date) * DAY_MS - ZONES[zone].offsetMinutes * MINUTE_MS;
}

/** Whole days from `earlier` to `later`; negative when `later` lies before. */
export function daysBetween(earlier: BusinessDate, later: BusinessDate): number {
  return daysOf(later) - daysOf(earlier);
}

/** The day `count` days after `date` (before it when negative). */
export function addDays(date: BusinessDate, count: number): BusinessDate {
  return dateFromDays(daysOf(date) + count);
}

/** Why a proposed business date has to be asked about instead of just shown. */
export type DateDoubt = 'before-last-fact' | 'far-from-server';

export interface DateEvidence {
  /** The device clock, milliseconds since 1970. */
  readonly now: number;
  /** Server time minus device time as last learnt, 0 when never learnt. */
  readonly offsetMs: number;
  readonly zone: TimeZone;
  readonly lastFactDate: BusinessDate | null;
  /** The last server time this device has heard of, or null. */
  readonly lastServerAt: number | null;
}

/**
 * Proposes the business date of a shift from the device clock corrected by the last known server offset.
 * `doubt` says when a person must look twice: a day before the last fact's, or more than a day from the last server time.
 */
export function proposeBusinessDate(evidence: DateEvidence): { date: BusinessDate; doubt: DateDoubt | null } {
  const corrected = evidence.now + evidence.offsetMs;
  const date = businessDateAt(corrected, evidence.zone);
  if (evidence.lastFactDate !== null && date < evidence.lastFactDate)
    return { date, doubt: 'before-last-fact' };
  const isFar = evidence.lastServerAt !== null && Math.abs(corrected - evidence.lastServerAt) > DAY_MS;
  return { date, doubt: isFar ? 'far-from-server' : null };
}

function daysOf(date: BusinessDate): number {
  return daysFromCivil(Number(date.slice(0, 4)), Number(date.slice(5, 7)), Number(date.slice(8, 10)));
}

// Days since 1970-01-01 in the proleptic Gregorian calendar, after Howard Hinnant's "chrono-compatible low-level date
// algorithms": the kernel has no Date, so that both programs and the simulator read a calendar the same way.
function daysFromCivil(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

function dateFromDays(days: number): BusinessDate {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthIndex = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * monthIndex + 2) / 5) + 1;
  const month = monthIndex < 10 ? monthIndex + 3 : monthIndex - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  invariant(year >= 0 && year <= 9999, 'a business date lies in the years 0 to 9999');
  const text = `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
  invariant(isDateText(text), `${text} is a business date`);
  return text;
}

function isDateText(text: string): text is BusinessDate {
  return /^\d{4}-\d{2}-\d{2}$/.test(text);
}
