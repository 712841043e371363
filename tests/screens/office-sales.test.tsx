import { act, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { chooseLanguage } from '../../src/locale/language.ts';
import { leaveOffice, problem, reply, visitOffice } from './fake-office.ts';
import { device, FACT_ID, officeFact, officeSale, people, SALE_BODY } from './office-books.ts';
import { rp } from './shop-floor.tsx';

beforeEach(() => chooseLanguage('id'));
afterEach(leaveOffice);

const books = {
  devices: () => reply({ devices: [device(Date.now())] }),
  people: () => reply(people()),
  [`facts/${FACT_ID}`]: () => reply(officeFact()),
};
const sales = (...list: ReturnType<typeof officeSale>[]) =>
  reply({
    sales: list,
    next: null,
    sum: {
      count: list.length,
      totalRupiah: list.reduce((sum, one) => sum + (one.totalRupiah ?? 0), 0),
      unsettled: 0,
    },
  });
const table = () => screen.findByRole('region', { name: 'Penjualan' });

test('a sale says when, where, by whom, how much, and how long it took to the server', async () => {
  const { asked } = await visitOffice('/office/sales?from=2026-11-23&to=2026-11-23', {
    ...books,
    sales: () =>
      sales(officeSale(), officeSale({ factId: FACT_ID.replace('d01', 'd02'), number: 'GI-A-000043' })),
  });
  const row = within(await table()).getByRole('row', { name: /GI-A-000042/ });
  for (const words of [
    '23 Nov 2026 10.00',
    'terkirim 3 menit kemudian',
    'Tablet kasir',
    'Rina Wulandari',
    'Tunai',
  ])
    expect(row).toHaveTextContent(words);
  expect(row).toHaveTextContent(rp('65.500').replace('\u00A0', ' '));
  expect(within(await table()).getByRole('row', { name: /Jumlah pilihan · 2/ })).toHaveTextContent('131.000');
  expect(asked.find(({ path }) => path.endsWith('sales'))?.query).toEqual({
    from: '2026-11-23',
    to: '2026-11-23',
  });
});

test('filters stand in the address and in the question', async () => {
  const { user, asked } = await visitOffice('/office/sales?from=2026-11-20&to=2026-11-23', {
    ...books,
    sales: () => sales(officeSale()),
  });
  await user.selectOptions(await screen.findByRole('combobox', { name: 'Kasir' }), 'Rina Wulandari');
  await user.type(screen.getByRole('searchbox', { name: 'Nomor struk' }), 'gi-a');
  await waitFor(() =>
    expect(asked.findLast(({ path }) => path.endsWith('sales'))?.query).toEqual({
      from: '2026-11-20',
      to: '2026-11-23',
      staffId: 'rina',
      number: 'GI-A',
    }),
  );
  await user.click(screen.getByRole('button', { name: 'Hapus saringan' }));
  await waitFor(() =>
    expect(asked.findLast(({ path }) => path.endsWith('sales'))?.query).not.toHaveProperty('staffId'),
  );
});

test('a push shows on the list that is looked at without anybody asking', async () => {
  let list = [officeSale()];
  await visitOffice('/office/sales', { ...books, sales: () => sales(...list) });
  await table();
  list = [officeSale({ factId: FACT_ID.replace('d01', 'd02'), number: 'GI-A-000043' }), ...list];
  expect(await screen.findByText('GI-A-000043', {}, { timeout: 8000 })).toBeVisible();
}, 12_000);

test('when the server goes away the last answer stays, with its age and a way to ask again', async () => {
  let isThere = true;
  const { user } = await visitOffice('/office/sales', {
    ...books,
    sales: () => (isThere ? sales(officeSale()) : null),
  });
  await table();
  isThere = false;
  await act(async () => window.dispatchEvent(new Event('online')));
  expect(await screen.findByText('Server tidak terjangkau.')).toBeVisible();
  expect(screen.getByText(/Data ini berumur kurang dari semenit/)).toBeVisible();
  expect(screen.getByText('GI-A-000042')).toBeVisible();
  isThere = true;
  await user.click(screen.getByRole('button', { name: 'Coba lagi' }));
  await waitFor(() => expect(screen.queryByText('Server tidak terjangkau.')).toBeNull());
});

test('who may not see it is told so', async () => {
  await visitOffice('/office/sales', { ...books, sales: () => problem('forbidden', 403) });
  expect(await screen.findByText('Peran Anda tidak boleh melakukan ini.')).toBeVisible();
});

test('a row opens its receipt and, in plain words, what proves it', async () => {
  const { user } = await visitOffice('/office/sales', { ...books, sales: () => sales(officeSale()) });
  await user.click(await screen.findByRole('button', { name: 'Buka GI-A-000042' }));
  const panel = await screen.findByRole('dialog', { name: 'GI-A-000042' });
  expect(await within(panel).findByText('Beras SPHP 5 kg')).toBeVisible();
  for (const words of ['Isi utuh', 'Rantai utuh', 'Ditandatangani server 14.05', 'K7QM-2XPA', 'Urutan 7'])
    expect(within(panel).getByText(words)).toBeVisible();
  expect(panel).toHaveTextContent('Kembalian');
  expect(within(panel).getByText(SALE_BODY)).toBeVisible();
  await user.click(within(panel).getByRole('button', { name: 'Tutup' }));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
});

test('what does not verify, is held or was noticed is said, and the bytes are shown all the same', async () => {
  const entry = officeFact().entries[0];
  if (entry === undefined) throw new Error('the fact stands in a ledger');
  const broken = officeFact({
    status: 'quarantined',
    reason: 'total_mismatch',
    body: '{"not":"a sale"}',
    isContentRight: false,
    entries: [{ ...entry, isHashRight: false, checkpoint: null }],
    findings: [
      {
        findingId: 'f1',
        kind: 'price_differs',
        factId: FACT_ID,
        number: null,
        deviceId: 'd',
        deviceName: 'Tablet kasir',
        staffName: null,
        detail: { sold: 60_000, listed: 65_500 },
        foundAt: 0,
      },
    ],
  });
  await visitOffice(`/office/sales?fact=${FACT_ID}`, {
    ...books,
    sales: () => sales(officeSale()),
    [`facts/${FACT_ID}`]: () => reply(broken),
  });
  const panel = await screen.findByRole('dialog', { name: 'GI-A-000042' });
  for (const words of [
    'Dikarantina (total_mismatch)',
    'Isi TIDAK cocok',
    'Rantai TIDAK cocok',
    'Belum ditandatangani server',
    'Harga berbeda dari daftar',
    'sold: Rp 60.000',
    '{"not":"a sale"}',
  ])
    expect(panel).toHaveTextContent(words);
});
