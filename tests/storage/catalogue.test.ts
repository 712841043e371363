import { rupiah } from '#domain/money.ts';
import type { Product } from '#domain/product.ts';
import { describe, expect, test } from 'vitest';
import { catalogueItem, searchProducts, SEARCH_RESULTS_MAX } from '../../src/storage/replica/catalogue.ts';

function product(id: string, name: string, barcodes: readonly string[] = []): Product {
  return {
    id,
    name,
    category: 'Sembako',
    unit: 'pak',
    isSoldByWeight: false,
    content: null,
    carton: null,
    barcodes,
    supplier: '',
    ppnClass: 'exempt',
    programme: null,
    cylinder: null,
    consignor: null,
    isActive: true,
  };
}

const items = [
  product('BRS-001', 'Beras SPHP 5 kg', ['8991234567893']),
  product('BRS-002', 'Beras Premium 5 kg'),
  product('GLA-001', 'Gula pasir curah', ['036000291452']),
  product('GAS-55', 'Bright Gas 5,5 kg isi ulang'),
  product('X-5', '5'),
].map((one) =>
  catalogueItem(one, [
    { id: 'p', productId: one.id, tier: 'retail', priceRupiah: rupiah(1), effectiveFrom: 0 },
  ]),
);

const found = (text: string): string[] => searchProducts(items, text).map((item) => item.product.id);

describe('searching products', () => {
  test.each([
    ['a word of the name', 'gula', ['GLA-001']],
    ['every word, in any order and case', 'KG beras', ['BRS-001', 'BRS-002']],
    ['a part of a word', 'prem', ['BRS-002']],
    ['an SKU, whole first', 'brs-002', ['BRS-002']],
    ['the beginning of an SKU', 'brs', ['BRS-001', 'BRS-002']],
    ['a barcode', '8991234567893', ['BRS-001']],
    ['a barcode with a leading zero more', '0036000291452', ['GLA-001']],
    ['a barcode with a leading zero less', '36000291452', ['GLA-001']],
    ['the end of a barcode', '67893', ['BRS-001']],
    ['spaces around', '  gula  ', ['GLA-001']],
    ['a whole name before names that hold it', '5', ['X-5', 'BRS-001', 'BRS-002', 'GLA-001', 'GAS-55']],
    ['nothing for a word that is not there', 'gula merah', []],
    ['nothing for no words', '   ', []],
  ])('finds %s', (_name, text, expected) => {
    expect(found(text)).toEqual(expected);
  });

  test('a word never reaches from one field into the next', () => {
    expect(found('curahgla')).toEqual([]);
    expect(found('kgbrs')).toEqual([]);
  });

  test('stops at the most that a screen shows, and the exact one is among them', () => {
    const many = [
      ...Array.from({ length: 500 }, (_, index) =>
        catalogueItem(product(`A-${index}-77`, `Sabun ${index}`), []),
      ),
      catalogueItem(product('77', 'Sabun ekonomi'), []),
    ];
    const shown = searchProducts(many, '77');
    expect(shown).toHaveLength(SEARCH_RESULTS_MAX);
    expect(shown[0]?.product.id).toBe('77');
  });

  test('a key answers within 5 ms among 10,000 products', () => {
    const words = ['Beras', 'Gula', 'Minyak', 'Sabun', 'Teh', 'Kopi', 'Garam', 'Telur'];
    const shop = Array.from({ length: 10_000 }, (_, index) =>
      catalogueItem(
        product(`SKU-${index}`, `${words[index % 8]} merek ${index % 97} isi ${index % 13} pak besar`, [
          String(8_990_000_000_000 + index * 7),
        ]),
        [],
      ),
    );
    const texts = [
      'b',
      'be',
      'beras',
      'beras merek 96',
      'tidak ada',
      '899000',
      'zzz',
      'teh besar 12',
      '8990000069993',
    ];
    for (const text of texts) searchProducts(shop, text);
    const times = texts.flatMap((text) =>
      Array.from({ length: 20 }, () => {
        const startedAt = performance.now();
        searchProducts(shop, text);
        return performance.now() - startedAt;
      }),
    );
    const median = times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? Infinity;
    expect(median).toBeLessThan(5);
  });
});
