import { act, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, describe, expect, test } from 'vitest';
import { rupiah } from '#domain/money.ts';
import { milli } from '#domain/quantity.ts';
import { addProduct } from '../../src/actions/edit-cart.ts';
import { recordSale } from '../../src/actions/record-sale.ts';
import type { Workplace } from '../../src/actions/workplace.ts';
import { StockScreen } from '../../src/screens/stock/stock-screen.tsx';
import { useCatalogue } from '../../src/storage/replica/catalogue.ts';
import { useSyncStatus } from '../../src/sync/sync-status.ts';
import { gasRefill, looseSugar, newCylinder, noodles, product, sphpRice } from '../domain/builders.ts';
import { hendra, MORNING, openShop, visit, type Goods, type ShopWish } from './shop-floor.tsx';

const goods: Goods = [
  [sphpRice, 65_500, 12_000],
  [gasRefill, 105_000, 4_000],
  [newCylinder, 375_000, 4_000],
  [looseSugar, 18_000, -1_350],
  [noodles, 3_500, 0],
  [
    product({ id: 'MYK-1', name: 'Minyakita 1 L', category: 'minyak', lowStockMilli: milli(12_000) }),
    15_700,
    12_000,
  ],
];
const storeroom = {
  [sphpRice.id]: 24_000,
  [looseSugar.id]: 72_000,
  'BG-5.5KG:full': 36_000,
};

async function enter(wish: ShopWish = {}, path = '/stock') {
  const shelf = { 'BG-5.5KG:empty': 9_000, 'BG-5.5KG:damaged': 1_000 };
  const workplace = await openShop({ goods, storeroom, shelf, signedIn: hendra, asOf: MORNING, ...wish });
  return { workplace, ...(await visit(workplace, <StockScreen />, path)) };
}

const table = () => screen.getByRole('table', { name: 'Daftar stok' });
const rowOf = (name: string): HTMLElement => {
  const row = within(table()).getByRole('button', { name }).closest('[role="row"]');
  if (!(row instanceof HTMLElement)) throw new Error(`${name} has no row`);
  return row;
};
/** The words of a row's cells without the names of columns, which only a phone shows. */
const cells = (row: HTMLElement): string[] =>
  within(row)
    .getAllByRole('cell')
    .map((cell) =>
      Array.from(cell.childNodes)
        .filter((node) => !(node instanceof HTMLElement && node.getAttribute('aria-hidden') === 'true'))
        .map((node) => node.textContent)
        .join(' ')
        .trim(),
    );
const names = (): (string | null)[] =>
  within(table())
    .getAllByRole('button')
    .map((button) => button.textContent);

async function sellRice(workplace: Workplace): Promise<void> {
  const item = useCatalogue.getState().byId.get(sphpRice.id);
  if (item === undefined) throw new Error('no rice');
  addProduct(workplace, item, { unit: 'pak', soldMilli: milli(8_000) });
  await recordSale(workplace, rupiah(1_000_000));
}

beforeEach(() => {
  localStorage.clear();
  useSyncStatus.setState({ state: 'ok', pendingCount: 0 });
});

describe('the list', () => {
  test('shows what lies in the shop, in the storeroom and in all, with a mark in words', async () => {
    await enter();
    expect(cells(rowOf('Beras SPHP 5 kg'))).toEqual(['Beras SPHP 5 kg beras · pak', '', '12', '24', '36']);
    expect(cells(rowOf('Indomie Goreng 85 g')).slice(1)).toEqual(['Habis', '0', '–', '0']);
    expect(cells(rowOf('Minyakita 1 L')).slice(1)).toEqual(['Menipis', '12', '–', '12']);
  });

  test('leaves negative negative', async () => {
    await enter();
    expect(cells(rowOf('Gula pasir curah')).slice(1)).toEqual(['Negatif', '-1,35', '72', '70,65']);
  });

  test('has no storeroom column where there is no storeroom', async () => {
    const workplace = await openShop({ goods, signedIn: hendra });
    await visit(workplace, <StockScreen />);
    expect(cells(rowOf('Beras SPHP 5 kg')).slice(1)).toEqual(['', '12']);
    expect(screen.queryByRole('columnheader', { name: 'Gudang' })).toBeNull();
  });

  test('counts a sale at once', async () => {
    const { workplace } = await enter();
    expect(screen.getByText('Angka per 10.00')).toBeVisible();
    await act(() => sellRice(workplace));
    expect(cells(rowOf('Beras SPHP 5 kg')).slice(1)).toEqual(['Menipis', '4', '24', '28']);
  });

  test('says how many sales it counts that are not sent yet', async () => {
    const workplace = await openShop({ goods, storeroom, signedIn: hendra, asOf: MORNING });
    await sellRice(workplace);
    await visit(workplace, <StockScreen />);
    expect(
      await screen.findByText('Angka per 10.00, termasuk 1 penjualan yang belum terkirim'),
    ).toBeVisible();
  });

  test('says plainly that it is offline and how old the figures are', async () => {
    useSyncStatus.setState({ state: 'offline' });
    await enter({ asOf: MORNING - 86_400_000 });
    expect(screen.getByText('Luring. Angka server per 22/11/2026 10.00 WITA')).toBeVisible();
  });

  test('goes from row to row by the arrow keys, and from the search into the list', async () => {
    const { user } = await enter();
    await user.keyboard('/');
    expect(screen.getByRole('searchbox', { name: 'Cari barang' })).toHaveFocus();
    await user.keyboard('{ArrowDown}{ArrowDown}');
    expect(within(table()).getAllByRole('button')[1]).toHaveFocus();
    await user.keyboard('{ArrowUp}{Enter}');
    expect(screen.getByRole('dialog', { name: names()[0] ?? '' })).toBeVisible();
  });
});

test('cylinders stand by size and state in a section of their own, and not among the goods', async () => {
  await enter();
  const section = screen.getByRole('table', { name: '' });
  const [head, all, shop, store] = within(section)
    .getAllByRole('row')
    .map((row) => Array.from(row.children, (cell) => cell.textContent.trim()));
  expect(head).toEqual(['Ukuran', 'Isi', 'Kosong', 'Rusak', 'Pinjam', 'Agen']);
  expect(all).toEqual(['BG-5.5KG Menipis', '40', '9', '1', '–', '–']);
  expect(shop).toEqual(['Gerai', '4', '9', '1', '–', '–']);
  expect(store).toEqual(['Gudang', '36', '–', '–', '–', '–']);
  expect(names()).not.toContain(gasRefill.name);
});

describe('looking for something', () => {
  test('by the till’s own search, with a way back when nothing matches', async () => {
    const { user } = await enter();
    const search = screen.getByRole('searchbox', { name: 'Cari barang' });
    await user.click(search);
    await user.paste('kg beras');
    expect(names()).toEqual(['Beras SPHP 5 kg']);
    await user.clear(search);
    await user.paste('tidak ada');
    expect(screen.getByText('Tidak ada barang yang cocok.')).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Tampilkan semua' }));
    expect(names()).toHaveLength(4);
  });

  test('by level: low holds out, out holds negative, and cylinders are counted once', async () => {
    const { user } = await enter();
    await user.click(screen.getByRole('button', { name: 'Menipis 4' }));
    expect(names()).toEqual(['Gula pasir curah', 'Indomie Goreng 85 g', 'Minyakita 1 L']);
    expect(screen.getByRole('heading', { name: 'Tabung gas' })).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Habis 2' }));
    expect(names()).toEqual(['Gula pasir curah', 'Indomie Goreng 85 g']);
    await user.click(screen.getByRole('button', { name: 'Negatif 1' }));
    expect(names()).toEqual(['Gula pasir curah']);
    await user.click(screen.getByRole('button', { name: 'Minyak' }));
    expect(screen.getByText('Tidak ada barang yang cocok.')).toBeVisible();
  });

  test('from the notice, with the filter in the address', async () => {
    await enter({}, '/stock?filter=out');
    expect(names()).toEqual(['Gula pasir curah', 'Indomie Goreng 85 g']);
  });

  test('finds nothing low where there is enough of everything', async () => {
    const { user } = await enter({ goods: [[sphpRice, 65_500, 12_000]], shelf: {}, storeroom: {} });
    await user.click(screen.getByRole('button', { name: 'Menipis' }));
    expect(screen.getByText('Tidak ada. Semua stok cukup.')).toBeVisible();
  });
});

test('a shop without goods says what to do', async () => {
  await enter({ goods: [], shelf: {}, storeroom: {} });
  expect(screen.getByText(/^Belum ada barang\./)).toBeVisible();
});

describe('new goods', () => {
  test('are written down by a manager, link or no link, and stand in the list at once', async () => {
    const { user } = await enter();
    await user.click(screen.getByRole('button', { name: 'Catat barang baru' }));
    const dialog = screen.getByRole('dialog', { name: 'Catat barang baru' });
    const fill = async (label: string, words: string): Promise<void> => {
      await user.click(within(dialog).getByLabelText(label));
      await user.paste(words);
    };
    await fill('Nama barang', 'Sabun colek');
    await fill('Kategori', 'Sabun');
    await fill('Satuan', 'pcs');
    await fill('Harga jual', '4000');
    expect(within(dialog).getByLabelText('Harga jual')).toHaveValue('4.000');
    await fill('Batas stok menipis', '24');
    await user.click(within(dialog).getByRole('button', { name: 'Simpan' }));
    expect(await screen.findByText('Sabun colek: tersimpan di perangkat ini')).toBeVisible();
    expect(screen.queryByRole('dialog')).toBeNull();
    await waitFor(() => expect(names()).toContain('Sabun colek'));
    const item = useCatalogue.getState().products.find((one) => one.product.name === 'Sabun colek');
    expect(item).toMatchObject({ product: { lowStockMilli: 24_000 }, prices: [{ priceRupiah: 4_000 }] });
  });

  test('that lack something, or bear a code that is taken, are not saved, and it is said why', async () => {
    const { user } = await enter({
      goods: [[product({ name: 'Garam', barcodes: ['4006381333931'] }), 3_000, 9_000]],
    });
    await user.click(screen.getByRole('button', { name: 'Catat barang baru' }));
    const dialog = screen.getByRole('dialog', { name: 'Catat barang baru' });
    const save = within(dialog).getByRole('button', { name: 'Simpan' });
    await user.click(save);
    expect(await within(dialog).findByRole('alert')).toHaveTextContent('Nama barang belum diisi');
    for (const [label, words] of [
      ['Nama barang', 'Sabun'],
      ['Kategori', 'sabun'],
      ['Satuan', 'pcs'],
      ['Harga jual', '4000'],
      ['Barcode', '4006381333931'],
    ] as const) {
      await user.click(within(dialog).getByLabelText(label));
      await user.paste(words);
    }
    await user.click(save);
    await waitFor(() =>
      expect(within(dialog).getByRole('alert')).toHaveTextContent('Barcode ini sudah dipakai Garam.'),
    );
    expect(useCatalogue.getState().products).toHaveLength(1);
  });

  test('are no cashier’s to add, who may look at everything', async () => {
    const { user } = await enter({ signedIn: { ...hendra, role: 'cashier' } });
    expect(screen.queryByRole('button', { name: 'Catat barang baru' })).toBeNull();
    await user.click(screen.getByRole('button', { name: 'Minyakita 1 L' }));
    const dialog = screen.getByRole('dialog', { name: 'Minyakita 1 L' });
    expect(dialog).toHaveTextContent('MYK-1');
    expect(within(dialog).queryByRole('button', { name: 'Simpan' })).toBeNull();
  });
});

test('a manager changes the name and the low-stock mark, and the list follows', async () => {
  const { user } = await enter();
  await user.click(screen.getByRole('button', { name: 'Minyakita 1 L' }));
  const dialog = screen.getByRole('dialog', { name: 'Minyakita 1 L' });
  const mark = within(dialog).getByLabelText('Batas stok menipis');
  expect(mark).toHaveValue('12');
  await user.clear(mark);
  await user.paste('x');
  expect(within(dialog).getByRole('alert')).toHaveTextContent('Ketik angka');
  await user.clear(mark);
  await user.paste('4');
  const name = within(dialog).getByLabelText('Nama barang');
  await user.clear(name);
  await user.paste('Minyakita 1 liter');
  await user.click(within(dialog).getByRole('button', { name: 'Simpan' }));
  expect(await screen.findByText('Minyakita 1 liter: tersimpan di perangkat ini')).toBeVisible();
  expect(cells(rowOf('Minyakita 1 liter')).slice(1)).toEqual(['', '12', '–', '12']);
});

test('without an open shift a manager can open one from here', async () => {
  const { user, visited } = await enter({ hasOpenShift: false });
  await user.click(await screen.findByRole('button', { name: 'Buka kasir' }));
  expect(visited.at(-1)).toBe('/shift');
});
