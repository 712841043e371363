import { act, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { leaveOffice, me, problem, reply, visitOffice } from './fake-office.ts';
import { chooseLanguage } from '../../src/locale/language.ts';

beforeEach(() => chooseLanguage('id'));
afterEach(leaveOffice);

const signedOut = { me: () => problem('unauthenticated', 401) };
const noSales = {
  sales: () => reply({ sales: [], next: null, sum: { count: 0, totalRupiah: 0, unsettled: 0 } }),
};
const account = () => screen.findByRole('textbox', { name: 'Nama akun' });
const password = () => screen.getByLabelText('Kata sandi');
const enter = () => screen.getByRole('button', { name: 'Masuk' });

test('the sign-in stands in place of what was asked for, and leads back to it', async () => {
  const { user, visited, asked } = await visitOffice('/office/sales', {
    ...signedOut,
    ...noSales,
    'sign-in': () => reply(me()),
  });
  await user.type(await account(), 'Siti.Rahma');
  await user.type(password(), 'empat kata tanpa hubungan');
  await user.click(enter());
  expect(await screen.findByRole('heading', { name: 'Penjualan' })).toHaveFocus();
  expect(visited.at(-1)).toBe('/office/sales');
  const signIn = asked.find(({ path }) => path.endsWith('sign-in'));
  expect(signIn?.message).toEqual({ account: 'siti.rahma', password: 'empat kata tanpa hubungan' });
  expect(signIn?.credentials).toBe('same-origin');
});

test('a wrong password is told without saying which of the two was wrong, and nothing typed is lost', async () => {
  const { user } = await visitOffice('/office', {
    ...signedOut,
    'sign-in': () => problem('credentials_wrong', 401),
  });
  await user.type(await account(), 'siti');
  await user.type(password(), 'salah salah salah');
  await user.click(enter());
  expect(await screen.findByRole('alert')).toHaveTextContent('Nama akun atau kata sandi salah.');
  expect(password()).toHaveValue('salah salah salah');
});

test('a locked account says until when', async () => {
  const { user } = await visitOffice('/office', {
    ...signedOut,
    'sign-in': () => problem('credentials_locked', 429, 240),
  });
  await user.type(await account(), 'siti');
  await user.type(password(), 'salah salah salah');
  await user.click(enter());
  expect(await screen.findByRole('alert')).toHaveTextContent('coba lagi dalam 4 menit');
});

test('empty fields are told before anything is sent', async () => {
  const { user, asked } = await visitOffice('/office', signedOut);
  await account();
  await user.click(enter());
  expect(password()).toHaveAccessibleDescription('Isi nama akun dan kata sandi.');
  expect(asked.map(({ path }) => path)).toEqual(['office/v1/me']);
});

test('a password can be looked at and pasted, and Caps Lock is told', async () => {
  const { user } = await visitOffice('/office', signedOut);
  await account();
  await user.click(password());
  await user.paste('disalin dari pengelola sandi');
  expect(password()).toHaveValue('disalin dari pengelola sandi');
  await user.click(screen.getByRole('button', { name: 'Tampilkan: Kata sandi' }));
  expect(password()).toHaveAttribute('type', 'text');
  // The imitated page knows no Caps Lock; the event says what a keyboard's would.
  const press = new KeyboardEvent('keyup', { key: 'A', bubbles: true });
  Object.defineProperty(press, 'getModifierState', { value: (key: string) => key === 'CapsLock' });
  await act(async () => password().dispatchEvent(press));
  expect(password()).toHaveAccessibleDescription('Caps Lock menyala.');
});

test('without a link the office says so and asks again when told to', async () => {
  let isBack = false;
  const { user } = await visitOffice('/office', {
    me: () => (isBack ? problem('unauthenticated', 401) : null),
  });
  expect(await screen.findByText('Server tidak terjangkau.')).toBeVisible();
  isBack = true;
  await user.click(screen.getByRole('button', { name: 'Coba lagi' }));
  expect(await account()).toBeVisible();
});

test('a session that ends while somebody looks leads to the sign-in, which says why', async () => {
  let isOver = false;
  await visitOffice('/office/sales', {
    sales: () =>
      isOver
        ? problem('unauthenticated', 401)
        : reply({ sales: [], next: null, sum: { count: 0, totalRupiah: 0, unsettled: 0 } }),
  });
  expect(await screen.findByText('Tidak ada penjualan untuk saringan ini.')).toBeVisible();
  isOver = true;
  await act(async () => window.dispatchEvent(new Event('online')));
  expect(await screen.findByText(/Sesi Anda sudah berakhir/)).toBeVisible();
});

test('a minute before the end of an idle session somebody may say “Tetap masuk”', async () => {
  const brief = (idleMs: number) => {
    const who = me();
    return me({ idleUntil: who.serverTime + idleMs });
  };
  let idleMs = 45_000;
  const { user } = await visitOffice('/office/sales', { ...noSales, me: () => reply(brief(idleMs)) });
  const dialog = await screen.findByRole('dialog', { name: 'Masih di sini?' });
  expect(dialog.textContent).toMatch(/dalam \d+ detik/);
  idleMs = 900_000;
  await user.click(screen.getByRole('button', { name: 'Tetap masuk' }));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
});

test('an idle session ends by itself, and the server is told', async () => {
  const who = me();
  const { asked } = await visitOffice('/office/sales', {
    ...noSales,
    'sign-out': () => reply({ ok: true, id: null }),
    me: () => reply(me({ idleUntil: who.serverTime + 100 })),
  });
  await vi.waitFor(() => expect(asked.map(({ path }) => path)).toContain('office/v1/sign-out'), 4000);
  expect(await account()).toBeVisible();
});

test('an invited person chooses a password and is in', async () => {
  const { user, visited, asked } = await visitOffice('/office/invitation', {
    'accept-invitation': () => reply(me()),
  });
  await user.type(await account(), 'budi');
  await user.type(screen.getByRole('textbox', { name: 'Kode undangan' }), 'k7qm-2xpa');
  await user.type(screen.getByLabelText('Kata sandi baru'), 'empat kata tanpa hubungan');
  await user.type(screen.getByLabelText('Ulangi kata sandi baru'), 'empat kata tanpa hubungan');
  await user.click(screen.getByRole('button', { name: 'Simpan dan masuk' }));
  await waitFor(() => expect(visited.at(-1)).toBe('/office/sales'));
  expect(asked.find(({ path }) => path.endsWith('accept-invitation'))?.message).toEqual({
    account: 'budi',
    code: 'K7QM2XPA',
    newPassword: 'empat kata tanpa hubungan',
  });
});

test('the office speaks English when it is chosen', async () => {
  await visitOffice('/office', signedOut);
  await account();
  await act(async () => chooseLanguage('en'));
  expect(await screen.findByRole('heading', { name: 'Sign in to the office' })).toBeVisible();
});
