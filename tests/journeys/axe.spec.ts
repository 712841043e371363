import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { root } from '../support/run-program.ts';
import { enrol, openShift, Shop, signIn, Tablet, tap } from './shop.ts';
import { violations } from './violations.ts';

/** Every route of the app, as its table of routes says; the last one has no path and catches the rest. */
const routes = Array.from(
  readFileSync(join(root, 'src', 'app', 'routes.tsx'), 'utf8').matchAll(/path="([^"]+)"/g),
  (match) => match[1] ?? '',
);

for (const size of [
  { width: 360, height: 740 },
  { width: 1024, height: 768 },
])
  test(`no route has an accessibility violation, light or dark, ${size.width} wide`, async () => {
    test.setTimeout(120_000);
    const shop = await Shop.open();
    const tablet = new Tablet(size);
    const seen = new Set<string>();
    const found: string[] = [];
    const look = async (page: Page, route: string): Promise<void> => {
      seen.add(route);
      found.push(...(await violations(page)));
    };
    try {
      await lookEverywhere(await tablet.start(), shop, look);
      expect(found).toEqual([]);
      expect(routes.length).toBeGreaterThanOrEqual(6);
      expect(routes.filter((route) => !seen.has(route))).toEqual([]);
    } finally {
      await tablet.close();
      await shop.close();
    }
  });

type Look = (page: Page, route: string) => Promise<void>;

async function lookEverywhere(page: Page, shop: Shop, look: Look): Promise<void> {
  await page.goto(`${shop.url}/setup#wrong`);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await look(page, '/setup');
  await page.goto(`${shop.url}/office`);
  await expect(page.getByRole('heading', { name: 'Masuk ke kantor' })).toBeVisible();
  await look(page, '/office');
  await page.goto(shop.link);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await look(page, '/enrol');
  await enrol(page, shop);
  await expect(page.getByRole('button', { name: /Rina/ })).toBeVisible();
  await look(page, '/sign-in');
  await page.getByRole('button', { name: /Rina/ }).click();
  await look(page, '/sign-in');
  await page.reload();
  await signIn(page);
  await expect(page.getByRole('button', { name: /^Buka tanpa modal/ })).toBeVisible();
  await look(page, '/shift');
  await openShift(page);
  await look(page, '/');
  await lookAtTill(page, (state) => look(page, state));
  for (const [route, name] of [
    ['/stock', 'Stok'],
    ['/today', 'Hari ini'],
    ['/settings', 'Pengaturan'],
  ] as const) {
    await page.getByRole('button', { name: /^Menu/ }).click();
    await page.getByRole('navigation').getByRole('link', { name }).click();
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await look(page, route);
    await page.getByRole('link', { name: 'Kembali ke kasir' }).click();
  }
}

/** The states of the till that are no route of their own: weighing, a full cart, paying, paid. */
async function lookAtTill(page: Page, look: (route: string) => Promise<void>): Promise<void> {
  await page.getByRole('button', { name: 'Pindai dengan kamera' }).click();
  await expect(page.getByRole('dialog', { name: 'Pindai dengan kamera' }).getByRole('alert')).toBeVisible();
  await look('camera');
  await page.keyboard.press('Escape');
  await tap(page, 'Gula pasir curah');
  await expect(page.getByRole('dialog')).toBeVisible();
  await look('weigh');
  await page.keyboard.press('Escape');
  await tap(page, 'Beras SPHP 5 kg');
  await look('cart');
  await page.getByRole('button', { name: 'Bayar' }).click();
  await expect(page.getByRole('dialog', { name: 'Pembayaran' })).toBeVisible();
  await look('pay');
  await page.getByRole('button', { name: /^Uang pas ·/ }).click();
  await expect(page.getByRole('region', { name: 'Transaksi tersimpan' })).toBeVisible();
  await look('done');
  await page.getByRole('button', { name: 'Transaksi baru' }).click();
}
