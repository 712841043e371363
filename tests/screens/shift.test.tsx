import { screen, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { Workplace } from '../../src/actions/workplace.ts';
import { OpenShiftScreen } from '../../src/screens/shift/open-shift-screen.tsx';
import { MORNING, openShop, rp, visit } from './shop-floor.tsx';

const DAY_MS = 86_400_000;

async function standAtShift(prepare: (workplace: Workplace) => Promise<void> = async () => undefined) {
  const workplace = await openShop({ hasOpenShift: false });
  await prepare(workplace);
  return { workplace, ...(await visit(workplace, <OpenShiftScreen />, '/shift')) };
}

test('the till is opened with the typed float on the proposed day', async () => {
  const { user, workplace } = await standAtShift();
  expect(await screen.findByText('Senin, 23 November 2026')).toBeVisible();
  for (const key of ['2', '0', '0', '000']) await user.click(screen.getByRole('button', { name: key }));
  await user.click(screen.getByRole('button', { name: `Buka dengan ${rp('200.000')}` }));
  await waitFor(async () => {
    const { openShift } = await workplace.ledger.readMeta();
    expect(openShift).toMatchObject({ floatRupiah: 200_000, businessDate: '2026-11-23', staffId: 'rina' });
  });
});

test('an empty drawer is opened without a float', async () => {
  await standAtShift();
  expect(await screen.findByRole('button', { name: 'Buka tanpa modal' })).toBeEnabled();
});

test('a day that looks odd has to be confirmed in so many words', async () => {
  const { user } = await standAtShift(async ({ ledger }) => {
    await ledger.patchMeta({ serverClock: { serverAt: MORNING - 3 * DAY_MS, offset: 0 } });
  });
  expect(await screen.findByText(/berbeda lebih dari sehari dengan jam server/)).toBeVisible();
  expect(screen.getByRole('button', { name: 'Buka tanpa modal' })).toBeDisabled();
  await user.click(screen.getByRole('button', { name: 'Ya, tanggalnya benar' }));
  expect(screen.getByRole('button', { name: 'Buka tanpa modal' })).toBeEnabled();
});
