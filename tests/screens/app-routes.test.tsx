import { act, screen, waitFor } from '@testing-library/react';
import { beforeEach, expect, test, vi } from 'vitest';
import { Routes } from '../../src/app/routes.tsx';
import { detailsOf } from '../../src/app/crash-screen.tsx';
import { useAppUpdate } from '../../src/device/app-update.ts';
import { useSession } from '../../src/session/session-store.ts';
import { useSyncStatus } from '../../src/sync/sync-status.ts';
import { openShop, rina, visit, type ShopWish } from './shop-floor.tsx';

async function goTo(path: string, wish: ShopWish = {}) {
  const workplace = await openShop(wish);
  return visit(workplace, <Routes workplace={workplace} fault={false} />, path);
}

beforeEach(() => useAppUpdate.setState({ isReady: false }));

test('a browser that is no device is led to the enrolment', async () => {
  const { visited } = await visit(null, <Routes workplace={null} fault={false} />, '/');
  expect(await screen.findByRole('heading', { name: 'Daftarkan perangkat ini' })).toBeVisible();
  expect(visited.at(-1)).toBe('/enrol');
});

test('nobody signed in: the sign-in stands in place of what was asked for, and leads back to it', async () => {
  const { visited } = await goTo('/today', { signedIn: null });
  expect(screen.getByRole('heading', { name: 'Siapa yang bertugas?' })).toBeVisible();
  await act(async () => useSession.setState({ staff: rina }));
  expect(await screen.findByRole('heading', { name: 'Penjualan hari ini' })).toBeVisible();
  expect(visited.at(-1)).toBe('/today');
});

test('without an open shift the till asks for one first', async () => {
  const { visited } = await goTo('/', { hasOpenShift: false });
  expect(await screen.findByRole('heading', { name: 'Buka kasir' })).toBeVisible();
  expect(visited.at(-1)).toBe('/shift');
});

test('with everything in place the till is there, with shop, state of sending and person', async () => {
  await goTo('/');
  expect(await screen.findByRole('searchbox', { name: 'Cari barang' })).toBeVisible();
  expect(screen.getByRole('banner')).toHaveTextContent('KKMP Graha Indah · Gerai Graha Indah');
  expect(screen.getByRole('button', { name: 'Menu Rina Wulandari' })).toBeVisible();
  await waitFor(() => expect(document.title).toBe('Kasir · Gerai'));
});

test('an address that leads nowhere says so', async () => {
  await goTo('/gudang');
  expect(await screen.findByRole('heading', { name: 'Halaman ini tidak ada' })).toBeVisible();
});

test.each([
  [{ state: 'ok' as const, pendingCount: 0 }, 'Tersinkron'],
  [{ state: 'busy' as const, pendingCount: 4 }, 'Mengirim 4'],
  [{ state: 'waiting' as const, pendingCount: 3 }, '3 menunggu'],
  [{ state: 'offline' as const, pendingCount: 12 }, 'Luring · 12 menunggu'],
  [{ state: 'offline' as const, pendingCount: 0 }, 'Luring'],
  [{ state: 'check' as const, needsAttention: 1 }, '1 perlu dicek'],
  [{ state: 'storage' as const }, 'Penyimpanan bermasalah'],
])('the pill says %j as “%s”', async (status, words) => {
  await goTo('/');
  await screen.findByRole('searchbox');
  act(() => useSyncStatus.setState({ needsAttention: 0, pendingCount: 0, ...status }));
  expect(screen.getByRole('button', { name: words })).toBeVisible();
});

test('the pill opens what waits: count, rupiah, age, last contact, storage', async () => {
  const { user } = await goTo('/');
  await screen.findByRole('searchbox');
  const now = Date.UTC(2026, 10, 23, 2, 0);
  act(() =>
    useSyncStatus.setState({
      state: 'offline',
      pendingCount: 12,
      pendingRupiah: 1_204_000,
      oldestPendingAt: now - 35 * 60_000,
      lastContactAt: now - 2 * 3_600_000,
    }),
  );
  await user.click(screen.getByRole('button', { name: 'Luring · 12 menunggu' }));
  const sheet = await screen.findByRole('dialog', { name: 'Kiriman ke server' });
  for (const words of ['12 catatan', 'Rp 1.204.000', '35 menit', '2 jam yang lalu', 'Belum dijamin tetap'])
    expect(sheet).toHaveTextContent(words);
  expect(screen.getByRole('button', { name: 'Kirim sekarang' })).toBeVisible();
});

test('keys belong to the sheet over the till: F8 there sells nothing', async () => {
  const { user } = await goTo('/');
  await screen.findByRole('searchbox');
  await user.click(screen.getByRole('button', { name: /^Beras SPHP 5 kg, / }));
  act(() => useSyncStatus.setState({ state: 'ok', pendingCount: 0, needsAttention: 0 }));
  await user.click(screen.getByRole('button', { name: 'Tersinkron' }));
  await screen.findByRole('dialog', { name: 'Kiriman ke server' });
  await user.keyboard('{F8}');
  expect(screen.queryByRole('region', { name: 'Transaksi tersimpan' })).toBeNull();
  await user.click(screen.getByRole('button', { name: 'Tutup' }));
  await user.keyboard('{F8}');
  expect(await screen.findByRole('region', { name: 'Transaksi tersimpan' })).toBeVisible();
});

test('a new version waits while the cart holds something', async () => {
  const { user } = await goTo('/');
  await screen.findByRole('searchbox');
  act(() => useAppUpdate.setState({ isReady: true }));
  expect(screen.getByRole('button', { name: 'Pasang sekarang' })).toBeVisible();
  await user.click(screen.getByRole('button', { name: /^Beras SPHP 5 kg, / }));
  expect(screen.queryByRole('button', { name: 'Pasang sekarang' })).toBeNull();
  expect(screen.getByText('Versi baru siap. Dipasang setelah keranjang kosong.')).toBeVisible();
});

test('a screen that breaks says that the sales are safe, and can be tried again', async () => {
  const quiet = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const workplace = await openShop();
  const gone = Promise.reject(new Error('the disk is gone'));
  gone.catch(() => undefined);
  const broken = { ...workplace, ledger: { ...workplace.ledger, readMeta: () => gone } };
  await visit(broken, <Routes workplace={workplace} fault={false} />, '/settings');
  expect(await screen.findByRole('heading', { name: 'Layar ini bermasalah' })).toBeVisible();
  expect(screen.getByText(/Penjualan yang sudah tersimpan tetap aman/)).toBeVisible();
  expect(screen.getByRole('button', { name: 'Coba lagi' })).toBeVisible();
  quiet.mockRestore();
});

test('technical words tell the cause as well', () => {
  const error = new Error('could not open', { cause: new RangeError('too large') });
  expect(detailsOf(error)).toBe('Error: could not open\nRangeError: too large');
  expect(detailsOf('plain')).toBe('plain');
});
