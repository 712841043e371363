import { act, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { chooseLanguage } from '../../src/locale/language.ts';
import { SetupScreen } from '../../src/screens/office/setup-screen.tsx';
import { useOfficeSession } from '../../src/sync/office-session-store.ts';
import { answerWith, me, problem, reply } from './fake-office.ts';
import { visit } from './shop-floor.tsx';

beforeEach(async () => {
  window.location.hash = '#one-time-token';
  await chooseLanguage('id');
});

afterEach(() => {
  vi.unstubAllGlobals();
  useOfficeSession.setState({ session: { kind: 'unknown' } });
});

const PASSWORD = 'empat kata tanpa hubungan';
const box = (name: string) => screen.getByRole('textbox', { name });
const next = () => screen.getByRole('button', { name: 'Lanjut' });

/** Fills in all three forms and stands before the last button. */
async function fillIn() {
  const visited = await visit(null, <SetupScreen />, '/setup');
  const { user } = visited;
  await user.click(await screen.findByRole('button', { name: 'Mulai' }));
  await user.type(box('Nama koperasi'), 'Koperasi Kelurahan Merah Putih Graha Indah');
  expect(box('Kode koperasi')).toHaveValue('kkmp-graha-indah');
  await user.click(next());
  await user.type(box('Nama gerai'), 'Gerai Graha Indah');
  expect(box('Kode gerai')).toHaveValue('GI');
  await user.type(box('Alamat di struk'), 'Kel. Graha Indah, Balikpapan');
  await user.click(next());
  await user.type(box('Nama Anda'), 'Siti Rahma');
  expect(box('Nama akun')).toHaveValue('siti.rahma');
  await user.type(screen.getByLabelText('Kata sandi baru'), PASSWORD);
  await user.type(screen.getByLabelText('Ulangi kata sandi baru'), PASSWORD);
  return visited;
}

test('three forms found a co-operative, and lead to what is left before the first sale', async () => {
  const asked = answerWith({
    'setup/v1/check': () => reply({ state: 'ready' }),
    'setup/v1/found': () => reply(me()),
  });
  const { user, visited } = await fillIn();
  await user.click(screen.getByRole('button', { name: 'Dirikan koperasi' }));
  await vi.waitFor(() => expect(visited.at(-1)).toBe('/office/start'));
  expect(asked.at(-1)?.message).toEqual({
    token: 'one-time-token',
    coop: { id: 'kkmp-graha-indah', name: 'Koperasi Kelurahan Merah Putih Graha Indah' },
    outlet: {
      code: 'GI',
      name: 'Gerai Graha Indah',
      address: 'Kel. Graha Indah, Balikpapan',
      zone: 'Asia/Makassar',
      places: [
        { name: 'Gerai', kind: 'gerai' },
        { name: 'Gudang', kind: 'gudang' },
      ],
    },
    admin: { name: 'Siti Rahma', account: 'siti.rahma', password: PASSWORD },
  });
});

test('a server that is away loses nothing of what was typed, and the second try founds it', async () => {
  let isBack = false;
  answerWith({
    'setup/v1/check': () => reply({ state: 'ready' }),
    'setup/v1/found': () => (isBack ? reply(me()) : null),
  });
  const { user, visited } = await fillIn();
  await user.click(screen.getByRole('button', { name: 'Dirikan koperasi' }));
  expect(await screen.findByRole('alert')).toHaveTextContent('Server tidak terjangkau');
  expect(box('Nama Anda')).toHaveValue('Siti Rahma');
  expect(screen.getByLabelText('Kata sandi baru')).toHaveValue(PASSWORD);
  await user.click(screen.getByRole('button', { name: 'Kembali' }));
  expect(box('Nama gerai')).toHaveValue('Gerai Graha Indah');
  await user.click(next());
  isBack = true;
  await user.click(screen.getByRole('button', { name: 'Dirikan koperasi' }));
  await vi.waitFor(() => expect(visited.at(-1)).toBe('/office/start'));
});

test('what is missing is said in its place, and nothing is sent', async () => {
  const asked = answerWith({ 'setup/v1/check': () => reply({ state: 'ready' }) });
  const { user } = await visit(null, <SetupScreen />, '/setup');
  await user.click(await screen.findByRole('button', { name: 'Mulai' }));
  await user.keyboard('{Tab}');
  await user.click(next());
  expect(box('Nama koperasi')).toHaveAccessibleDescription('Wajib diisi.');
  await user.type(box('Nama koperasi'), 'KKMP');
  await user.clear(box('Kode koperasi'));
  await user.type(box('Kode koperasi'), 'dengan spasi');
  await user.click(next());
  expect(box('Kode koperasi')).toHaveAccessibleDescription('Hanya huruf, angka, dan garis; tanpa spasi.');
  expect(asked).toHaveLength(1);
});

test('a password that is too short or typed differently is told before anything is sent', async () => {
  const asked = answerWith({ 'setup/v1/check': () => reply({ state: 'ready' }) });
  const { user } = await fillIn();
  const field = screen.getByLabelText('Kata sandi baru');
  await user.clear(field);
  await user.type(field, 'pendek');
  await user.click(screen.getByRole('button', { name: 'Dirikan koperasi' }));
  expect(field).toHaveAccessibleDescription('Paling sedikit 12 huruf.');
  await user.type(field, ' tetapi jadi panjang');
  expect(screen.getByLabelText('Ulangi kata sandi baru')).toHaveAccessibleDescription(
    'Kedua kata sandi tidak sama.',
  );
  expect(asked).toHaveLength(1);
});

test('a password that everybody uses is refused with words, and the form stays', async () => {
  answerWith({
    'setup/v1/check': () => reply({ state: 'ready' }),
    'setup/v1/found': () => problem('password_common', 422),
  });
  const { user } = await fillIn();
  await user.click(screen.getByRole('button', { name: 'Dirikan koperasi' }));
  expect(await screen.findByRole('alert')).toHaveTextContent('Kata sandi ini terlalu mudah ditebak.');
  expect(box('Nama Anda')).toHaveValue('Siti Rahma');
});

test('a wrong or used link says where a new one comes from, and leads to the office', async () => {
  answerWith({ 'setup/v1/check': () => problem('not_found', 404) });
  const { user, visited } = await visit(null, <SetupScreen />, '/setup');
  expect(await screen.findByRole('heading', { name: 'Tautan penyiapan tidak berlaku' })).toBeVisible();
  await user.click(screen.getByRole('button', { name: 'Ke kantor' }));
  expect(visited.at(-1)).toBe('/office');
});

test('without a link to the server it can be tried again', async () => {
  let isBack = false;
  answerWith({ 'setup/v1/check': () => (isBack ? reply({ state: 'ready' }) : null) });
  await visit(null, <SetupScreen />, '/setup');
  const retry = await screen.findByRole('button', { name: 'Coba lagi' });
  isBack = true;
  await act(async () => retry.click());
  expect(await screen.findByRole('heading', { name: 'Selamat datang di Gerai' })).toBeVisible();
});
