import { expect, test } from 'vitest';
import { keypadKeyOf, typeAmount, typeDecimal, type KeypadKey } from '../../src/ui/keypad-value.ts';

const amountOf = (...keys: readonly KeypadKey[]) => keys.reduce(typeAmount, 0);
const decimalOf = (...keys: readonly KeypadKey[]) => keys.reduce(typeDecimal, '');

test.each<[readonly KeypadKey[], number]>([
  [['5', '0', '000'], 50_000],
  [['0', '0', '7'], 7],
  [['000'], 0],
  [['1', '2', 'backspace'], 1],
  [['backspace'], 0],
  [['1', ','], 1],
])('the keys %j make the amount %i', (keys, amount) => {
  expect(amountOf(...keys)).toBe(amount);
});

test('an amount stops growing before it stops being exact', () => {
  const keys = Array.from({ length: 30 }, (): KeypadKey => '9');
  expect(amountOf(...keys)).toBe(9_999_999_999);
});

test.each<[readonly KeypadKey[], string]>([
  [['1', ',', '3', '5'], '1,35'],
  [[',', '5'], '0,5'],
  [['1', ',', ',', '2'], '1,2'],
  [['1', ',', '1', '2', '3', '4'], '1,123'],
  [['0', '0', '5'], '5'],
  [['1', ',', '2', 'backspace', 'backspace'], '1'],
  [['1', '2', '3', '4', '5'], '1234'],
  [['000'], '0'],
])('the keys %j make the weight %s', (keys, typed) => {
  expect(decimalOf(...keys)).toBe(typed);
});

test('a real keyboard’s digits, comma, point and backspace are keys of the pad', () => {
  expect(['7', ',', '.', 'Backspace'].map(keypadKeyOf)).toEqual(['7', ',', ',', 'backspace']);
  expect(['a', 'Enter', '10', '٣'].map(keypadKeyOf)).toEqual([undefined, undefined, undefined, undefined]);
});
