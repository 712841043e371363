import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addDays,
  businessDateAt,
  daysBetween,
  localTime,
  parseBusinessDate,
  proposeBusinessDate,
  startOfDate,
} from '#domain/time.ts';

const at = (iso: string): number => Date.parse(iso);

describe('time', () => {
  test('midnight in Balikpapan is 16.00 UTC the day before', () => {
    expect(businessDateAt(at('2026-02-18T15:59:59Z'), 'Asia/Makassar')).toBe('2026-02-18');
    expect(businessDateAt(at('2026-02-18T16:00:00Z'), 'Asia/Makassar')).toBe('2026-02-19');
  });

  test('the calendar agrees with the platform for every day of four centuries', () => {
    fc.assert(
      fc.property(fc.integer({ min: at('1900-01-01'), max: at('2299-12-31') }), (instant) => {
        const platform = new Date(instant + 8 * 3_600_000).toISOString();
        const ours = localTime(instant, 'Asia/Makassar');
        expect(ours.date).toBe(platform.slice(0, 10));
        expect([ours.hour, ours.minute, ours.second]).toEqual(platform.slice(11, 19).split(':').map(Number));
      }),
    );
  });

  test('adding days and counting them are each other’s inverse', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: at('1970-01-01'), max: at('2100-01-01') }),
        fc.integer({ min: -5000, max: 5000 }),
        (instant, days) => {
          const date = businessDateAt(instant, 'Asia/Jakarta');
          expect(daysBetween(date, addDays(date, days))).toBe(days);
          expect(businessDateAt(startOfDate(date, 'Asia/Jakarta'), 'Asia/Jakarta')).toBe(date);
        },
      ),
    );
  });

  test.each(['2026-02-30', '2026-13-01', '2026-1-1', '20260101', '2026-00-10', 'today'])(
    '%s is no day',
    (text) => {
      expect(parseBusinessDate(text)).toBeNull();
    },
  );

  test('a leap day exists only in a leap year', () => {
    expect(parseBusinessDate('2028-02-29')).toBe('2028-02-29');
    expect(parseBusinessDate('2026-02-29')).toBeNull();
  });

  const evidence = {
    now: at('2026-02-18T01:00:00Z'),
    offsetMs: 0,
    zone: 'Asia/Makassar',
    lastFactDate: null,
    lastServerAt: null,
  } as const;

  test('a shift is proposed for today by the corrected clock', () => {
    expect(proposeBusinessDate({ ...evidence, offsetMs: 86_400_000 })).toEqual({
      date: '2026-02-19',
      doubt: null,
    });
  });

  test('a day before the last fact is asked about', () => {
    const lastFactDate = parseBusinessDate('2026-02-19');
    expect(proposeBusinessDate({ ...evidence, lastFactDate }).doubt).toBe('before-last-fact');
  });

  test('a clock more than a day from the last server time is asked about', () => {
    expect(proposeBusinessDate({ ...evidence, lastServerAt: at('2026-01-01T00:00:00Z') }).doubt).toBe(
      'far-from-server',
    );
  });
});
