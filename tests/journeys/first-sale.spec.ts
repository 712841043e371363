import { expect, test, type Page } from '@playwright/test';
import { Shop, Tablet, beginToSell, signIn, tap } from './shop.ts';

// A browser that is killed takes its half-written trace along, and the runner trips over that.
test.use({ trace: 'off' });

async function payExactly(page: Page, number: string): Promise<void> {
  await page.getByRole('button', { name: 'Uang pas' }).click();
  const done = page.getByRole('region', { name: 'Transaksi tersimpan' });
  await expect(done).toContainText('Tersimpan di perangkat ini');
  await expect(done).toContainText(number);
  await done.getByRole('button', { name: 'Transaksi baru' }).click();
}

async function expectThreeSales(page: Page, state: string): Promise<void> {
  const rows = page.getByRole('list', { name: 'Daftar penjualan' }).getByRole('listitem');
  await expect(rows).toHaveCount(3);
  for (const number of ['GI-A-000001', 'GI-A-000002', 'GI-A-000003'])
    await expect(rows.filter({ hasText: number })).toContainText(state);
}

test('three sales made offline survive a reload and a kill, and reach the server once each', async () => {
  test.setTimeout(180_000);
  const shop = await Shop.open();
  const tablet = new Tablet();
  try {
    let page = await tablet.start();
    await beginToSell(page, shop);

    await shop.stop();
    await tablet.goOffline(true);

    await tap(page, 'Beras SPHP 5 kg');
    await tap(page, 'Beras SPHP 5 kg');
    await payExactly(page, 'GI-A-000001');
    await tap(page, 'Bright Gas 5,5 kg isi ulang');
    await payExactly(page, 'GI-A-000002');
    await tap(page, 'Gula pasir curah');
    for (const key of ['1', 'Koma', '3', '5'])
      await page.getByRole('dialog').getByRole('button', { name: key, exact: true }).click();
    await page.getByRole('button', { name: /^Masukkan · Rp\s24\.300/ }).click();
    await payExactly(page, 'GI-A-000003');
    await expect(page.getByRole('button', { name: /3 menunggu/ })).toBeVisible();

    await page.reload();
    await signIn(page);
    await page.getByRole('link', { name: 'Hari ini' }).click();
    await expectThreeSales(page, 'Tersimpan');

    await tablet.kill();
    page = await tablet.start(true);
    await page.goto(shop.url);
    await signIn(page);
    await page.getByRole('link', { name: 'Hari ini' }).click();
    await expectThreeSales(page, 'Tersimpan');

    await shop.start();
    await tablet.goOffline(false);
    await expectThreeSales(page, 'Terkirim');
    expectBooks(shop);
  } finally {
    await tablet.close();
    await shop.close();
  }
});

/** Each sale once, and the stock moved by exactly what was sold. */
function expectBooks(shop: Shop): void {
  const sales = shop.query(`SELECT body FROM fact WHERE kind = 'sale.recorded' AND status = 'accepted'`);
  const numbers = sales.map((row) => (JSON.parse(String(row['body'])) as { number: string }).number);
  expect(numbers.toSorted()).toEqual(['GI-A-000001', 'GI-A-000002', 'GI-A-000003']);
  const onHand = (item: string): unknown =>
    shop.query(`SELECT milli FROM stock WHERE place = 'GI-gerai' AND item = ?`, item)[0]?.['milli'];
  expect(onHand('BRS-SPHP-5')).toBe(12_000 - 2_000);
  expect(onHand('BG-5.5KG:full')).toBe(18_000 - 1_000);
  expect(onHand('BG-5.5KG:empty')).toBe(12_000 + 1_000);
  expect(onHand('GLA-CRH')).toBe(24_000 - 1_350);
  expect(shop.query('SELECT kind FROM finding')).toEqual([]);
}
