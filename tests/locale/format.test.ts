import { expect, test } from 'vitest';
import {
  capitalised,
  formatAge,
  formatBusinessDate,
  formatClock,
  formatCountdown,
  formatMilli,
  formatQuantity,
  formatRupiah,
  formatStamp,
  initialsOf,
} from '../../src/locale/format.ts';
import { id } from '../../src/locale/id.ts';
import { date } from '../domain/builders.ts';

const NBSP = '\u00A0';
const MINUTE_MS = 60_000;

test.each([
  [0, `Rp${NBSP}0`],
  [500, `Rp${NBSP}500`],
  [65_500, `Rp${NBSP}65.500`],
  [1_204_000, `Rp${NBSP}1.204.000`],
  [-667_000, `-Rp${NBSP}667.000`],
])('%i rupiah reads %s, the sign first and never broken over two lines', (amount, words) => {
  expect(formatRupiah(amount)).toBe(words);
});

test.each([
  [1350, '1,35'],
  [2000, '2'],
  [500, '0,5'],
  [5, '0,005'],
  [1_234_567_000, '1.234.567'],
  [-1350, '-1,35'],
  [0, '0'],
])('%i thousandths read %s', (milli, words) => {
  expect(formatMilli(milli)).toBe(words);
});

test('a quantity stays on one line with its unit', () => {
  expect(formatQuantity(1350, 'kg')).toBe(`1,35${NBSP}kg`);
});

test('clocks show the outlet’s zone, whatever zone the device is in', () => {
  const at = Date.UTC(2026, 1, 18, 5, 7);
  expect(formatClock(at, 'Asia/Makassar')).toBe('13.07');
  expect(formatClock(at, 'Asia/Jakarta')).toBe('12.07');
  expect(formatStamp(at, 'Asia/Makassar')).toBe('18/02/2026 13.07 WITA');
});

test('a business date is written out in the language of the screen', () => {
  expect(formatBusinessDate(date('2026-02-18'), 'id')).toBe('Rabu, 18 Februari 2026');
  expect(formatBusinessDate(date('2026-02-18'), 'en')).toMatch(/^Wednesday,? 18 February 2026$/);
});

test.each([
  [-5 * MINUTE_MS, 'kurang dari semenit'],
  [59_999, 'kurang dari semenit'],
  [MINUTE_MS, '1 menit'],
  [59 * MINUTE_MS, '59 menit'],
  [60 * MINUTE_MS, '1 jam'],
  [23 * 60 * MINUTE_MS, '23 jam'],
  [3 * 24 * 60 * MINUTE_MS, '3 hari'],
])('%i ms are an age of %s', (age, words) => {
  expect(formatAge(age, id)).toBe(words);
});

test('a countdown never shows zero before its time', () => {
  expect(formatCountdown(299_001)).toBe('5.00');
  expect(formatCountdown(60_000)).toBe('1.00');
  expect(formatCountdown(1)).toBe('0.01');
  expect(formatCountdown(0)).toBe('0.00');
});

test('a person’s mark is the first letters of two names', () => {
  expect(initialsOf('Siti Rahma Dewi')).toBe('SR');
  expect(initialsOf(' dewi ')).toBe('D');
});

test('a shelf’s name begins with a capital', () => {
  expect(capitalised('titip jual')).toBe('Titip jual');
});
