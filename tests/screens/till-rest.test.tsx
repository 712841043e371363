import { screen, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { useCart } from '../../src/actions/edit-cart.ts';
import { tillRestParts } from '../../src/screens/till/till-rest-parts.ts';
import { offerTillRest, useTillRest } from '../../src/screens/till/till-rest.ts';
import { TillScreen } from '../../src/screens/till/till-screen.tsx';
import { openShop, visit } from './shop-floor.tsx';

test('without the file of what comes later a sale is refused in words, the cart stays, and the next tap asks again', async () => {
  const workplace = await openShop();
  useTillRest.setState({ rest: null });
  offerTillRest(() => Promise.reject(new Error('no link')));
  const { user } = await visit(workplace, <TillScreen />);
  const cart = screen.getByRole('complementary', { name: 'Keranjang' });
  await user.click(screen.getByRole('button', { name: /^Beras SPHP 5 kg, / }));

  await user.click(within(cart).getByRole('button', { name: /Uang pas/ }));
  expect(await screen.findByRole('alert')).toHaveTextContent(
    'Bagian ini belum terunduh.Keranjang tetap utuh. Sambungkan ke internet, lalu coba lagi.',
  );
  expect(useCart.getState().cart.lines).toHaveLength(1);
  await user.click(within(cart).getByRole('button', { name: /Bayar/ }));
  expect(await screen.findByRole('alert')).toBeVisible();
  expect(screen.queryByRole('dialog')).toBeNull();

  offerTillRest(() => Promise.resolve(tillRestParts));
  await user.click(within(cart).getByRole('button', { name: /Bayar/ }));
  expect(await screen.findByRole('dialog', { name: 'Pembayaran' })).toBeVisible();
  expect(screen.queryByRole('alert')).toBeNull();
});
