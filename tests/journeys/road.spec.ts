import { cpSync } from 'node:fs';
import { expect, test, type Page } from '@playwright/test';
import { Shop, Tablet, beginToSell, enterOffice, sellExactly, signIn } from './shop.ts';

// A browser that is killed takes its half-written trace along, and the runner trips over that.
test.use({ trace: 'off' });
test.setTimeout(180_000);

const PUSH = '**/api/sync/v1/push';
const PORTAL = '<!doctype html><title>Wi-Fi login</title><h1>Selamat datang di Wi-Fi gratis</h1>';

/** Where a shop and its tablets end, whatever happened in between. */
async function inShop(tabletCount: number, story: (shop: Shop, tablets: Tablet[]) => Promise<void>) {
  const shop = await Shop.open();
  const tablets = Array.from({ length: tabletCount }, () => new Tablet());
  try {
    await story(shop, tablets);
  } finally {
    for (const tablet of tablets) await tablet.close();
    await shop.close();
  }
}

/** A browser that is enrolled, with Rina at the till and a shift open. */
async function toTill(tablet: Tablet | undefined, shop: Shop): Promise<Page> {
  if (tablet === undefined) throw new Error('The story has not so many tablets');
  const page = await tablet.start();
  await beginToSell(page, shop);
  return page;
}

function acceptedNumbers(shop: Shop): readonly string[] {
  const sales = shop.query(`SELECT body FROM fact WHERE kind = 'sale.recorded' AND status = 'accepted'`);
  return sales.map((row) => (JSON.parse(String(row['body'])) as { number: string }).number).toSorted();
}

const onHand = (shop: Shop, item: string): unknown =>
  shop.query(`SELECT milli FROM stock WHERE place = 'GI-gerai' AND item = ?`, item)[0]?.['milli'];

const tileStock = (page: Page, name: string) => page.getByRole('button', { name: new RegExp(`^${name}, `) });

test('two tablets sell the same goods offline, and the stock is right on both once they are linked', async () => {
  await inShop(2, async (shop, tablets) => {
    const [first, second] = [await toTill(tablets[0], shop), await toTill(tablets[1], shop)];
    for (const tablet of tablets) await tablet.goOffline(true);
    await sellExactly(first, 'Beras SPHP 5 kg');
    await sellExactly(first, 'Beras SPHP 5 kg');
    await sellExactly(second, 'Beras SPHP 5 kg');
    await expect(tileStock(first, 'Beras SPHP 5 kg')).toContainText('stok 10');
    await expect(tileStock(second, 'Beras SPHP 5 kg')).toContainText('stok 11');

    for (const tablet of tablets) await tablet.goOffline(false);
    for (const page of [first, second])
      await expect(tileStock(page, 'Beras SPHP 5 kg')).toContainText('stok 9Beras', { timeout: 90_000 });
    expect(acceptedNumbers(shop)).toEqual(['GI-A-000001', 'GI-A-000002', 'GI-B-000001']);
    expect(onHand(shop, 'BRS-SPHP-5')).toBe(9_000);
    expect(shop.query('SELECT kind FROM finding')).toEqual([]);
  });
});

test('the reply to a push is lost: the same entries go again, and each sale is there once', async () => {
  await inShop(1, async (shop, [tablet]) => {
    const page = await toTill(tablet, shop);
    let lost = 0;
    await tablet?.context.route(PUSH, async (route) => {
      const request = route.request().postDataJSON() as { entries: unknown[] };
      if (request.entries.length === 0 || lost > 0) return route.continue();
      lost += 1;
      // The server has taken it; only its answer never arrives.
      await route.fetch();
      await route.abort('connectionreset');
    });
    await sellExactly(page, 'Beras SPHP 5 kg');
    await expect(page.getByRole('button', { name: /Tersinkron/ })).toBeVisible({ timeout: 30_000 });
    expect(lost).toBe(1);
    expect(acceptedNumbers(shop)).toEqual(['GI-A-000001']);
    expect(onHand(shop, 'BRS-SPHP-5')).toBe(11_000);
    const slots = shop.query(
      `SELECT count(*) AS n FROM slot JOIN fact USING (coop_id, fact_id) WHERE kind = 'sale.recorded'`,
    );
    expect(slots[0]?.['n']).toBe(1);
  });
});

test('a captive portal answers everything with a page: that is offline, and nothing of it is kept', async () => {
  await inShop(1, async (shop, [tablet]) => {
    const page = await toTill(tablet, shop);
    await tablet?.context.route('**/*', (route) =>
      route.fulfill({ status: 200, contentType: 'text/html', body: PORTAL }),
    );
    await sellExactly(page, 'Beras SPHP 5 kg');
    await expect(page.getByRole('button', { name: /1 menunggu/ })).toBeVisible();
    await page.reload();
    await signIn(page);
    await sellExactly(page, 'Beras SPHP 5 kg');
    await expect(page.getByRole('button', { name: /2 menunggu/ })).toBeVisible();
    expect(await textsInCaches(page)).not.toContain('Wi-Fi gratis');

    await tablet?.context.unrouteAll({ behavior: 'ignoreErrors' });
    await expect(page.getByRole('button', { name: /Tersinkron/ })).toBeVisible({ timeout: 30_000 });
    expect(acceptedNumbers(shop)).toEqual(['GI-A-000001', 'GI-A-000002']);
  });
});

test('a copied profile sells on both tablets: every sale is booked, the second goes on in a series of its own', async () => {
  await inShop(1, async (shop, [original]) => {
    const page = await toTill(original, shop);
    await sellExactly(page, 'Beras SPHP 5 kg');
    await expect(page.getByRole('button', { name: /Tersinkron/ })).toBeVisible({ timeout: 30_000 });
    await original?.kill();

    const copy = new Tablet();
    try {
      if (original === undefined) throw new Error('There is a tablet');
      cpSync(original.profile, copy.profile, { recursive: true });
      const [here, there] = [await wakeUp(original, shop), await wakeUp(copy, shop)];
      await sellExactly(here, 'Beras SPHP 5 kg');
      await expect(here.getByRole('button', { name: /Tersinkron/ })).toBeVisible({ timeout: 30_000 });
      await sellExactly(there, 'Beras medium lokal 5 kg');
      await expect(there.getByRole('button', { name: /Tersinkron/ })).toBeVisible({ timeout: 45_000 });
      await sellExactly(there, 'Beras medium lokal 5 kg');
      await expect.poll(() => acceptedNumbers(shop).length, { timeout: 45_000 }).toBe(4);
      expect(acceptedNumbers(shop)).toEqual(['GI-A-000001', 'GI-A-000002', 'GI-A-000002', 'GI-B-000001']);
      expect(onHand(shop, 'BRS-SPHP-5')).toBe(10_000);
      const findings = shop.query('SELECT kind FROM finding').map((row) => row['kind']);
      expect(findings).toContain('ledger_forked');
      expect(findings).toContain('number_repeated');
    } finally {
      await copy.close();
    }
  });
});

test('a second tablet shows a sale within two seconds of its push', async () => {
  await inShop(2, async (shop, tablets) => {
    const [first, second] = [await toTill(tablets[0], shop), await toTill(tablets[1], shop)];
    await second.getByRole('link', { name: /Stok/ }).click();
    const row = second.getByRole('row', { name: /Beras SPHP 5 kg/ });
    await expect(row).toContainText('12');
    // The line of pokes opens in idle time.
    await second.waitForTimeout(3000);
    await sellExactly(first, 'Beras SPHP 5 kg');
    const isBooked = (): boolean => onHand(shop, 'BRS-SPHP-5') === 11_000;
    await expect.poll(isBooked, { intervals: [20] }).toBe(true);
    await expect(row).toContainText('11', { timeout: 2000 });
  });
});

test('the office changes a price while the till is offline: the sale made keeps its price, the next takes the new one', async ({
  page: desk,
}) => {
  await inShop(1, async (shop, [tablet]) => {
    const page = await toTill(tablet, shop);
    await enterOffice(desk, shop);
    await tablet?.goOffline(true);
    await desk.getByRole('link', { name: 'Harga' }).click();
    await desk.getByRole('button', { name: 'Buka Beras SPHP 5 kg' }).click();
    await desk.getByRole('button', { name: 'Ubah harga' }).click();
    await desk.getByLabel(/^Harga baru/).fill('60000');
    await desk.getByLabel('Alasan').fill('Harga pemasok turun');
    await desk.getByRole('button', { name: /^Tetapkan/ }).click();
    await expect(desk.getByText(/Harga baru tersimpan/)).toBeVisible();

    await sellExactly(page, 'Beras SPHP 5 kg');
    await tablet?.goOffline(false);
    await expect(tileStock(page, 'Beras SPHP 5 kg')).toContainText('60.000', { timeout: 75_000 });
    await sellExactly(page, 'Beras SPHP 5 kg');
    await expect.poll(() => acceptedNumbers(shop).length, { timeout: 45_000 }).toBe(2);
    const sales = shop
      .query(`SELECT body FROM fact WHERE kind = 'sale.recorded' ORDER BY number`)
      .map((row) => (JSON.parse(String(row['body'])) as { totalRupiah: number }).totalRupiah);
    expect(sales).toEqual([65_500, 60_000]);
  });
});

test('the server is restored from an older backup: the tablet brings back what it lacks, once', async () => {
  await inShop(1, async (shop, [tablet]) => {
    const page = await toTill(tablet, shop);
    await sellExactly(page, 'Beras SPHP 5 kg');
    await expect.poll(() => acceptedNumbers(shop).length, { timeout: 30_000 }).toBe(1);
    await shop.command('backup');
    const backup = shop.newestBackup();
    await sellExactly(page, 'Beras SPHP 5 kg');
    await expect.poll(() => acceptedNumbers(shop).length, { timeout: 30_000 }).toBe(2);
    await shop.stop();
    await sellExactly(page, 'Beras SPHP 5 kg');
    await shop.command('restore', backup, '--replace');
    expect(acceptedNumbers(shop)).toEqual(['GI-A-000001']);

    await shop.start();
    await expect
      .poll(() => acceptedNumbers(shop), { timeout: 60_000 })
      .toEqual(['GI-A-000001', 'GI-A-000002', 'GI-A-000003']);
    expect(onHand(shop, 'BRS-SPHP-5')).toBe(9_000);
    await expect(page.getByRole('button', { name: /Tersinkron/ })).toBeVisible({ timeout: 30_000 });
    await expect(tileStock(page, 'Beras SPHP 5 kg')).toContainText('stok 9Beras', { timeout: 60_000 });
  });
});

test('a revoked tablet stops selling when it hears of it, and what it still had is kept apart', async ({
  page: desk,
}) => {
  await inShop(1, async (shop, [tablet]) => {
    const page = await toTill(tablet, shop);
    await sellExactly(page, 'Beras SPHP 5 kg');
    await expect.poll(() => acceptedNumbers(shop).length, { timeout: 30_000 }).toBe(1);
    await tablet?.goOffline(true);
    await sellExactly(page, 'Beras SPHP 5 kg');

    await enterOffice(desk, shop);
    await desk.getByRole('link', { name: 'Perangkat' }).click();
    await desk
      .getByRole('button', { name: /^Buka / })
      .first()
      .click();
    await desk.getByRole('button', { name: 'Cabut izin' }).click();
    await desk.getByLabel('Alasan').fill('Tablet hilang');
    await desk.getByRole('dialog').last().getByRole('button', { name: 'Cabut izin' }).click();
    await expect(desk.getByText('Izin dicabut').first()).toBeVisible();

    await tablet?.goOffline(false);
    const quarantined = (): number =>
      Number(
        shop.query(
          `SELECT count(*) AS n FROM fact WHERE kind = 'sale.recorded' AND status = 'quarantined'`,
        )[0]?.['n'],
      );
    await expect.poll(quarantined, { timeout: 60_000 }).toBe(1);
    expect(acceptedNumbers(shop)).toEqual(['GI-A-000001']);
    expect(onHand(shop, 'BRS-SPHP-5')).toBe(11_000);
    await expect(page.getByRole('button', { name: /perlu dicek/ })).toBeVisible({ timeout: 60_000 });
    await page.getByRole('button', { name: /^Beras medium lokal 5 kg, / }).click();
    await page.getByRole('button', { name: 'Uang pas' }).click();
    await expect(page.getByText(/tidak diizinkan lagi oleh koperasi/)).toBeVisible();
    await expect(page.getByRole('region', { name: 'Transaksi tersimpan' })).toHaveCount(0);
  });
});

/** Starts a tablet that has been enrolled, and signs Rina in; her shift is still open. */
async function wakeUp(tablet: Tablet, shop: Shop): Promise<Page> {
  const page = await tablet.start();
  await page.goto(shop.url);
  await signIn(page);
  await expect(page.getByRole('searchbox', { name: 'Cari barang' })).toBeVisible();
  return page;
}

/** Everything textual that the browser has cached for this origin. */
async function textsInCaches(page: Page): Promise<string> {
  return await page.evaluate(async () => {
    const texts: string[] = [];
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys())
        texts.push((await (await cache.match(request))?.text()) ?? '');
    }
    return texts.join('\n');
  });
}
