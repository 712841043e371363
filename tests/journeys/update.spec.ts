import { expect, test, type Page } from '@playwright/test';
import { NextVersion, NEXT_VERSION } from './next-version.ts';
import { Shop, Tablet, beginToSell, enrol, openShift, sellExactly, signIn, tap } from './shop.ts';

test.use({ trace: 'off' });
test.setTimeout(120_000);

const GOODS = 'Beras SPHP 5 kg';

/** Counts how often the page is loaded anew. */
function countLoads(page: Page): { count: number } {
  const loads = { count: 0 };
  page.on('load', () => (loads.count += 1));
  return loads;
}

async function version(page: Page): Promise<string> {
  return (await page.getByText('Versi Gerai').locator('xpath=following-sibling::*').textContent()) ?? '';
}

test('an update with unsent sales and a full cart waits for the cart, comes in one load, and loses nothing', async () => {
  const [shop, next] = await Promise.all([Shop.open(), NextVersion.build()]);
  const tablet = new Tablet();
  try {
    const page = await tablet.start();
    await beginToSell(page, shop);
    await shop.stop();
    await sellExactly(page, GOODS);
    await sellExactly(page, GOODS);
    for (let taps = 0; taps < 3; taps += 1) await tap(page, GOODS);

    // The server comes back as the next version, and answers no push yet: the sales stay unsent.
    await tablet.context.route('**/api/sync/v1/push', (route) => route.abort());
    await shop.start(next.folder);
    const loads = countLoads(page);
    await page.reload();
    await signIn(page);
    const waits = page.getByText('Versi baru siap. Dipasang setelah keranjang kosong.');
    await expect(waits).toBeVisible({ timeout: 30_000 });
    await expect(page.getByRole('button', { name: new RegExp(`^Ubah ${GOODS}`) })).toContainText('3');
    // A fresh start in the middle of a sale changes no version.
    await page.goto(`${shop.url}/settings`);
    await signIn(page);
    expect(await version(page)).toContain('0.1.0');
    await page.getByRole('link', { name: 'Kembali ke kasir' }).click();

    await page.getByRole('button', { name: 'Uang pas' }).click();
    const done = page.getByRole('region', { name: 'Transaksi tersimpan' });
    await expect(done).toContainText('GI-A-000003');
    await done.getByRole('button', { name: 'Transaksi baru' }).click();
    loads.count = 0;
    await page.getByRole('button', { name: 'Pasang sekarang' }).click();
    await expect(page.getByRole('button', { name: /Rina/ })).toBeVisible();
    await page.waitForTimeout(2000);
    expect(loads.count).toBe(1);
    await tablet.context.unrouteAll({ behavior: 'ignoreErrors' });
    await page.goto(`${shop.url}/settings`);
    await signIn(page);
    expect(await version(page)).toContain(NEXT_VERSION);
    await expect(page.getByRole('button', { name: /Tersinkron/ })).toBeVisible({ timeout: 45_000 });
    const sales = shop.query(`SELECT body FROM fact WHERE kind = 'sale.recorded' AND status = 'accepted'`);
    const bodies = sales.map(({ body }) => JSON.parse(String(body)) as { number: string; app: string });
    expect(bodies.map(({ number }) => number).toSorted()).toEqual([
      'GI-A-000001',
      'GI-A-000002',
      'GI-A-000003',
    ]);
    for (const { app } of bodies) expect(app).toContain('0.1.0');
    expect(shop.query('SELECT kind FROM finding')).toEqual([]);
  } finally {
    await tablet.close();
    await shop.close();
    next.close();
  }
});

test('a file that is missing: one load anew, then a page that says what to do, and never a loop', async ({
  browser,
}) => {
  const shop = await Shop.open();
  // Without a worker nothing is kept, as on the first day or after the browser has cleared its caches.
  const context = await browser.newContext({ serviceWorkers: 'block', locale: 'id-ID' });
  context.setDefaultTimeout(15_000);
  try {
    const page = await context.newPage();
    await enrol(page, shop);
    await signIn(page);
    await openShift(page);
    await sayWhatIsMissingAtStart(page);
    await tap(page, GOODS);
    await expect(page.getByRole('button', { name: new RegExp(`^Ubah ${GOODS}`) })).toBeVisible();
    await context.route(/\/assets\/stock-screen-.*\.js/, (route) => route.fulfill({ status: 404 }));
    const loads = countLoads(page);
    await page.getByRole('link', { name: /Stok/ }).click();
    await signIn(page);
    const missing = page.getByRole('heading', { name: 'Bagian ini belum terunduh' });
    await expect(missing).toBeVisible();
    expect(loads.count).toBe(1);

    // The rest of the program works. Whoever starts anew and asks again is told at once.
    await page.getByRole('button', { name: 'Ke kasir' }).click();
    await expect(page.getByRole('button', { name: new RegExp(`^Ubah ${GOODS}`) })).toBeVisible();
    await page.reload();
    await signIn(page);
    loads.count = 0;
    await page.getByRole('link', { name: /Stok/ }).click();
    await expect(missing).toBeVisible();
    expect(loads.count).toBe(0);
    await context.unrouteAll({ behavior: 'ignoreErrors' });
    await page.getByRole('button', { name: 'Muat ulang' }).click();
    await signIn(page);
    await expect(page.getByRole('row', { name: new RegExp(GOODS) })).toBeVisible();
  } finally {
    await context.close();
    await shop.close();
  }
});

/** Without even its first file the page itself says what to do. */
async function sayWhatIsMissingAtStart(page: Page): Promise<void> {
  const start = /\/assets\/index-.*\.js/;
  await page.route(start, (route) => route.fulfill({ status: 404 }));
  await page.reload();
  const words = page.getByText('Gerai belum termuat');
  await expect(words).toBeHidden();
  // Nobody waits eight seconds here.
  await page.evaluate(() => {
    for (const animation of document.getAnimations()) animation.finish();
  });
  await expect(words).toBeVisible();
  await page.unroute(start);
  await page.getByRole('link', { name: 'muat ulang' }).click();
  await signIn(page);
}
