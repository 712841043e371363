import type { Rupiah } from '#domain/money.ts';
import { localTime, zoneLabel, type BusinessDate, type TimeZone } from '#domain/time.ts';
import type { Messages } from './id.ts';
import type { Language } from './language.ts';

/* Numbers are written the Indonesian way in both languages: a shop has one paper money and one price list,
   and `1,35` must not turn into a thousand and more because someone reads English. Only dates follow. */

const NO_BREAK_SPACE = '\u00A0';
const MINUTE_MS = 60_000;
const MINUTES_PER_HOUR = 60;
const HOURS_PER_DAY = 24;

/** A whole number with points between the thousands: `1.234.567`. */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, '.');
}

/** `Rp 65.500`, with the sign first (`-Rp 667.000`) and a space that never breaks a line. */
export function formatRupiah(amount: Rupiah | number): string {
  const sign = amount < 0 ? '-' : '';
  return `${sign}Rp${NO_BREAK_SPACE}${formatCount(Math.abs(amount))}`;
}

/** Thousandths as people write them: 1350 is `1,35`, 2000 is `2`, -500 is `-0,5`. */
export function formatMilli(milli: number): string {
  const sign = milli < 0 ? '-' : '';
  const size = Math.abs(milli);
  const fraction = String(size % 1000)
    .padStart(3, '0')
    .replace(/0+$/, '');
  return `${sign}${formatCount(Math.floor(size / 1000))}${fraction ? `,${fraction}` : ''}`;
}

/** A quantity with its unit, kept on one line: `1,35 kg`. */
export function formatQuantity(milli: number, unit: string): string {
  return `${formatMilli(milli)}${NO_BREAK_SPACE}${unit}`;
}

/** The wall clock of the outlet, with a point as in Indonesia: `13.07`. */
export function formatClock(at: number, zone: TimeZone): string {
  const { hour, minute } = localTime(at, zone);
  return `${twoDigits(hour)}.${twoDigits(minute)}`;
}

/** Day and wall clock of the outlet with the zone's name, as on paper: `18/02/2026 13.07 WITA`. */
export function formatStamp(at: number, zone: TimeZone): string {
  const [year, month, day] = localTime(at, zone).date.split('-');
  return `${day}/${month}/${year} ${formatClock(at, zone)} ${zoneLabel(zone)}`;
}

/** A business date in words: `Rabu, 18 Februari 2026`, `Wednesday, 18 February 2026`. */
export function formatBusinessDate(date: BusinessDate, language: Language): string {
  const noon = Date.parse(`${date}T12:00:00Z`);
  const locale = language === 'en' ? 'en-GB' : 'id-ID';
  return new Intl.DateTimeFormat(locale, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
  }).format(noon);
}

/** A length of time in its largest whole unit: `3 hari`, `5 menit`; below a minute `kurang dari semenit`. */
export function formatAge(ageMs: number, text: Messages): string {
  const minutes = Math.floor(Math.max(0, ageMs) / MINUTE_MS);
  if (minutes < 1) return text.age.moment;
  if (minutes < MINUTES_PER_HOUR) return text.age.minutes({ count: minutes });
  const hours = Math.floor(minutes / MINUTES_PER_HOUR);
  if (hours < HOURS_PER_DAY) return text.age.hours({ count: hours });
  return text.age.days({ count: Math.floor(hours / HOURS_PER_DAY) });
}

/** A wait that counts down: `0.45`, `4.59`. A begun second counts whole, so it never shows zero too early. */
export function formatCountdown(leftMs: number): string {
  const seconds = Math.ceil(Math.max(0, leftMs) / 1000);
  return `${Math.floor(seconds / 60)}.${twoDigits(seconds % 60)}`;
}

/** The first letters of the first two names, for the round mark of a person: `Siti Rahma` is `SR`. */
export function initialsOf(name: string): string {
  const [first = '', second = ''] = name.trim().split(/\s+/);
  return (first.charAt(0) + second.charAt(0)).toUpperCase();
}

/** A shelf or unit name as a heading: `titip jual` is `Titip jual`. */
export function capitalised(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
