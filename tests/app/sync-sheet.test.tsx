import { screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { SyncSheet } from '../../src/app/sync-sheet.tsx';
import { UNKNOWN_STATUS, useSyncStatus, type SyncStatus } from '../../src/sync/sync-status.ts';
import { openShop, visit } from '../screens/shop-floor.tsx';

async function openSheet(status: Partial<SyncStatus>): Promise<void> {
  useSyncStatus.setState({ ...UNKNOWN_STATUS, ...status });
  await visit(await openShop(), <SyncSheet onClose={() => undefined} />);
}

test.each(['waiting', 'offline', 'busy', 'stale', 'ok'] as const)(
  'a till that has to be updated says so while it is %s, because waiting alone won’t help',
  async (state) => {
    await openSheet({ state, trouble: 'update-needed', pendingCount: 2 });
    expect(screen.getByText(/Perbarui aplikasi.*Anda bisa terus berjualan/)).toBeVisible();
  },
);

test('what a person has to look at at once is said before an update', async () => {
  await openSheet({ state: 'storage', trouble: 'update-needed' });
  expect(screen.queryByText(/Perbarui aplikasi/)).toBeNull();
  expect(screen.getByText(/Peramban gagal menulis/)).toBeVisible();
});

test('a device that the server does not know can save its records and be enrolled again', async () => {
  await openSheet({ state: 'check', trouble: 'device-unknown', pendingCount: 2 });
  expect(screen.getByText(/Server tidak mengenal perangkat ini. Catatan tetap aman/)).toBeVisible();
  expect(screen.getByRole('button', { name: 'Simpan salinan ke berkas' })).toBeVisible();
  expect(screen.getByRole('link', { name: 'Daftarkan ulang perangkat ini' })).toHaveAttribute(
    'href',
    '/enrol',
  );
});
