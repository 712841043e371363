import fc from 'fast-check';
import { describe, expect, expectTypeOf, test } from 'vitest';
import type * as z from 'zod/mini';
import type { Fact, FactKind } from '#domain/facts.ts';
import { type factSchemas, parseBody } from '#protocol/fact.ts';
import { factOfOwnBody, utf8Length } from '#protocol/own-body.ts';
import { cartOf, factFrame, gasRefill, looseSugar, saleFact, sphpRice } from '../domain/builders.ts';

type KeysOf<Kind extends FactKind> = keyof Extract<Fact, { kind: Kind }>;
type Parsed<Kind extends FactKind> = z.infer<(typeof factSchemas)[Kind]>;

const outcomeOf = (body: string): string => {
  const parsed = parseBody(body);
  return parsed.outcome === 'fact' ? parsed.fact.kind : parsed.reason;
};
const alter = (change: object): string => JSON.stringify({ ...saleFact(), ...change });

describe('a body', () => {
  test('has the same keys as the fact it is the wire form of', () => {
    expectTypeOf<keyof Parsed<'sale.recorded'>>().toEqualTypeOf<KeysOf<'sale.recorded'>>();
    expectTypeOf<keyof Parsed<'shift.opened'>>().toEqualTypeOf<KeysOf<'shift.opened'>>();
    expectTypeOf<keyof Parsed<'shift.closed'>>().toEqualTypeOf<KeysOf<'shift.closed'>>();
    expectTypeOf<keyof Parsed<'pin.failed'>>().toEqualTypeOf<KeysOf<'pin.failed'>>();
    expectTypeOf<keyof Parsed<'stock.opened'>>().toEqualTypeOf<KeysOf<'stock.opened'>>();
    expectTypeOf<keyof Parsed<'master.imported'>>().toEqualTypeOf<KeysOf<'master.imported'>>();
    expectTypeOf<keyof Parsed<'device.enrolled'>>().toEqualTypeOf<KeysOf<'device.enrolled'>>();
    expectTypeOf<keyof Parsed<'server.restored'>>().toEqualTypeOf<KeysOf<'server.restored'>>();
    expectTypeOf<keyof Parsed<'member.registered'>>().toEqualTypeOf<KeysOf<'member.registered'>>();
    expectTypeOf<keyof Parsed<'member.changed'>>().toEqualTypeOf<KeysOf<'member.changed'>>();
    expectTypeOf<keyof Parsed<'product.registered'>>().toEqualTypeOf<KeysOf<'product.registered'>>();
    expectTypeOf<keyof Parsed<'product.changed'>>().toEqualTypeOf<KeysOf<'product.changed'>>();
    expectTypeOf<keyof Parsed<'price.changed'>>().toEqualTypeOf<KeysOf<'price.changed'>>();
    expectTypeOf<keyof Parsed<'pin.reset'>>().toEqualTypeOf<KeysOf<'pin.reset'>>();
    expectTypeOf<keyof Parsed<'pin.set'>>().toEqualTypeOf<KeysOf<'pin.set'>>();
  });

  test('read is the fact that was written', () => {
    const line = fc.tuple(
      fc.constantFrom(sphpRice, looseSugar, gasRefill),
      fc.integer({ min: 1, max: 99_999 }),
      fc.nat(900_000),
    );
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 20 }), (lines) => {
        const fact = saleFact(cartOf(...lines));
        const body = JSON.stringify(fact);
        expect(parseBody(body)).toEqual({ outcome: 'fact', fact });
        expect(factOfOwnBody(body)).toEqual(fact);
        expect(JSON.stringify(JSON.parse(body))).toBe(body);
      }),
    );
  });

  test.each([
    ['text that is not JSON', '{"v":1', 'not_json'],
    ['spaces that JSON would not write', ` ${JSON.stringify(saleFact())}`, 'not_canonical'],
    ['a key twice', JSON.stringify(saleFact()).replace('{', '{"v":2,'), 'not_canonical'],
    [
      'an amount as an exponent',
      JSON.stringify(saleFact()).replace('"totalRupiah":131000', '"totalRupiah":131e3'),
      'not_canonical',
    ],
    ['letters that are not NFC', alter({ app: 'e\u0301' }), 'not_nfc'],
    ['more than 48 KiB', alter({ app: 'x'.repeat(49_200) }), 'too_large'],
    [
      'nesting beyond 20',
      alter({ deep: JSON.parse('['.repeat(25) + ']'.repeat(25)) as unknown }),
      'too_deep',
    ],
    ['negative rupiah', alter({ totalRupiah: -1 }), 'malformed'],
    ['fractional rupiah', alter({ totalRupiah: 0.5 }), 'malformed'],
    ['rupiah as text', alter({ totalRupiah: '131000' }), 'malformed'],
    [
      'a name of 10,000 characters',
      alter({ lines: [{ ...saleFact().lines[0], name: 'x'.repeat(10_000) }] }),
      'malformed',
    ],
    ['a day that does not exist', alter({ businessDate: '2026-02-30' }), 'malformed'],
    ['no lines', alter({ lines: [] }), 'malformed'],
    ['few letters and too many bytes', alter({ app: 'é'.repeat(30_000) }), 'too_large'],
    ['a kind of the future', alter({ kind: 'sale.blessed' }), 'unknown_kind'],
    ['a version of the future', alter({ v: 2 }), 'newer_version'],
    [
      'a version of the future and another frame',
      '{"v":2,"kind":"sale.recorded","at":1,"clock":"07.00"}',
      'newer_version',
    ],
    [
      'a kind of the future and another frame',
      '{"v":1,"kind":"sale.blessed","at":1,"outletId":null}',
      'unknown_kind',
    ],
    ['a kind of the future with an underscore and a digit', alter({ kind: 'lpg_3kg.sold' }), 'unknown_kind'],
    ['a kind that is a name of objects', alter({ kind: 'constructor' }), 'unknown_kind'],
    ['a known kind and another frame', '{"v":1,"kind":"sale.recorded","at":1}', 'malformed'],
    ['no kind', '{"v":2,"at":1}', 'malformed'],
    ['a kind without a letter', alter({ kind: '' }), 'malformed'],
    ['no version', '{"kind":"sale.blessed","at":1}', 'malformed'],
    ['a version before the first', alter({ v: 0, kind: 'sale.blessed' }), 'malformed'],
    ['no time', '{"v":2,"kind":"sale.blessed"}', 'malformed'],
    ['nothing in it', '{}', 'malformed'],
    ['a bare number', '1', 'malformed'],
    ['a sale', JSON.stringify(saleFact()), 'sale.recorded'],
    ['a failed PIN', JSON.stringify({ ...factFrame(), kind: 'pin.failed', failures: 2 }), 'pin.failed'],
  ])('with %s is told apart', (_what, body, expected) => {
    expect(outcomeOf(body)).toBe(expected);
  });

  test('with unknown columns is still the fact it says', () => {
    expect(outcomeOf(alter({ colour: 'merah' }))).toBe('sale.recorded');
  });

  test('is measured in UTF-8 bytes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(utf8Length(text)).toBe(Buffer.byteLength(text));
      }),
    );
  });
});
