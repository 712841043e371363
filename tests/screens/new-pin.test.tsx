import { screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { systemClock } from '../../src/device/clock.ts';
import { chooseLanguage } from '../../src/locale/language.ts';
import { SignInScreen } from '../../src/screens/sign-in/sign-in-screen.tsx';
import { useSession } from '../../src/session/session-store.ts';
import type { Fetch } from '../../src/sync/transport.ts';
import { startPinReset } from '../../sync-server/enrolment/pin-codes.ts';
import { COOP_ID, openShop, type Shop } from '../server/builders/shop.ts';
import { RealTill } from '../sync/real-till.ts';
import { visit } from './shop-floor.tsx';

/* The screen over the real server: only the wire between them is a test's. Rina has no PIN yet. */

let shop: Shop;
let till: RealTill;
let isLinked: boolean;

const fetchFromShop: Fetch = async (path, { body, headers }) => {
  if (!isLinked) throw new TypeError('Failed to fetch');
  const payload = typeof body === 'string' ? body : '';
  const inject = { url: path, headers: Object.fromEntries(new Headers(headers)), payload };
  const reply = await shop.app.inject({ ...inject, method: 'POST' });
  const told = Object.entries(reply.headers).map(([name, value]): [string, string] => [name, String(value)]);
  return new Response(reply.body, { status: reply.statusCode, headers: told });
};

beforeEach(async () => {
  isLinked = true;
  shop = await openShop();
  till = await RealTill.enrol(shop, fetchFromShop, systemClock);
  useSession.setState({ staff: null });
  vi.stubGlobal('fetch', fetchFromShop);
  await chooseLanguage('id');
});

afterEach(async () => {
  vi.unstubAllGlobals();
  till.stop();
  await shop.close();
});

async function startCode(): Promise<string> {
  const whose = { coopId: COOP_ID, staffId: 'rina' };
  const made = await shop.premises.store.write((tx) => startPinReset(tx, shop.premises, whose));
  return made?.code ?? '';
}

async function chooseRina() {
  const { user } = await visit(till.place, <SignInScreen onDownload={() => undefined} />, '/sign-in');
  await user.click(screen.getByRole('button', { name: /Rina\s*Belum punya PIN/ }));
  await screen.findByRole('heading', { name: 'PIN baru untuk Rina' });
  return user;
}

async function typeCode(user: Awaited<ReturnType<typeof chooseRina>>, code: string): Promise<void> {
  await user.clear(screen.getByLabelText('Kode dari pengurus'));
  await user.type(screen.getByLabelText('Kode dari pengurus'), code);
  await user.click(screen.getByRole('button', { name: 'Lanjut' }));
}

test('a person without a PIN makes one with the code, and is signed in with it', async () => {
  const code = await startCode();
  const user = await chooseRina();
  expect(screen.getByText(/Perangkat ini harus tersambung ke internet/)).toBeVisible();
  await typeCode(user, code.toLowerCase());
  expect(await screen.findByText('Pilih PIN 6 angka yang hanya Anda ketahui.')).toBeVisible();
  await user.keyboard('264810');
  expect(await screen.findByText('Ketik PIN yang sama sekali lagi.')).toBeVisible();
  expect(screen.getByRole('img', { name: '0 dari 6 angka sudah diketik' })).toBeVisible();
  for (const digit of '264810') await user.click(screen.getByRole('button', { name: digit }));
  await waitFor(() => expect(useSession.getState().staff?.id).toBe('rina'), { timeout: 5000 });
  expect((await till.place.replica.readRow('staff', 'rina'))?.pin).not.toBeNull();
});

test('a PIN that is easy to guess, or typed differently, is asked for again', async () => {
  const code = await startCode();
  const user = await chooseRina();
  await typeCode(user, code);
  await user.keyboard('123456');
  expect(await screen.findByRole('alert')).toHaveTextContent('PIN ini mudah ditebak.');
  await user.keyboard('264810');
  await user.keyboard('264811');
  expect(await screen.findByRole('alert')).toHaveTextContent('Kedua PIN tidak sama.');
  expect(screen.getByText('Pilih PIN 6 angka yang hanya Anda ketahui.')).toBeVisible();
  expect(useSession.getState().staff).toBeNull();
});

test('a wrong code is told, and the right one is taken after it', async () => {
  const code = await startCode();
  const user = await chooseRina();
  await typeCode(user, 'ABCD2345');
  await user.keyboard('264810264810');
  expect(await screen.findByText('Kode tidak cocok untuk nama ini.', {}, { timeout: 5000 })).toBeVisible();
  await typeCode(user, code);
  await user.keyboard('264810264810');
  await waitFor(() => expect(useSession.getState().staff?.id).toBe('rina'), { timeout: 5000 });
});

test('a code that is none says so before anything is asked', async () => {
  const user = await chooseRina();
  await typeCode(user, 'ABC');
  expect(screen.getByRole('alert')).toHaveTextContent('Kode terdiri dari delapan huruf dan angka.');
});

test('without a link the screen says so plainly, and the same PIN goes when it is back', async () => {
  const code = await startCode();
  const user = await chooseRina();
  await typeCode(user, code);
  isLinked = false;
  await user.keyboard('264810264810');
  const alert = await screen.findByRole('alert', {}, { timeout: 5000 });
  expect(alert).toHaveTextContent('Server tidak terjangkau.');
  expect(alert).toHaveTextContent('Sambungkan ke internet, lalu coba lagi.');
  isLinked = true;
  await user.click(screen.getByRole('button', { name: 'Coba lagi' }));
  await waitFor(() => expect(useSession.getState().staff?.id).toBe('rina'), { timeout: 5000 });
});

test('another name can be chosen instead', async () => {
  const user = await chooseRina();
  await user.click(screen.getByRole('button', { name: 'Ganti nama' }));
  expect(await screen.findByRole('heading', { name: 'Siapa yang bertugas?' })).toBeVisible();
});
