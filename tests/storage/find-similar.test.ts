import { expect, test } from 'vitest';
import { rupiah } from '#domain/money.ts';
import { catalogueItem, searchProducts, SEARCH_RESULTS_MAX } from '../../src/storage/replica/catalogue.ts';
import { findSimilar } from '../../src/storage/replica/find-similar.ts';
import { product } from '../domain/builders.ts';

const itemOf = (id: string, name: string) =>
  catalogueItem({ ...product(), id, name, barcodes: [] }, [
    { id: 'p', productId: id, tier: 'retail', priceRupiah: rupiah(1), effectiveFrom: 0 },
  ]);

const items = [
  'Beras SPHP 5 kg',
  'Gula pasir 1 kg',
  'Indomie goreng 85 g',
  'Minya Kita 1 l',
  'Minyak goreng Bimoli 2 l',
  'Royco ayam 100 g',
  'Telur ayam ras',
  'Crème kelapa',
].map((name) => itemOf(name, name));

const found = (text: string): string[] => findSimilar(items, text).map((item) => item.product.name);

test.each([
  ['a wrong letter', 'telor', ['Telur ayam ras']],
  ['a missing letter', 'mnyak bimoli', ['Minyak goreng Bimoli 2 l']],
  ['letters that changed places, words in another order', 'gorneg indomei', ['Indomie goreng 85 g']],
  ['a space too little', 'minyakita', ['Minya Kita 1 l']],
  ['a mark that nobody types', 'creme', ['Crème kelapa']],
  ['the beginning of a mistyped word', 'roy ayem', ['Royco ayam 100 g']],
  ['nothing like it', 'televisi', []],
  ['no words', ' , ', []],
])('goods are found in spite of %s', (_slip, text, expected) => {
  expect(found(text)).toEqual(expected);
});

test('the least mistyped comes first', () => {
  expect(found('ayam telr')).toEqual(['Telur ayam ras']);
  expect(found('minyk')).toEqual(['Minya Kita 1 l', 'Minyak goreng Bimoli 2 l']);
});

test('a number is never taken for another number', () => {
  expect(found('beras 6 kg')).toEqual([]);
  expect(found('8991234567894')).toEqual([]);
});

test('among ten thousand products each key is answered in less than 50 ms, mistyped or not', () => {
  const words = ['Kecap', 'Sambal', 'Biskuit', 'Sarden', 'Kopi', 'Teh', 'Susu', 'Sabun', 'Beras', 'Minyak'];
  const makes = [
    'Bango',
    'Indofood',
    'Roma',
    'ABC',
    'Kapal',
    'Sosro',
    'Bendera',
    'Lifebuoy',
    'Pandan',
    'Bimoli',
  ];
  const many = Array.from({ length: 10_000 }, (_, n) =>
    itemOf(`S-${n}`, `${words[n % 10]} ${makes[Math.floor(n / 10) % 10]} varian${n} isi ${n % 97}`),
  );
  const took: number[] = [];
  const ends: number[] = [];
  for (const typed of ['sabun lifebuoy', 'minyka bimolli', 'kecp bngo 5']) {
    for (let length = 1; length <= typed.length; length += 1) {
      // The work of this thread and not the clock on the wall: other tests run beside this one.
      const from = process.threadCpuUsage();
      const text = typed.slice(0, length);
      const hits = searchProducts(many, text);
      const shown = hits.length > 0 ? hits : findSimilar(many, text);
      const { user, system } = process.threadCpuUsage(from);
      took.push((user + system) / 1000);
      expect(shown.length).toBeLessThanOrEqual(SEARCH_RESULTS_MAX);
      if (length === typed.length) ends.push(shown.length);
    }
  }
  expect(Math.min(...ends)).toBeGreaterThan(0);
  const slowest = took.toSorted((a, b) => b - a);
  console.log(
    `slowest keys, ms: ${slowest
      .slice(0, 4)
      .map((ms) => ms.toFixed(1))
      .join(', ')}`,
  );
  // The very first mistyped key also reads ten thousand names once.
  expect(slowest[1]).toBeLessThan(50);
});
