import { act, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, expect, test } from 'vitest';
import { useCart } from '../../src/actions/edit-cart.ts';
import type { Workplace } from '../../src/actions/workplace.ts';
import { StockScreen } from '../../src/screens/stock/stock-screen.tsx';
import { takeScan } from '../../src/screens/till/line-acts.ts';
import { TillScreen } from '../../src/screens/till/till-screen.tsx';
import { toggleFavourite, useFavourites } from '../../src/storage/favourites.ts';
import { product } from '../domain/builders.ts';
import { hendra, openShop, visit, type ShopWish } from './shop-floor.tsx';

beforeEach(() => {
  localStorage.removeItem('gerai.favourites');
  useFavourites.setState({ ids: [] });
});

async function openTill(wish: ShopWish = {}) {
  const workplace = await openShop(wish);
  return { workplace, ...(await visit(workplace, <TillScreen />)) };
}

/** What the scanner's ear does with a code; how it is told from typing is tested where the ear is. */
const scan = (workplace: Workplace, code: string) => act(async () => takeScan(workplace, code));

const search = () => screen.getByRole('searchbox', { name: 'Cari barang' });
const tiles = () => screen.queryAllByRole('button', { name: /, stok / }).map((tile) => tile.textContent);
const inCart = () =>
  useCart.getState().cart.lines.map(({ product: { id }, soldMilli }) => [id, soldMilli / 1000]);

test('a mistyped word finds the goods, and Enter puts none of them into the cart unseen', async () => {
  const { user } = await openTill();
  await user.click(search());
  // `paste` comes at once, as from a keyboard that completes words; single keys this fast would be a scanner's.
  await user.paste('bersa');
  await waitFor(() => expect(tiles()).toHaveLength(1));
  expect(tiles()[0]).toContain('Beras SPHP 5 kg');
  await user.keyboard('{Enter}');
  expect(inCart()).toEqual([]);
  await user.click(screen.getByRole('button', { name: /^Beras SPHP 5 kg, / }));
  expect(inCart()).toEqual([['BRS-SPHP-5', 1]]);
});

test('three and a star before a scan make three', async () => {
  const coded = product({ id: 'GLK-1', name: 'Gulaku kuning', barcodes: ['8995177102058'] });
  const { user, workplace } = await openTill({ goods: [[coded, 20_000, 1000]] });
  await user.click(search());
  await user.paste('3*');
  await scan(workplace, '8995177102058');
  await waitFor(() => expect(inCart()).toEqual([['GLK-1', 3]]));
});

test.each(['089686010947', '0089686010947', '89686010947'])(
  'goods with a code of twelve digits are found by %s',
  async (code) => {
    const noodles = product({ id: 'IDM-1', name: 'Indomie', barcodes: ['089686010947'] });
    const { workplace } = await openTill({ goods: [[noodles, 3_500, 1000]] });
    await scan(workplace, code);
    await waitFor(() => expect(inCart()).toEqual([['IDM-1', 1]]));
  },
);

test('a cashier may search for an unknown code and not register it', async () => {
  const { workplace } = await openTill();
  await scan(workplace, '8990000000001');
  await screen.findByText('Kode 8990000000001 tidak dikenal.');
  expect(screen.queryByRole('button', { name: 'Catat barang baru' })).toBeNull();
});

test('from an unknown code a manager comes to the registration, with the code filled in and the cart untouched', async () => {
  const { user, visited, workplace } = await openTill({ signedIn: hendra });
  await user.click(screen.getByRole('button', { name: /^Beras SPHP 5 kg, / }));
  await scan(workplace, '8990000000001');
  await user.click(await screen.findByRole('button', { name: 'Catat barang baru' }));
  expect(visited.at(-1)).toBe('/stock?new=8990000000001');
  await visit(workplace, <StockScreen />, '/stock?new=8990000000001');
  const dialog = await screen.findByRole('dialog', { name: 'Catat barang baru' });
  expect(within(dialog).getByLabelText('Barcode')).toHaveValue('8990000000001');
  expect(inCart()).toEqual([['BRS-SPHP-5', 1]]);
});

test('an address to register goods opens nothing for a cashier', async () => {
  await visit(await openShop(), <StockScreen />, '/stock?new=8990000000001');
  expect(screen.queryByRole('dialog')).toBeNull();
});

test('favourites have a chip of their own, for as long as there are any', async () => {
  const { user } = await openTill();
  expect(screen.queryByRole('button', { name: 'Favorit' })).toBeNull();
  await user.click(screen.getByRole('button', { name: /^Beras SPHP 5 kg, / }));
  expect(inCart()).toHaveLength(1);
  await act(async () => toggleFavourite('BRS-SPHP-5'));
  await user.click(screen.getByRole('button', { name: 'Favorit' }));
  await waitFor(() => expect(tiles()).toHaveLength(1));
  expect(localStorage.getItem('gerai.favourites')).toBe('BRS-SPHP-5');
  await act(async () => toggleFavourite('BRS-SPHP-5'));
  expect(screen.queryByRole('button', { name: 'Favorit' })).toBeNull();
  expect(tiles().length).toBeGreaterThan(1);
});

test('a favourite is chosen in the goods’ own sheet, by a cashier too', async () => {
  const { user } = await visit(await openShop(), <StockScreen />, '/stock');
  await user.click(await screen.findByRole('button', { name: /Beras SPHP 5 kg/ }));
  await user.click(within(screen.getByRole('dialog')).getByRole('checkbox', { name: /^Favorit di kasir/ }));
  expect(useFavourites.getState().ids).toEqual(['BRS-SPHP-5']);
});
