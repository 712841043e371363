import { expect, test } from 'vitest';
import { rupiah } from '#domain/money.ts';
import type { Refusal, RefusalKind } from '#domain/refusal.ts';
import type { SaleRuleKind } from '#domain/sale-rule.ts';
import { en } from '../../src/locale/en.ts';
import type { AllMessages } from '../../src/locale/more-id.ts';
import { allId as id } from '../../src/locale/use-all-text.ts';
import { describeRefusal } from '../../src/locale/refusals.ts';

const dictionaries: readonly (readonly [name: string, text: AllMessages])[] = [
  ['Indonesian', id],
  ['English', en],
];

/** Every plain sentence of a dictionary with the path that leads to it; those with parameters are left out. */
function sentences(text: object, path = ''): readonly (readonly [path: string, words: string])[] {
  return Object.entries(text).flatMap(([key, value]: [string, unknown]) => {
    if (typeof value === 'string') return [[`${path}${key}`, value] as const];
    return typeof value === 'object' && value !== null ? sentences(value, `${path}${key}.`) : [];
  });
}

test.each(dictionaries)('%s leaves no sentence empty', (_, text) => {
  expect(sentences(text).filter(([, words]) => words.trim() === '')).toEqual([]);
});

test('English words are English: what is the same in both languages is meant to be', () => {
  const english = new Map(sentences(en));
  const same = sentences(id).filter(([path, words]) => english.get(path) === words);
  const meant = [
    'common.languageNames.id',
    'common.languageNames.en',
    'app.name',
    'cart.total',
    'pay.total',
    'stock.barcode',
    'printer.ways.serial.name',
    'printer.ways.bluetooth.name',
    'printer.papers.32',
    'printer.papers.48',
  ];
  expect(same.map(([path]) => path).filter((path) => !meant.includes(path))).toEqual([]);
});

test('English counts one and many', () => {
  expect(en.cart.items({ count: 1 })).toBe('1 item');
  expect(en.cart.items({ count: 3 })).toBe('3 items');
  expect(en.age.days({ count: 1 })).toBe('1 day');
});

const rule = (kind: SaleRuleKind): Refusal => ({
  kind: 'rule-blocks',
  breach: { ruleId: 'R1', kind, mode: 'block' },
  productName: 'Beras SPHP 5 kg',
  limit: 65_500,
});

/** One of each kind. A new kind of refusal does not compile until it stands here. */
const refusals: Readonly<Record<RefusalKind, Refusal>> = {
  'not-permitted': { kind: 'not-permitted' },
  'shift-not-open': { kind: 'shift-not-open' },
  'shift-already-open': { kind: 'shift-already-open' },
  'empty-cart': { kind: 'empty-cart' },
  'too-many-lines': { kind: 'too-many-lines', max: 200 },
  'amount-too-large': { kind: 'amount-too-large' },
  'rule-blocks': rule('price_ceiling'),
  'payment-short': { kind: 'payment-short', missingRupiah: rupiah(5_500) },
  'payment-over': { kind: 'payment-over', overRupiah: rupiah(100) },
  'price-missing': { kind: 'price-missing', productName: 'Garam' },
  'quantity-invalid': { kind: 'quantity-invalid' },
  'product-inactive': { kind: 'product-inactive', productName: 'Garam' },
  'product-unknown': { kind: 'product-unknown' },
  'field-missing': { kind: 'field-missing', field: 'unit' },
  'barcode-broken': { kind: 'barcode-broken' },
  'barcode-taken': { kind: 'barcode-taken', productName: 'Garam' },
  'already-paid': { kind: 'already-paid' },
  'cart-changed': { kind: 'cart-changed' },
  'update-needed': { kind: 'update-needed' },
  'device-revoked': { kind: 'device-revoked' },
  'pin-wrong': { kind: 'pin-wrong', triesLeft: 2 },
  'pin-locked': { kind: 'pin-locked', waitMs: 60_000 },
  'staff-unknown': { kind: 'staff-unknown' },
  'pin-guessable': { kind: 'pin-guessable' },
  'pin-differs': { kind: 'pin-differs' },
  'start-code-wrong': { kind: 'start-code-wrong' },
  'start-code-expired': { kind: 'start-code-expired' },
  'start-code-locked': { kind: 'start-code-locked' },
  'code-wrong': { kind: 'code-wrong' },
  'code-expired': { kind: 'code-expired' },
  'code-used': { kind: 'code-used' },
  'code-locked': { kind: 'code-locked' },
  'enrolment-denied': { kind: 'enrolment-denied' },
  'server-unreachable': { kind: 'server-unreachable' },
  'server-refused': { kind: 'server-refused', problem: 'malformed' },
};

test.each(dictionaries)(
  '%s says of every refusal what happened, what is safe and what to do next',
  (_, text) => {
    for (const refusal of Object.values(refusals)) {
      const { what, safe, next } = describeRefusal(refusal, text);
      for (const sentence of [what, safe, next]) expect(sentence).toMatch(/^\S.*[.)]$/s);
    }
  },
);

test.each(dictionaries)('%s names the goods in every rule that blocks', (_, text) => {
  const kinds: readonly SaleRuleKind[] = [
    'price_ceiling',
    'quantity_limit',
    'order_limit',
    'buyer_identity',
    'buyer_class',
    'no_store_credit',
    'round_down_only',
  ];
  for (const kind of kinds) expect(describeRefusal(rule(kind), text).what).toContain('Beras SPHP 5 kg');
});

test('the legal ceiling is told with its amount', () => {
  expect(describeRefusal(rule('price_ceiling'), id).what).toBe(
    'Harga Beras SPHP 5 kg di atas HET Rp\u00A065.500.',
  );
});
