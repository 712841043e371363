import { parseBusinessDate, type BusinessDate } from '#domain/time.ts';
import { invariant } from '#domain/invariant.ts';
import type { Language } from '../../locale/language.ts';

interface StepWords {
  readonly previousMonth: string;
  readonly nextMonth: string;
  readonly choose: string;
}

/** A calendar day as the day picker wants it: noon by the browser's own clock, far from every change of day. */
export function dayOf(date: BusinessDate): Date {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  return new Date(year, month - 1, day, 12);
}

/** The calendar day of what the day picker gave. */
export function dateOf(day: Date): BusinessDate {
  const two = (value: number): string => String(value).padStart(2, '0');
  const date = parseBusinessDate(`${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`);
  invariant(date !== null, 'the day picker names real days');
  return date;
}

/** The calendar's words by `Intl`, which knows both languages; the picker's own locales would be a second dictionary. */
export function monthWords(language: Language, words: StepWords) {
  const locale = language === 'en' ? 'en-GB' : 'id-ID';
  const month = new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric' });
  const short = new Intl.DateTimeFormat(locale, { weekday: 'short' });
  const whole = new Intl.DateTimeFormat(locale, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
  });
  const weekday = new Intl.DateTimeFormat(locale, { weekday: 'long' });
  return {
    lang: language,
    formatters: {
      formatCaption: (day: Date) => month.format(day),
      formatWeekdayName: (day: Date) => short.format(day),
    },
    labels: {
      labelNav: () => words.choose,
      labelPrevious: () => words.previousMonth,
      labelNext: () => words.nextMonth,
      labelGrid: (day: Date) => month.format(day),
      labelDayButton: (day: Date) => whole.format(day),
      labelWeekday: (day: Date) => weekday.format(day),
    },
  };
}
