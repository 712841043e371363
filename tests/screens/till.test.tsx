import { screen, waitFor, within } from '@testing-library/react';
import userEvent, { type UserEvent } from '@testing-library/user-event';
import { expect, test } from 'vitest';
import { useCart } from '../../src/actions/edit-cart.ts';
import { TillScreen } from '../../src/screens/till/till-screen.tsx';
import { product, rule, sphpRice } from '../domain/builders.ts';
import { openShop, rp, visit, type ShopWish } from './shop-floor.tsx';

async function openTill(wish: ShopWish = {}) {
  const workplace = await openShop(wish);
  return { workplace, ...(await visit(workplace, <TillScreen />)) };
}

const cart = () => screen.getByRole('complementary', { name: 'Keranjang' });
const tile = (name: string) => screen.getByRole('button', { name: new RegExp(`^${name}, `) });
const press = async (user: UserEvent, within_: HTMLElement, keys: readonly string[]) => {
  for (const key of keys) await user.click(within(within_).getByRole('button', { name: key }));
};

test('a tile shows name, price and what is on the shelf', async () => {
  await openTill();
  expect(tile('Beras SPHP 5 kg')).toHaveAccessibleName(`Beras SPHP 5 kg, ${rp('65.500')}, stok 12`);
  expect(tile('Gula pasir curah')).toHaveAccessibleName(`Gula pasir curah, ${rp('18.000')}/kg, stok 24`);
});

test('a tap puts one into the cart, a second tap makes it two', async () => {
  const { user } = await openTill();
  await user.click(tile('Beras SPHP 5 kg'));
  await user.click(tile('Beras SPHP 5 kg'));
  expect(within(cart()).getByText('2×')).toBeVisible();
  expect(within(cart()).getByText('Total').parentElement).toHaveTextContent('Rp 131.000');
  expect(tile('Beras SPHP 5 kg')).toHaveAccessibleName(/2 di keranjang/);
});

test('the exact sum is one tap, and the sale is shown as saved with its number', async () => {
  const { user } = await openTill();
  await user.click(tile('Beras SPHP 5 kg'));
  await user.click(within(cart()).getByRole('button', { name: /Uang pas/ }));
  const done = await screen.findByRole('region', { name: 'Transaksi tersimpan' });
  expect(done).toHaveTextContent('Tersimpan di perangkat ini');
  expect(done).toHaveTextContent('No. GI-A-000001');
  expect(done).toHaveTextContent('Uang pas, tanpa kembalian');
  expect(within(done).getByRole('button', { name: 'Transaksi baru' })).toHaveFocus();
});

test('a tap on a tile after a sale already belongs to the next buyer', async () => {
  const { user } = await openTill();
  await user.click(tile('Beras SPHP 5 kg'));
  await user.click(within(cart()).getByRole('button', { name: /Uang pas/ }));
  await screen.findByRole('region', { name: 'Transaksi tersimpan' });
  await user.click(tile('Bright Gas 5,5 kg isi ulang'));
  expect(screen.queryByRole('region', { name: 'Transaksi tersimpan' })).toBeNull();
  expect(within(cart()).getByText('Total').parentElement).toHaveTextContent('Rp 105.000');
});

test('a note larger than the total finishes the sale and says the change', async () => {
  const { user } = await openTill();
  await user.click(tile('Beras SPHP 5 kg'));
  await user.click(within(cart()).getByRole('button', { name: /Bayar/ }));
  const sheet = screen.getByRole('dialog', { name: 'Pembayaran' });
  await user.click(within(sheet).getByRole('button', { name: rp('100.000') }));
  const done = await screen.findByRole('region', { name: 'Transaksi tersimpan' });
  expect(done).toHaveTextContent('Kembalian');
  expect(done).toHaveTextContent('Rp 34.500');
});

test('typed cash says what is missing, then what goes back', async () => {
  const { user } = await openTill();
  await user.click(tile('Beras SPHP 5 kg'));
  await user.click(within(cart()).getByRole('button', { name: /Bayar/ }));
  const sheet = screen.getByRole('dialog', { name: 'Pembayaran' });
  await press(user, sheet, ['6', '0', '000']);
  expect(within(sheet).getByRole('button', { name: `Kurang ${rp('5.500')}` })).toBeDisabled();
  await press(user, sheet, ['Hapus satu angka', 'Hapus satu angka', 'Hapus satu angka', '0', '000']);
  expect(within(sheet).getByRole('button', { name: /Kembalian Rp\s534\.500/ })).toBeEnabled();
});

test('the keyboard alone sells: search, Enter, F9, digits, Enter, Enter', async () => {
  await openTill();
  // Faster than this, and the keys would be a scanner's.
  const user = userEvent.setup({ delay: 130 });
  await user.type(screen.getByRole('searchbox', { name: 'Cari barang' }), 'brig{Enter}');
  await user.keyboard('{F9}');
  screen.getByRole('dialog', { name: 'Pembayaran' });
  await user.keyboard('110000{Enter}');
  const done = await screen.findByRole('region', { name: 'Transaksi tersimpan' });
  expect(done).toHaveTextContent('Rp 5.000');
  await user.keyboard('{Enter}');
  expect(screen.queryByRole('region', { name: 'Transaksi tersimpan' })).toBeNull();
});

test('F8 is the exact sum', async () => {
  const { user } = await openTill();
  await user.click(tile('Beras SPHP 5 kg'));
  await user.keyboard('{F8}');
  expect(await screen.findByRole('region', { name: 'Transaksi tersimpan' })).toBeVisible();
});

test('loose goods ask for their weight, with a comma', async () => {
  const { user } = await openTill();
  await user.click(tile('Gula pasir curah'));
  const sheet = screen.getByRole('dialog', { name: 'Gula pasir curah' });
  expect(within(sheet).getByRole('button', { name: 'Ketik beratnya' })).toBeDisabled();
  await press(user, sheet, ['1', 'Koma', '3', '5']);
  await user.click(within(sheet).getByRole('button', { name: `Masukkan · ${rp('24.300')}` }));
  expect(screen.queryByRole('dialog')).toBeNull();
  expect(within(cart()).getByText('1,35 kg')).toBeVisible();
});

test('loose goods can be sold by the money the buyer names', async () => {
  const { user } = await openTill();
  await user.click(tile('Gula pasir curah'));
  const sheet = screen.getByRole('dialog', { name: 'Gula pasir curah' });
  await user.click(within(sheet).getByRole('radio', { name: 'Uang' }));
  await press(user, sheet, ['1', '0', '000']);
  await user.click(within(sheet).getByRole('button', { name: `Masukkan · ${rp('10.000')}` }));
  expect(within(cart()).getByText('0,555 kg')).toBeVisible();
});

test('goods that come by the carton are switched to it in their line', async () => {
  const { user } = await openTill();
  await user.click(tile('Indomie Goreng 85 g'));
  await user.click(within(cart()).getByRole('radio', { name: /dus/ }));
  expect(within(cart()).getByText('Total').parentElement).toHaveTextContent('Rp 140.000');
  expect(within(cart()).queryByText(/dihapus/)).toBeNull();
});

test('minus at one takes the line out and offers it back', async () => {
  const { user } = await openTill();
  await user.click(tile('Beras SPHP 5 kg'));
  await user.click(within(cart()).getByRole('button', { name: /^Ubah Beras SPHP 5 kg/ }));
  await user.click(within(cart()).getByRole('button', { name: 'Kurangi Beras SPHP 5 kg' }));
  expect(within(cart()).getByText('Ketuk barang atau pindai barcode')).toBeVisible();
  await user.click(within(cart()).getByRole('button', { name: 'Urungkan' }));
  expect(within(cart()).getByRole('button', { name: /^Ubah Beras SPHP 5 kg/ })).toBeVisible();
});

test('an emptied cart can be taken back as a whole', async () => {
  const { user } = await openTill();
  await user.click(tile('Beras SPHP 5 kg'));
  await user.click(tile('Bright Gas 5,5 kg isi ulang'));
  await user.click(within(cart()).getByRole('button', { name: 'Kosongkan' }));
  expect(within(cart()).getByText('Keranjang dikosongkan')).toBeVisible();
  await user.click(within(cart()).getByRole('button', { name: 'Urungkan' }));
  expect(within(cart()).getByText('2 barang')).toBeVisible();
});

test('a cart is put aside with one tap, named, and opened again with two', async () => {
  const { user } = await openTill();
  await user.click(tile('Beras SPHP 5 kg'));
  await user.click(within(cart()).getByRole('button', { name: 'Tahan' }));
  expect(within(cart()).getByText('Ketuk barang atau pindai barcode')).toBeVisible();
  await user.click(tile('Bright Gas 5,5 kg isi ulang'));
  await user.click(await within(cart()).findByRole('button', { name: '1 keranjang ditahan' }));
  const list = screen.getByRole('dialog', { name: 'Keranjang ditahan' });
  await user.click(within(list).getByRole('button', { name: 'Nama' }));
  await user.type(within(list).getByRole('textbox', { name: 'Nama, misalnya Bu Ani' }), 'Bu Ani');
  await user.click(within(list).getByRole('button', { name: 'Simpan' }));
  expect(await within(list).findByText('Bu Ani')).toBeVisible();
  await user.click(within(list).getByRole('button', { name: 'Lanjutkan' }));
  expect(await within(cart()).findByRole('button', { name: /^Ubah Beras SPHP 5 kg/ })).toBeVisible();
  expect(await within(cart()).findByRole('button', { name: '1 keranjang ditahan' })).toBeVisible();
});

test('F4 puts the cart aside, and F6 shows the carts that wait', async () => {
  const { user } = await openTill();
  await user.click(tile('Beras SPHP 5 kg'));
  await user.keyboard('{F4}');
  expect(await within(cart()).findByText('Keranjang ditahan')).toBeVisible();
  await user.keyboard('{F6}');
  expect(await screen.findByRole('dialog', { name: 'Keranjang ditahan' })).toBeVisible();
});

test('a price over the legal ceiling is refused in words that say who can mend it', async () => {
  const { user } = await openTill({ goods: [[sphpRice, 66_000, 5_000]], rules: [rule()] });
  await user.click(tile('Beras SPHP 5 kg'));
  const alert = screen.getByRole('alert');
  expect(alert).toHaveTextContent('Harga Beras SPHP 5 kg di atas HET Rp 65.500.');
  expect(alert).toHaveTextContent('Minta pengurus memperbaiki harga.');
  expect(useCart.getState().cart.lines).toEqual([]);
});

test('a purchase limit that only warns is said and lets the sale pass', async () => {
  const limit = rule({
    id: 'R3',
    kind: 'quantity_limit',
    limit: 1000,
    unit: 'pak',
    period: 'day',
    mode: 'warn',
  });
  const { user } = await openTill({ rules: [limit] });
  await user.click(tile('Beras SPHP 5 kg'));
  expect(within(cart()).queryByText(/melebihi batas/)).toBeNull();
  await user.click(tile('Beras SPHP 5 kg'));
  expect(within(cart()).getByText(/Beras SPHP 5 kg melebihi batas pembelian/)).toBeVisible();
  expect(within(cart()).getByRole('button', { name: /Bayar/ })).toBeEnabled();
});

test('a product without a price says so and stays out of the cart', async () => {
  const nameless = product({ id: 'BARU', name: 'Barang baru' });
  const { user } = await openTill({ goods: [[nameless, -1, 0]] });
  const button = screen.getByRole('button', { name: /^Barang baru, Belum ada harga/ });
  await user.click(button);
  expect(screen.getByRole('alert')).toHaveTextContent('Barang baru belum punya harga.');
});

test('a search finds by name, SKU and barcode, and says when nothing fits', async () => {
  const coded = product({ id: 'GLK-1', name: 'Gulaku kuning', barcodes: ['8995177102058'] });
  const { user } = await openTill({
    goods: [
      [coded, 20_000, 1000],
      [sphpRice, 65_500, 1000],
    ],
  });
  const search = screen.getByRole('searchbox', { name: 'Cari barang' });
  for (const words of ['kuning', 'glk-1', '8995177']) {
    await user.clear(search);
    await user.type(search, words);
    await waitFor(() => expect(screen.queryByRole('button', { name: /^Beras SPHP/ })).toBeNull());
    expect(tile('Gulaku kuning')).toBeVisible();
  }
  await user.clear(search);
  await user.type(search, 'kopi');
  expect(await screen.findByText('Tidak ada barang yang cocok dengan “kopi”.')).toBeVisible();
  await user.click(screen.getByRole('button', { name: 'Tampilkan semua barang' }));
  expect(tile('Beras SPHP 5 kg')).toBeVisible();
});

test('a category shows its goods only', async () => {
  const { user } = await openTill();
  await user.click(screen.getByRole('button', { name: 'Gas', pressed: false }));
  expect(tile('Bright Gas 5,5 kg isi ulang')).toBeVisible();
  expect(screen.queryByRole('button', { name: /^Beras SPHP/ })).toBeNull();
});

test('a scanned code goes into the cart wherever the focus is', async () => {
  const coded = product({ id: 'GLK-1', name: 'Gulaku kuning', barcodes: ['8995177102058'] });
  const { user } = await openTill({ goods: [[coded, 20_000, 1000]] });
  await user.keyboard('8995177102058{Enter}');
  expect(await within(cart()).findByRole('button', { name: /^Ubah Gulaku kuning/ })).toBeVisible();
  expect(screen.getByRole('searchbox', { name: 'Cari barang' })).toHaveValue('');
});

test('an unknown code is said without touching the cart, and can be searched for', async () => {
  const { user } = await openTill();
  await user.keyboard('8990000000001{Enter}');
  expect(await screen.findByText('Kode 8990000000001 tidak dikenal.')).toBeVisible();
  expect(useCart.getState().cart.lines).toEqual([]);
  await user.click(screen.getByRole('button', { name: 'Cari' }));
  expect(screen.getByRole('searchbox', { name: 'Cari barang' })).toHaveValue('8990000000001');
});

test('a scan during payment is refused and leaves no digits behind', async () => {
  const { user } = await openTill();
  await user.click(tile('Beras SPHP 5 kg'));
  await user.keyboard('{F9}');
  const sheet = screen.getByRole('dialog', { name: 'Pembayaran' });
  await press(user, sheet, ['7']);
  await user.keyboard('8995177102058{Enter}');
  expect(await within(sheet).findByText(/Selesaikan pembayaran dulu/)).toBeVisible();
  expect(within(sheet).getByText('Uang diterima').parentElement).toHaveTextContent('Rp 7');
  expect(screen.getByRole('dialog', { name: 'Pembayaran' })).toBeVisible();
});

test('every refused scan during payment leaves no digits behind, a label that is read twice included', async () => {
  const { user } = await openTill();
  await user.click(tile('Beras SPHP 5 kg'));
  await user.keyboard('{F9}');
  const sheet = screen.getByRole('dialog', { name: 'Pembayaran' });
  await press(user, sheet, ['7']);
  for (const code of ['8995177102058', '8990000000001', '8990000000001', 'GLK-23']) {
    await user.keyboard(`${code}{Enter}`);
    expect(within(sheet).getByText('Uang diterima').parentElement).toHaveTextContent('Rp 7');
  }
  await press(user, sheet, ['0', '000']);
  expect(within(sheet).getByText('Uang diterima').parentElement).toHaveTextContent('Rp 70.000');
});

test.each([
  ['weight', 'Berat', ['1', 'Koma', '5'], '27.000'],
  ['money', 'Uang', ['1', '0', '000'], '10.000'],
])(
  'scans while loose goods are asked for by %s are refused and leave no digits behind',
  async (_way, option, keys, shown) => {
    const { user } = await openTill();
    await user.click(tile('Gula pasir curah'));
    const sheet = screen.getByRole('dialog', { name: 'Gula pasir curah' });
    await user.click(within(sheet).getByRole('radio', { name: option }));
    await press(user, sheet, keys);
    for (const code of ['8995177102058', '8995177102058', '8990000000001']) {
      await user.keyboard(`${code}{Enter}`);
      expect(await within(sheet).findByText(/Selesaikan pembayaran dulu/)).toBeVisible();
      expect(within(sheet).getByRole('button', { name: `Masukkan · ${rp(shown)}` })).toBeVisible();
    }
    expect(useCart.getState().cart.lines).toEqual([]);
  },
);

test('the finished sale shows its receipt', async () => {
  const { user } = await openTill();
  await user.click(tile('Beras SPHP 5 kg'));
  await user.keyboard('{F8}');
  const paper = await screen.findByRole('region', { name: 'Struk nomor GI-A-000001' });
  expect(paper).toHaveTextContent('KKMP GRAHA INDAH');
  expect(paper).toHaveTextContent('BERAS SPHP 5 KG');
});
