import { localTime, type BusinessDate, type TimeZone } from '#domain/time.ts';
import { formatAge, formatClock } from './format.ts';
import type { Messages } from './id.ts';
import type { Language } from './language.ts';

const SECOND_MS = 1000;
const MINUTE_MS = 60_000;

/** A day for a narrow column: `23 Nov 2026`. */
export function formatDay(date: BusinessDate | string, language: Language): string {
  return new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : 'id-ID', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    timeZone: 'UTC',
  }).format(Date.parse(`${date}T12:00:00Z`));
}

/** An instant in the outlet's zone: `23 Nov 2026 14.05`. */
export function formatMoment(at: number, zone: TimeZone, language: Language): string {
  return `${formatDay(localTime(at, zone).date, language)} ${formatClock(at, zone)}`;
}

/** A wait that somebody has to know: `45 detik`, `4 menit`; a begun unit counts whole. */
export function formatWait(leftMs: number, language: Language, text: Messages): string {
  if (leftMs < MINUTE_MS) {
    const seconds = Math.max(1, Math.ceil(leftMs / SECOND_MS));
    return language === 'en' ? `${seconds} s` : `${seconds} detik`;
  }
  return formatAge(Math.ceil(leftMs / MINUTE_MS) * MINUTE_MS, text);
}

/** A name as the beginning of an id: `Koperasi Graha Indah` is `koperasi-graha-indah`. */
export function idFromName(name: string, lengthMax: number): string {
  return name
    .normalize('NFD')
    .replace(/[\u0300-\u036F]/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, lengthMax)
    .replace(/^-+|-+$/g, '');
}
