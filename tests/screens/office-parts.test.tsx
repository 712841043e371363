import { screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { chooseLanguage } from '../../src/locale/language.ts';
import { leaveOffice, me, problem, reply, visitOffice } from './fake-office.ts';
import { device, FACT_ID, house, officeProduct, people } from './office-books.ts';
import { MORNING } from './shop-floor.tsx';

beforeEach(() => chooseLanguage('id'));
afterEach(leaveOffice);

const HOUR_MS = 3_600_000;
const done = () => reply({ ok: true, id: null });
const lastOf = (asked: readonly { path: string; message: unknown }[], act: string) =>
  asked.findLast(({ path }) => path.endsWith(act))?.message;

test('each device says in words how it is, the silent and the late ones too', async () => {
  const now = Date.now();
  const behind = {
    epoch: 'e'.repeat(32),
    reason: 'install',
    ackedSeq: 9,
    headSeq: 12,
    missingRupiah: 196_500,
    durableSeq: 0,
  } as const;
  await visitOffice('/office/devices', {
    devices: () =>
      reply({
        devices: [
          device(now),
          device(now, {
            deviceId: 'two',
            name: 'Tablet gudang',
            pending: 3,
            pendingRupiah: 196_500,
            oldestPendingAt: now - 30 * HOUR_MS,
            seenAt: now - 26 * HOUR_MS,
            epochs: [behind],
          }),
          device(now, { deviceId: 'three', name: 'Ponsel lama', isRevoked: true }),
          device(now, { deviceId: 'four', name: 'Tablet baru', seenAt: null, pending: null, epochs: [] }),
          device(now, { deviceId: 'five', name: 'Tablet aneh', pending: 0, epochs: [behind] }),
        ],
      }),
  });
  const list = within(await screen.findByRole('region', { name: 'Perangkat' }));
  expect(list.getByRole('row', { name: /Tablet kasir/ })).toHaveTextContent('Lancar');
  expect(list.getByRole('row', { name: /Tablet gudang/ })).toHaveTextContent('Belum kirim lebih dari sehari');
  expect(list.getByRole('row', { name: /Tablet gudang/ })).toHaveTextContent('3 · Rp 196.500');
  expect(list.getByRole('row', { name: /Ponsel lama/ })).toHaveTextContent('Izin dicabut');
  expect(list.getByRole('row', { name: /Tablet baru/ })).toHaveTextContent('Belum pernah terhubung');
  expect(list.getByRole('row', { name: /Tablet aneh/ })).toHaveTextContent('Ada penjualan yang belum datang');
});

test('a device counts before it sends: once all it signed for is here, nothing is unsent', async () => {
  const now = Date.now();
  await visitOffice('/office/devices', {
    devices: () =>
      reply({ devices: [device(now, { pending: 1, pendingRupiah: 65_500, oldestPendingAt: now })] }),
  });
  expect(await screen.findByRole('row', { name: /Tablet kasir/ })).toHaveTextContent('Lancar');
});

test('a device is revoked with a reason, and not without one', async () => {
  const { user, asked } = await visitOffice('/office/devices?device=tablet-kasir-1', {
    devices: () => reply({ devices: [device(Date.now())] }),
    'revoke-device': done,
  });
  await user.click(await screen.findByRole('button', { name: 'Cabut izin' }));
  const dialog = within(await screen.findByRole('dialog', { name: 'Cabut izin Tablet kasir?' }));
  await user.click(dialog.getByRole('button', { name: 'Cabut izin' }));
  expect(dialog.getByRole('textbox', { name: 'Alasan' })).toHaveAccessibleDescription(
    /paling sedikit 3 huruf/i,
  );
  await user.type(dialog.getByRole('textbox', { name: 'Alasan' }), 'Tablet hilang di pasar');
  await user.click(dialog.getByRole('button', { name: 'Cabut izin' }));
  await waitFor(() =>
    expect(lastOf(asked, 'revoke-device')).toMatchObject({
      deviceId: 'tablet-kasir-1',
      reason: 'Tablet hilang di pasar',
    }),
  );
});

test('a lost reply is tried again under the same act, so that it counts once', async () => {
  let tries = 0;
  const { user, asked } = await visitOffice('/office/devices?device=tablet-kasir-1', {
    devices: () => reply({ devices: [device(Date.now())] }),
    'revoke-device': () => (tries++ === 0 ? null : done()),
  });
  await user.click(await screen.findByRole('button', { name: 'Cabut izin' }));
  const dialog = within(await screen.findByRole('dialog', { name: 'Cabut izin Tablet kasir?' }));
  await user.type(dialog.getByRole('textbox', { name: 'Alasan' }), 'Hilang');
  await user.click(dialog.getByRole('button', { name: 'Cabut izin' }));
  expect(await dialog.findByRole('alert')).toHaveTextContent('belum pasti apakah ini sudah tercatat');
  await user.click(dialog.getByRole('button', { name: 'Cabut izin' }));
  await waitFor(() => expect(screen.queryByRole('dialog', { name: 'Cabut izin Tablet kasir?' })).toBeNull());
  const [first, second] = asked
    .filter(({ path }) => path.endsWith('revoke-device'))
    .map(({ message }) => message);
  expect(second).toEqual(first);
});

test('a new device: the code, the six digits on both screens, done', async () => {
  let state = 'open';
  const { user, asked } = await visitOffice('/office/devices', {
    devices: () => reply({ devices: [] }),
    'make-code': () => reply({ code: 'K7QM2XPA', expiresAt: MORNING + 600_000 }),
    'view-code': () =>
      reply({
        state,
        expiresAt: MORNING + 600_000,
        match: state === 'open' ? null : '482913',
        deviceName: state === 'open' ? null : 'Tablet kasir',
      }),
    'decide-code': () => {
      state = 'enrolled';
      return done();
    },
  });
  await user.click(await screen.findByRole('button', { name: 'Daftarkan perangkat' }));
  await user.click(screen.getByRole('button', { name: 'Buat kode' }));
  expect(await screen.findByText('K7QM-2XPA')).toBeVisible();
  expect(screen.getByText(/\/enrol#K7QM2XPA$/)).toBeVisible();
  state = 'knocking';
  expect(
    await screen.findByRole('img', { name: 'Angka pencocokan: 4 8 2 9 1 3' }, { timeout: 4000 }),
  ).toBeVisible();
  await user.click(screen.getByRole('button', { name: 'Ya, sama' }));
  expect(await screen.findByText('Tablet kasir terdaftar.', {}, { timeout: 4000 })).toBeVisible();
  expect(lastOf(asked, 'decide-code')).toEqual({ code: 'K7QM2XPA', match: '482913', isConfirmed: true });
}, 12_000);

const products = () => reply({ products: [officeProduct()], serverTime: MORNING });

test('a price above the ceiling is refused with words while it is typed, and nothing is sent', async () => {
  const { user, asked } = await visitOffice('/office/prices?product=BRS-SPHP-5', { products });
  await user.click(await screen.findByRole('button', { name: 'Ubah harga' }));
  const field = screen.getByRole('textbox', { name: 'Harga baru per pak' });
  await user.type(field, '66000');
  expect(field).toHaveValue('66.000');
  expect(field).toHaveAccessibleDescription(/^Di atas HET Rp\s65\.500\./);
  await user.type(screen.getByRole('textbox', { name: 'Alasan' }), 'Naik');
  await user.click(screen.getByRole('button', { name: /^Tetapkan Rp/ }));
  expect(asked.some(({ path }) => path.endsWith('change-price'))).toBe(false);
});

test('a price from a day and hour on is told in the outlet’s zone, with the price that was seen', async () => {
  const { user, asked } = await visitOffice('/office/prices?product=BRS-SPHP-5', {
    products,
    'change-price': done,
  });
  await user.click(await screen.findByRole('button', { name: 'Ubah harga' }));
  await user.type(screen.getByRole('textbox', { name: 'Harga baru per pak' }), '63000');
  await user.click(screen.getByRole('radio', { name: 'Mulai tanggal' }));
  expect(screen.getByLabelText('Tanggal')).toHaveValue('2026-11-24');
  await user.type(screen.getByRole('textbox', { name: 'Alasan' }), 'Harga pemasok turun');
  await user.click(screen.getByRole('button', { name: /^Tetapkan Rp/ }));
  expect(await screen.findByText(/Harga baru tersimpan/)).toBeVisible();
  expect(lastOf(asked, 'change-price')).toMatchObject({
    productId: 'BRS-SPHP-5',
    tier: 'retail',
    priceRupiah: 63_000,
    // 07.00 WITA is 23.00 UTC of the day before.
    effectiveFrom: Date.UTC(2026, 10, 23, 23, 0),
    seenRupiah: 65_500,
    reason: 'Harga pemasok turun',
  });
});

test('the history of a price says who, when and why, from when to when', async () => {
  await visitOffice('/office/prices?product=BRS-SPHP-5', { products });
  const panel = await screen.findByRole('dialog', { name: 'Beras SPHP 5 kg' });
  expect(panel).toHaveTextContent('Siti Rahma');
  expect(panel).toHaveTextContent('“HET baru”');
  expect(panel).toHaveTextContent('sejak 22 Nov 2026 10.00');
  expect(panel).toHaveTextContent('awal sampai 22 Nov 2026 10.00');
});

test('findings say what they are, what they mean and what to do; unknown ones say that they are unknown', async () => {
  const finding = {
    findingId: 'f1',
    kind: 'stock_negative',
    factId: FACT_ID,
    number: 'GI-A-000042',
    deviceId: 'd',
    deviceName: 'Tablet kasir',
    staffName: 'Rina Wulandari',
    detail: {},
    foundAt: Date.now(),
  };
  const { user, asked } = await visitOffice('/office/findings', {
    findings: () =>
      reply({
        findings: [finding, { ...finding, findingId: 'f2', kind: 'moon_phase' }],
        next: null,
        kinds: [
          { kind: 'stock_negative', count: 1 },
          { kind: 'moon_phase', count: 1 },
        ],
      }),
  });
  expect(await screen.findByRole('heading', { name: 'Stok di bawah nol' })).toBeVisible();
  expect(screen.getByText('Terjual lebih banyak daripada yang tercatat ada.')).toBeVisible();
  expect(screen.getByRole('heading', { name: 'Temuan lain (moon_phase)' })).toBeVisible();
  await user.click(screen.getByRole('button', { name: 'Stok di bawah nol 1' }));
  await waitFor(() =>
    expect(asked.findLast(({ path }) => path.endsWith('findings'))?.query).toEqual({
      kind: 'stock_negative',
    }),
  );
});

test('a person is added, and a lost name is asked for', async () => {
  const { user, asked } = await visitOffice('/office/people', {
    people: () => reply(people()),
    'put-person': () => reply({ staffId: 'nina' }),
  });
  await user.click(await screen.findByRole('button', { name: 'Tambah orang' }));
  const dialog = within(await screen.findByRole('dialog', { name: 'Tambah orang' }));
  await user.click(dialog.getByRole('button', { name: 'Simpan' }));
  expect(dialog.getByRole('textbox', { name: 'Nama' })).toHaveAccessibleDescription('Wajib diisi.');
  await user.type(dialog.getByRole('textbox', { name: 'Nama' }), 'Nina Lestari');
  await user.selectOptions(dialog.getByRole('combobox', { name: 'Peran' }), 'Pengelola');
  await user.click(dialog.getByRole('button', { name: 'Simpan' }));
  await waitFor(() =>
    expect(lastOf(asked, 'put-person')).toMatchObject({
      staffId: null,
      name: 'Nina Lestari',
      role: 'manager',
      isActive: true,
    }),
  );
});

test('a PIN is reset by a code that is shown once, with what its owner has to do', async () => {
  const { user } = await visitOffice('/office/people', {
    people: () => reply(people()),
    'reset-pin': () => reply({ code: 'K7QM2XPA', expiresAt: MORNING + HOUR_MS }),
  });
  await user.click(await screen.findByRole('button', { name: 'Buka Rina Wulandari' }));
  await user.click(await screen.findByRole('button', { name: 'Atur ulang PIN' }));
  await user.click(await screen.findByRole('button', { name: 'Buat kode' }));
  const dialog = await screen.findByRole('dialog', { name: 'Kode untuk Rina Wulandari' });
  for (const words of ['K7QM-2XPA', '23 Nov 2026 11.00', 'pilih PIN 6 angka', 'hanya ditampilkan sekali'])
    expect(dialog).toHaveTextContent(words);
});

test('an account name that is taken is told, and stays to be changed', async () => {
  const { user } = await visitOffice('/office/people', {
    people: () => reply(people()),
    'invite-account': () => problem('taken', 409),
  });
  await user.click(await screen.findByRole('button', { name: 'Buka Budi Santoso' }));
  await user.click(await screen.findByRole('button', { name: 'Undang ke kantor' }));
  await user.click(await screen.findByRole('button', { name: 'Buat kode' }));
  expect(await screen.findByRole('alert')).toHaveTextContent('sudah dipakai');
  expect(screen.getByRole('textbox', { name: 'Nama akun' })).toHaveValue('budi.santoso');
});

test('who may only look is shown no button that would be refused', async () => {
  await visitOffice('/office/people', { people: () => reply(people()) }, me({ role: 'supervisor' }));
  expect(await screen.findByRole('region', { name: 'Orang' })).toBeVisible();
  expect(screen.queryByRole('button', { name: 'Tambah orang' })).toBeNull();
});

test('the receipt changes as its lines are typed, and is saved as typed', async () => {
  const { user, asked } = await visitOffice('/office/house', {
    house: () => reply(house()),
    'change-outlet': done,
  });
  await user.type(await screen.findByRole('textbox', { name: /^Kepala struk/ }), 'Badan Hukum 1234');
  expect(screen.getByRole('region', { name: 'Contoh struk' })).toHaveTextContent('Badan Hukum 1234');
  await user.click(screen.getByRole('button', { name: 'Simpan' }));
  expect(await screen.findByText(/Struk berikutnya/)).toBeVisible();
  expect(lastOf(asked, 'change-outlet')).toMatchObject({ outletId: 'GI', receiptHead: ['Badan Hukum 1234'] });
});

test('a server without a tested backup is warned of', async () => {
  await visitOffice('/office/house', { house: () => reply(house()) });
  expect(await screen.findByText(/Belum pernah\. Jalankan pencadangan/)).toBeVisible();
});

const catalogue = () => new File(['id;name\n'], 'catalogue.csv', { type: 'text/csv' });

test('an import is looked at before it is written, and exactly what was looked at is written', async () => {
  const report = {
    plan: 'plan-1',
    entities: [{ entity: 'product', added: 38, changed: 2, unchanged: 1 }],
    faults: [],
    faultCount: 0,
  };
  const { user, asked } = await visitOffice('/office/house', {
    house: () => reply(house()),
    'plan-import': () => reply(report),
    'run-import': done,
  });
  await user.upload(await screen.findByLabelText('Pilih berkas CSV', { selector: 'input' }), catalogue());
  expect(await screen.findByRole('row', { name: 'Barang 38 2 1' })).toBeVisible();
  await user.click(screen.getByRole('button', { name: 'Impor sekarang' }));
  expect(await screen.findByText('40 baris ditulis.')).toBeVisible();
  expect(lastOf(asked, 'run-import')).toEqual({
    files: [{ name: 'catalogue.csv', text: 'id;name\n' }],
    from: null,
    plan: 'plan-1',
  });
});

test('faulty rows are told with file, line, column and words, and nothing can be imported', async () => {
  const { user } = await visitOffice('/office/house', {
    house: () => reply(house()),
    'plan-import': () =>
      reply({
        plan: null,
        entities: [],
        faults: [{ file: 'catalogue.csv', line: 7, column: 'price', kind: 'not_rupiah', hint: null }],
        faultCount: 1,
      }),
  });
  await user.upload(await screen.findByLabelText('Pilih berkas CSV', { selector: 'input' }), catalogue());
  expect(await screen.findByText('1 kesalahan, belum ada yang ditulis')).toBeVisible();
  expect(screen.getByRole('row', { name: /catalogue\.csv 7 price bukan rupiah bulat/ })).toBeVisible();
  expect(screen.queryByRole('button', { name: 'Impor sekarang' })).toBeNull();
});

test('a file with another name is refused before anything is sent', async () => {
  const { user, asked } = await visitOffice('/office/house', { house: () => reply(house()) });
  const file = new File(['x'], 'harga.csv', { type: 'text/csv' });
  await user.upload(await screen.findByLabelText('Pilih berkas CSV', { selector: 'input' }), file);
  expect(await screen.findByText('harga.csv: nama berkas tidak dikenal.')).toBeVisible();
  expect(asked.some(({ path }) => path.endsWith('plan-import'))).toBe(false);
});

test('the way to the first sale is ticked by what the server has', async () => {
  await visitOffice('/office/start', {
    house: () => reply(house({ counts: { ...house().counts, people: 3, products: 38 } })),
  });
  expect(await screen.findByText('1 dari 5 selesai')).toBeVisible();
  expect(screen.getByRole('link', { name: /Orang 3 orang terdaftar\. Selesai/ })).toHaveAttribute(
    'href',
    '/office/people',
  );
  expect(screen.getByRole('link', { name: /stok awal belum diimpor\. Belum/ })).toBeVisible();
});
