import { screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { SettingsScreen } from '../../src/screens/settings/settings-screen.tsx';
import { useSession } from '../../src/session/session-store.ts';
import { openShop, visit } from './shop-floor.tsx';

test('the device says who it is and whether its storage is permanent', async () => {
  await visit(await openShop(), <SettingsScreen />, '/settings');
  expect(screen.getByText('Nama perangkat').nextElementSibling).toHaveTextContent('Tablet kasir');
  expect(await screen.findByText('GI-A')).toBeVisible();
  expect(screen.getByText('Penyimpanan').nextElementSibling).toHaveTextContent('Belum dijamin tetap');
  expect(screen.getByText('Versi Gerai').nextElementSibling).toHaveTextContent('test');
});

test('the language changes at once and is remembered', async () => {
  const { user } = await visit(await openShop(), <SettingsScreen />, '/settings');
  await user.click(screen.getByRole('radio', { name: 'English' }));
  expect(await screen.findByRole('heading', { name: 'Settings' })).toBeVisible();
  expect(localStorage.getItem('gerai.language')).toBe('en');
  await user.click(screen.getByRole('radio', { name: 'Bahasa Indonesia' }));
  expect(await screen.findByRole('heading', { name: 'Pengaturan' })).toBeVisible();
});

test('dark, light and the device’s own look can be chosen', async () => {
  const { user } = await visit(await openShop(), <SettingsScreen />, '/settings');
  await user.click(screen.getByRole('radio', { name: 'Gelap' }));
  expect(document.documentElement.dataset['theme']).toBe('dark');
  await user.click(screen.getByRole('radio', { name: 'Ikut perangkat' }));
  expect(document.documentElement.dataset['theme']).toBeUndefined();
});

test('changing the cashier signs out and asks who is next', async () => {
  const { user, visited } = await visit(await openShop(), <SettingsScreen />, '/settings');
  await user.click(screen.getByRole('button', { name: 'Ganti kasir' }));
  expect(useSession.getState().staff).toBeNull();
  expect(visited.at(-1)).toBe('/sign-in');
});
