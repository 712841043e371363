import { cleanup, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { chooseLanguage } from '../../src/locale/language.ts';
import { EnrolScreen } from '../../src/screens/enrol/enrol-screen.tsx';
import { UNKNOWN_STATUS, useSyncStatus } from '../../src/sync/sync-status.ts';
import { openShop, visit } from './shop-floor.tsx';

const headers = { 'x-gerai-sync': '1' };
const nothing = async () => undefined;
const submit = () => screen.getByRole('button', { name: 'Daftarkan perangkat ini' });

/** The network as this test wants it: what the server answers to every request, or nothing at all. */
function answerWith(answer: (() => Response) | null): void {
  vi.stubGlobal('fetch', async (address: string) => {
    if (answer === null) throw new TypeError('the network is gone');
    return address.endsWith('/nonce')
      ? Response.json({ nonce: 'bm9uY2U', expiresAt: Date.now() + 120_000 }, { headers })
      : answer();
  });
}

function problem(kind: string, status: number): Response {
  return Response.json({ problem: kind }, { status, headers });
}

beforeEach(async () => {
  window.location.hash = '';
  await chooseLanguage('id');
});

afterEach(() => vi.unstubAllGlobals());

test('a code behind the # of the address is filled in, so one tap enrols', async () => {
  window.location.hash = '#k7qm2xpa';
  await visit(null, <EnrolScreen onEnrolled={nothing} />, '/enrol');
  expect(screen.getByRole('textbox', { name: 'Kode pendaftaran' })).toHaveValue('K7QM-2XPA');
  expect(screen.getByRole('textbox', { name: 'Nama perangkat' })).toHaveValue('Komputer kasir');
  expect(submit()).toBeEnabled();
});

test('an incomplete code is told before anything is sent', async () => {
  answerWith(null);
  const { user } = await visit(null, <EnrolScreen onEnrolled={nothing} />, '/enrol');
  await user.type(screen.getByRole('textbox', { name: 'Kode pendaftaran' }), 'K7Q');
  await user.click(submit());
  expect(screen.getByRole('textbox', { name: 'Kode pendaftaran' })).toHaveAccessibleDescription(
    'Kode terdiri dari delapan huruf dan angka. Periksa lagi.',
  );
});

test('a code is typed in any case and grouped as it is printed', async () => {
  const { user } = await visit(null, <EnrolScreen onEnrolled={nothing} />, '/enrol');
  await user.type(screen.getByRole('textbox', { name: 'Kode pendaftaran' }), 'k7qm 2xpa');
  expect(screen.getByRole('textbox', { name: 'Kode pendaftaran' })).toHaveValue('K7QM-2XPA');
});

test('without a link the screen says so and keeps the code', async () => {
  answerWith(null);
  window.location.hash = '#K7QM-2XPA';
  const { user } = await visit(null, <EnrolScreen onEnrolled={nothing} />, '/enrol');
  await user.click(submit());
  const alert = await screen.findByRole('alert');
  expect(alert).toHaveTextContent('Server tidak terjangkau.');
  expect(alert).toHaveTextContent('Belum ada yang dicatat.');
  expect(screen.getByRole('textbox', { name: 'Kode pendaftaran' })).toHaveValue('K7QM-2XPA');
});

test.each([
  ['code_wrong', 'Kode tidak cocok.'],
  ['code_expired', 'Kode sudah lewat 10 menit.'],
  ['code_used', 'Kode sudah dipakai perangkat lain.'],
  ['code_locked', 'Kode terkunci karena terlalu sering salah.'],
])('the server’s “%s” is said as “%s”', async (kind, words) => {
  answerWith(() => problem(kind, 403));
  window.location.hash = '#K7QM-2XPA';
  const { user } = await visit(null, <EnrolScreen onEnrolled={nothing} />, '/enrol');
  await user.click(submit());
  expect(await screen.findByRole('alert')).toHaveTextContent(words);
});

test('a browser that is a device already says so and leads to the till', async () => {
  const workplace = await openShop({ signedIn: null, hasOpenShift: false });
  const { user, visited } = await visit(workplace, <EnrolScreen onEnrolled={nothing} />, '/enrol');
  expect(screen.getByRole('heading', { name: 'Perangkat ini sudah terdaftar' })).toBeVisible();
  expect(screen.getByText('KKMP Graha Indah · Tablet kasir')).toBeVisible();
  expect(screen.getByText(/Penyimpanan belum dijamin tetap/)).toBeVisible();
  await user.click(screen.getByRole('button', { name: 'Masuk ke kasir' }));
  expect(visited.at(-1)).toBe('/sign-in');
});

test('a device is not enrolled twice, unless the server does not know it any more', async () => {
  await visit(await openShop(), <EnrolScreen onEnrolled={nothing} />, '/enrol');
  expect(screen.getByRole('heading', { name: 'Perangkat ini sudah terdaftar' })).toBeVisible();
  cleanup();
  useSyncStatus.setState({ ...UNKNOWN_STATUS, trouble: 'device-unknown' });
  await visit(await openShop(), <EnrolScreen onEnrolled={nothing} />, '/enrol');
  expect(submit()).toBeVisible();
  useSyncStatus.setState(UNKNOWN_STATUS);
});
