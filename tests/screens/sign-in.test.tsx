import { screen, waitFor } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { SignInScreen } from '../../src/screens/sign-in/sign-in-screen.tsx';
import { useSession } from '../../src/session/session-store.ts';
import { hendra, openShop, rina, RINA_PIN, visit, type ShopWish } from './shop-floor.tsx';

const onDownload = vi.fn<() => void>();

async function standAtSignIn(wish: ShopWish = {}) {
  return visit(
    await openShop({ signedIn: null, hasOpenShift: false, ...wish }),
    <SignInScreen onDownload={onDownload} />,
    '/sign-in',
  );
}

test('everyone who may stand at the till is shown with name and role', async () => {
  const treasurer = { ...hendra, id: 'ani', name: 'Ani', role: 'admin' as const };
  await standAtSignIn({ staff: [rina, hendra, treasurer] });
  expect(screen.getByRole('button', { name: /Rina Wulandari\s*Kasir/ })).toBeVisible();
  expect(screen.getByRole('button', { name: /Hendra Saputra\s*Pengelola/ })).toBeVisible();
  expect(screen.queryByRole('button', { name: /Ani/ })).toBeNull();
});

test('the sixth digit signs in by itself', async () => {
  const { user } = await standAtSignIn();
  await user.click(screen.getByRole('button', { name: /Rina/ }));
  await screen.findByRole('heading', { name: 'Halo, Rina Wulandari' });
  for (const digit of RINA_PIN) await user.click(screen.getByRole('button', { name: digit }));
  await waitFor(() => expect(useSession.getState().staff?.id).toBe('rina'));
});

test('a keyboard types the PIN as well', async () => {
  const { user } = await standAtSignIn();
  await user.click(screen.getByRole('button', { name: /Rina/ }));
  await screen.findByRole('heading', { name: 'Halo, Rina Wulandari' });
  await user.keyboard(RINA_PIN);
  await waitFor(() => expect(useSession.getState().staff?.id).toBe('rina'));
});

test('a wrong PIN says how many tries are left, and the fifth locks with a countdown', async () => {
  const { user } = await standAtSignIn();
  await user.click(screen.getByRole('button', { name: /Rina/ }));
  await screen.findByRole('heading', { name: 'Halo, Rina Wulandari' });
  for (const left of [4, 3, 2, 1]) {
    await user.keyboard('111111');
    expect(await screen.findByText(`PIN salah. Sisa ${left} percobaan.`)).toBeVisible();
  }
  await user.keyboard('111111');
  expect(await screen.findByText(/Terlalu sering salah\. Coba lagi dalam (1\.00|0\.\d\d)\./)).toBeVisible();
  expect(screen.getByRole('button', { name: '1' })).toBeDisabled();
  expect(useSession.getState().staff).toBeNull();
});

test('another name can be chosen instead', async () => {
  const { user } = await standAtSignIn();
  await user.click(screen.getByRole('button', { name: /Rina/ }));
  await user.click(await screen.findByRole('button', { name: 'Ganti nama' }));
  expect(screen.getByRole('button', { name: /Hendra/ })).toBeVisible();
});

test('without a roster the screen says what to do and can ask for it', async () => {
  const { user } = await standAtSignIn({ staff: [] });
  expect(screen.getByText(/Belum ada kasir di perangkat ini/)).toBeVisible();
  await user.click(screen.getByRole('button', { name: 'Unduh sekarang' }));
  expect(onDownload).toHaveBeenCalledOnce();
});

test('the other language is offered by its own name', async () => {
  const { user } = await standAtSignIn();
  await user.click(screen.getByRole('button', { name: 'English' }));
  expect(await screen.findByRole('heading', { name: 'Who is on duty?' })).toBeVisible();
  await user.click(screen.getByRole('button', { name: 'Bahasa Indonesia' }));
  expect(await screen.findByRole('heading', { name: 'Siapa yang bertugas?' })).toBeVisible();
});
