import { act, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { chooseLanguage } from '../../src/locale/language.ts';
import { SetupScreen } from '../../src/screens/setup/setup-screen.tsx';
import { visit } from './shop-floor.tsx';

const headers = { 'x-gerai-sync': '1' };

beforeEach(() => chooseLanguage('id'));
afterEach(() => vi.unstubAllGlobals());

test('a good link says that the server runs and names the two commands', async () => {
  vi.stubGlobal('fetch', async () => Response.json({ state: 'ready' }, { headers }));
  window.location.hash = '#one-time-token';
  await visit(null, <SetupScreen />, '/setup');
  expect(await screen.findByRole('heading', { name: 'Server Gerai siap' })).toBeVisible();
  expect(screen.getByText('npm run gerai -- import')).toBeVisible();
  expect(screen.getByText('npm run gerai -- enrol')).toBeVisible();
});

test('a wrong or used link says where a new one comes from', async () => {
  vi.stubGlobal('fetch', async () => Response.json({ problem: 'not_found' }, { status: 404, headers }));
  await visit(null, <SetupScreen />, '/setup');
  expect(await screen.findByRole('heading', { name: 'Tautan penyiapan tidak berlaku' })).toBeVisible();
});

test('without a link to the server it can be tried again', async () => {
  let isBack = false;
  vi.stubGlobal('fetch', async () => {
    if (!isBack) throw new TypeError('the network is gone');
    return Response.json({ state: 'ready' }, { headers });
  });
  await visit(null, <SetupScreen />, '/setup');
  const retry = await screen.findByRole('button', { name: 'Coba lagi' });
  isBack = true;
  await act(async () => retry.click());
  expect(await screen.findByRole('heading', { name: 'Server Gerai siap' })).toBeVisible();
});
