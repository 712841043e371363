import { act, screen, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { rupiah } from '#domain/money.ts';
import { milli } from '#domain/quantity.ts';
import { addProduct } from '../../src/actions/edit-cart.ts';
import { recordSale } from '../../src/actions/record-sale.ts';
import type { Workplace } from '../../src/actions/workplace.ts';
import { TodayScreen } from '../../src/screens/today/today-screen.tsx';
import { useCatalogue } from '../../src/storage/replica/catalogue.ts';
import { openShop, visit } from './shop-floor.tsx';

async function sellRice(workplace: Workplace): Promise<void> {
  const rice = useCatalogue.getState().byId.get('BRS-SPHP-5');
  if (rice === undefined) throw new Error('The shop has no rice');
  addProduct(workplace, rice, { unit: 'pak', soldMilli: milli(1000) });
  const sold = await recordSale(workplace, rupiah(100_000));
  if (!sold.ok) throw new Error(`The sale was refused: ${sold.refusal.kind}`);
}

test('every sale stands with number, time, sum and how far it has come', async () => {
  const workplace = await openShop();
  await sellRice(workplace);
  await sellRice(workplace);
  await visit(workplace, <TodayScreen />, '/today');
  const rows = within(await screen.findByRole('list', { name: 'Daftar penjualan' })).getAllByRole('listitem');
  expect(rows).toHaveLength(2);
  expect(rows[0]).toHaveTextContent('GI-A-000002');
  expect(rows[0]).toHaveTextContent('10.00 · Beras SPHP 5 kg');
  expect(rows[0]).toHaveTextContent('Tersimpan');
  expect(screen.getByText('2 transaksi').parentElement).toHaveTextContent('Rp 131.000');
});

test('a tap shows the receipt, marked as a copy', async () => {
  const workplace = await openShop();
  await sellRice(workplace);
  await visit(workplace, <TodayScreen />, '/today');
  const row = await screen.findByRole('button', { name: /^GI-A-000001, pukul 10\.00/ });
  await act(async () => row.click());
  const paper = await screen.findByRole('region', { name: 'Struk nomor GI-A-000001' });
  expect(paper).toHaveTextContent('SALINAN');
  expect(paper).toHaveTextContent('TOTAL');
});

test('a day without sales leads to the till', async () => {
  const { user, visited } = await visit(await openShop(), <TodayScreen />, '/today');
  await user.click(await screen.findByRole('button', { name: 'Mulai berjualan' }));
  expect(visited.at(-1)).toBe('/');
});
