import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { crockfordCode, parseCrockfordCode } from '#domain/crockford.ts';
import { base64Url, isFactId, isHashableId, uuidV7 } from '#domain/ids.ts';
import { compareSeries, nextSeries, paperNumber } from '#domain/series.ts';

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });

describe('ids', () => {
  test('every time and every random bytes make a UUIDv7', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 45 }), bytes(10), (now, random) => {
        expect(isFactId(uuidV7(now, random))).toBe(true);
      }),
    );
  });

  test('a later UUIDv7 sorts after an earlier one', () => {
    const random = new Uint8Array(10);
    expect(uuidV7(1, random) < uuidV7(2 ** 40, random)).toBe(true);
  });

  test('base64url is what the platform writes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (data) => {
        expect(base64Url(data)).toBe(Buffer.from(data).toString('base64url'));
      }),
    );
  });

  test('a Crockford code holds the first 40 bits and is read back as typed', () => {
    expect(crockfordCode(Uint8Array.of(0, 0, 0, 0, 31))).toBe('0000000Z');
    expect(crockfordCode(Uint8Array.of(255, 255, 255, 255, 255))).toBe('ZZZZZZZZ');
    expect(parseCrockfordCode('oil1-0a bc')).toBe('01110ABC');
    fc.assert(
      fc.property(bytes(5), (data) => {
        expect(parseCrockfordCode(crockfordCode(data).toLowerCase())).toBe(crockfordCode(data));
      }),
    );
  });

  test.each(['', 'ABCDEFG', 'ABCDEFGU', 'ABCDEFGHJ', 'ABCD!FGH'])('"%s" is no code', (typed) => {
    expect(parseCrockfordCode(typed)).toBeNull();
  });

  test('ids with a border character can never be hashed', () => {
    for (const id of ['a|b', '', 'ü', 'a b', 'x'.repeat(65)]) expect(isHashableId(id)).toBe(false);
  });

  test('series run A to Z, then AA, and keep their order', () => {
    expect(['', 'A', 'Z', 'AZ', 'ZZ'].map(nextSeries)).toEqual(['A', 'B', 'AA', 'BA', 'AAA']);
    expect(compareSeries('Z', 'AA')).toBeLessThan(0);
    expect(compareSeries('B', 'A')).toBeGreaterThan(0);
  });

  test('numbers on paper name outlet, series and kind', () => {
    expect(paperNumber('GI', 'A', 'receipt', 42)).toBe('GI-A-000042');
    expect(paperNumber('GI', 'A', 'refund', 7)).toBe('GI-A-R000007');
    expect(paperNumber('GI', 'AB', 'z', 3)).toBe('GI-AB-Z000003');
    expect(paperNumber('GI', 'A', 'deposit', 3)).toBe('GI-A-S000003');
  });
});
