import { act, screen } from '@testing-library/react';
import { beforeEach, expect, test, vi } from 'vitest';
import { rupiah } from '#domain/money.ts';
import { milli } from '#domain/quantity.ts';
import { addProduct } from '../../src/actions/edit-cart.ts';
import { recordSale } from '../../src/actions/record-sale.ts';
import type { Workplace } from '../../src/actions/workplace.ts';
import { Routes } from '../../src/app/routes.tsx';
import { loadLateShell, useLateShell } from '../../src/app/late-shell.ts';
import { useSession } from '../../src/session/session-store.ts';
import { useCatalogue } from '../../src/storage/replica/catalogue.ts';
import { noodles, product, sphpRice } from '../domain/builders.ts';
import { hendra, openShop, rina, visit, type Goods, type ShopWish } from './shop-floor.tsx';

const oil = product({ id: 'MYK-1', name: 'Minyakita 1 L', unit: 'pouch', lowStockMilli: milli(4_000) });
const goods: Goods = [
  [sphpRice, 65_500, 12_000],
  [oil, 15_700, 6_000],
  [noodles, 3_500, 3_000],
];

async function enter(wish: ShopWish = {}, path = '/') {
  const workplace = await openShop({ goods, ...wish });
  const shown = await visit(workplace, <Routes workplace={workplace} fault={false} />, path);
  await screen.findByRole('main');
  return { workplace, ...shown };
}

async function sell(workplace: Workplace, id: string, count: number): Promise<void> {
  const item = useCatalogue.getState().byId.get(id);
  if (item === undefined) throw new Error(`no ${id}`);
  await act(async () => {
    addProduct(workplace, item, { unit: item.product.unit, soldMilli: milli(count * 1000) });
    await recordSale(workplace, rupiah(1_000_000));
  });
}

beforeEach(async () => {
  localStorage.clear();
  loadLateShell();
  await vi.waitUntil(() => useLateShell.getState().file !== null);
});

test('the count beside “Stok” tells everybody, and leads to the list', async () => {
  const { workplace, user, visited } = await enter();
  expect(await screen.findByRole('link', { name: /^Stok.*1 perlu ditambah/ })).toBeVisible();
  await sell(workplace, oil.id, 3);
  const entry = await screen.findByRole('link', { name: /^Stok.*2 perlu ditambah/ });
  await user.click(entry);
  expect(visited.at(-1)).toBe('/stock');
  expect(await screen.findByRole('heading', { name: 'Stok' })).toBeVisible();
});

test('a manager is told what has just fallen low, once a day, and can look at it', async () => {
  const { workplace, user, visited } = await enter({ signedIn: hendra });
  await screen.findByRole('link', { name: /^Stok.*1 perlu/ });
  expect(screen.queryByText(/tinggal/)).toBeNull();
  await sell(workplace, oil.id, 2);
  expect(await screen.findByText(/^Minyakita 1 L tinggal 4.pouch di gerai$/)).toBeVisible();
  await user.click(screen.getByRole('button', { name: 'Lihat' }));
  expect(visited.at(-1)).toBe('/stock?filter=low');
  expect(await screen.findByRole('button', { name: 'Menipis 2', pressed: true })).toBeVisible();
  await sell(workplace, oil.id, 4);
  await screen.findByRole('button', { name: 'Habis 1' });
  expect(screen.queryByText(/Minyakita 1 L habis/)).toBeNull();
});

test('what is already low when the manager comes is no news, and a cashier is left alone', async () => {
  const { workplace } = await enter();
  await screen.findByRole('link', { name: /^Stok.*1 perlu/ });
  await sell(workplace, sphpRice.id, 12);
  await screen.findByRole('link', { name: /^Stok.*2 perlu/ });
  expect(screen.queryByText(/Beras SPHP 5 kg habis/)).toBeNull();
  await act(async () => useSession.setState({ staff: hendra }));
  expect(screen.queryByText(/Beras SPHP 5 kg habis/)).toBeNull();
});

test('several at once are one notice, and none comes while a sheet is open', async () => {
  const { workplace, user } = await enter({ signedIn: hendra });
  await user.click(await screen.findByRole('button', { name: /^Beras SPHP 5 kg, / }));
  await user.click(screen.getByRole('button', { name: 'Bayar' }));
  await screen.findByRole('dialog', { name: 'Pembayaran' });
  await act(async () => {
    for (const [one, , onHand] of goods.slice(0, 2)) {
      const page = { place: 'gerai-gi', stockItemId: one.id, milli: onHand - 5_000 };
      await workplace.replica.takePage(
        {
          serverGen: 'g_1',
          serverTime: 1_795_400_000_000,
          reset: false,
          from: 3,
          to: 3,
          head: 3,
          more: false,
          rows: [['stock', `gerai-gi|${one.id}`, 3, page]],
          mine: {},
          scopeHash: 'a'.repeat(64),
        },
        'outlet:gi',
      );
    }
    const { rebuildOnHand } = await import('../../src/storage/replica/on-hand.ts');
    await rebuildOnHand(workplace.ledger, workplace.replica);
  });
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(screen.queryByText(/tinggal/)).toBeNull();
  await user.click(screen.getByRole('button', { name: 'Tutup' }));
  expect(await screen.findByText(/tinggal .* di gerai/, undefined, { timeout: 3000 })).toBeVisible();
});

test.each([
  [hendra, '/stock', 'Stok'],
  [rina, '/shift', 'Buka kasir'],
])('without an open shift %o begins at %s', async (signedIn, path, heading) => {
  const { visited } = await enter({ signedIn, hasOpenShift: false });
  expect(await screen.findByRole('heading', { name: heading })).toBeVisible();
  expect(visited.at(-1)).toBe(path);
});

test('with an open shift a manager stands at the till like everyone', async () => {
  await enter({ signedIn: hendra });
  expect(await screen.findByRole('searchbox', { name: 'Cari barang' })).toBeVisible();
});
