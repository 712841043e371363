import { expect, test, type Page } from '@playwright/test';
import { Shop, Tablet, beginToSell, enterOffice, sellExactly } from './shop.ts';
import { violations } from './violations.ts';

const SIZES = [
  { width: 1440, height: 900 },
  { width: 1024, height: 768 },
  { width: 360, height: 740 },
];

/** What the browser says against a page that breaks its own policy. */
function policyWords(page: Page): string[] {
  const said: string[] = [];
  page.on('console', (message) => {
    if (/Content Security Policy|Trusted ?(?:Type|HTML|Script)|Refused to/i.test(message.text()))
      said.push(message.text());
  });
  page.on('pageerror', (error) => said.push(error.message));
  return said;
}

test('a sale shows in the office within seconds, down to its bytes, and a new price reaches the till', async ({
  page,
}) => {
  test.setTimeout(120_000);
  const shop = await Shop.open();
  const tablet = new Tablet();
  const said = policyWords(page);
  try {
    const till = await tablet.start();
    await beginToSell(till, shop);
    await enterOffice(page, shop);
    await expect(page.getByText('Tidak ada penjualan untuk saringan ini.')).toBeVisible();

    await sellExactly(till, 'Beras SPHP 5 kg');
    await page.getByRole('button', { name: 'Buka GI-A-000001' }).click({ timeout: 15_000 });
    const panel = page.getByRole('dialog', { name: 'GI-A-000001' });
    for (const words of ['Beras SPHP 5 kg', 'Isi utuh', 'Rantai utuh', /Ditandatangani server/])
      await expect(panel.getByText(words).first()).toBeVisible();
    const [stored] = shop.query(`SELECT body FROM fact WHERE kind = 'sale.recorded'`);
    await expect(panel.locator('pre')).toHaveText(String(stored?.['body']));
    await page.keyboard.press('Escape');
    await expect(page.getByRole('button', { name: 'Buka GI-A-000001' })).toBeFocused();

    await page.getByRole('link', { name: 'Harga' }).click();
    await page.getByRole('button', { name: 'Buka Beras SPHP 5 kg' }).click();
    await page.getByRole('button', { name: 'Ubah harga' }).click();
    await page.getByLabel(/^Harga baru/).fill('60000');
    await page.getByLabel('Alasan').fill('Harga pemasok turun');
    await page.getByRole('button', { name: /^Tetapkan/ }).click();
    await expect(page.getByText(/Harga baru tersimpan/)).toBeVisible();
    await expect(page.getByText(/Sari.*“Harga pemasok turun”/)).toBeVisible();
    await expect(till.getByRole('button', { name: /^Beras SPHP 5 kg, Rp\s60\.000/ })).toBeVisible({
      timeout: 75_000,
    });
    expect(said).toEqual([]);
  } finally {
    await tablet.close();
    await shop.close();
  }
});

test('the office takes a new device in: both screens show the same six digits', async ({ page }) => {
  test.setTimeout(90_000);
  const shop = await Shop.open();
  const tablet = new Tablet();
  try {
    await enterOffice(page, shop);
    await page.getByRole('link', { name: 'Perangkat' }).click();
    await page.getByRole('button', { name: 'Daftarkan perangkat' }).click();
    await page.getByRole('button', { name: 'Buat kode' }).click();
    await expect(page.getByRole('img', { name: /^Kode QR/ })).toBeVisible();
    const link = await page.getByText(/\/enrol#/).innerText();
    const device = await tablet.start();
    await device.goto(link);
    await device.getByRole('button', { name: 'Daftarkan perangkat ini' }).click();
    const shown = page.getByRole('img', { name: /^Angka pencocokan/ });
    await expect(shown).toBeVisible({ timeout: 15_000 });
    const asked = device.getByRole('img', { name: /^Angka pencocokan/ });
    expect(await shown.getAttribute('aria-label')).toBe(await asked.getAttribute('aria-label'));
    await page.getByRole('button', { name: 'Ya, sama' }).click();
    await expect(page.getByText(/ terdaftar\.$/)).toBeVisible({ timeout: 15_000 });
    await expect(device.getByRole('heading', { name: 'Perangkat terdaftar' })).toBeVisible({
      timeout: 15_000,
    });
  } finally {
    await tablet.close();
    await shop.close();
  }
});

for (const size of SIZES)
  test(`no part of the office has an accessibility violation, light or dark, ${size.width} wide`, async ({
    page,
  }) => {
    test.setTimeout(120_000);
    const shop = await Shop.open();
    const tablet = new Tablet();
    const found: string[] = [];
    const said = policyWords(page);
    const look = async (): Promise<void> => {
      found.push(...(await violations(page)));
    };
    try {
      const till = await tablet.start();
      await beginToSell(till, shop);
      await sellExactly(till, 'Beras SPHP 5 kg');
      await enterOffice(page, shop);
      await page.setViewportSize(size);
      for (const part of ['Penjualan', 'Perangkat', 'Harga', 'Temuan', 'Orang', 'Toko', 'Mulai']) {
        await page.getByRole('navigation').getByRole('link', { name: part }).click();
        await expect(page.getByRole('main').getByRole('status')).toHaveCount(part === 'Toko' ? 1 : 0);
        await look();
      }
      await lookInside(page, look);
      expect(found).toEqual([]);
      expect(said).toEqual([]);
    } finally {
      await tablet.close();
      await shop.close();
    }
  });

/** What opens over the parts: the calendar, a fact, a device, a price with its dialog, the account's menu. */
async function lookInside(page: Page, look: () => Promise<void>): Promise<void> {
  const go = (part: string) => page.getByRole('navigation').getByRole('link', { name: part }).click();
  await go('Penjualan');
  await page.getByRole('button', { name: 'Hari ini' }).click();
  await expect(page.getByRole('button', { name: 'Terapkan' })).toBeVisible();
  await look();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Buka GI-A-000001' }).click();
  await expect(page.getByText('Rantai utuh')).toBeVisible();
  await look();
  await page.keyboard.press('Escape');
  await go('Perangkat');
  await page.getByRole('button', { name: /^Buka / }).click();
  await look();
  await page.getByRole('button', { name: 'Cabut izin' }).click();
  await look();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await go('Harga');
  await page.getByRole('button', { name: 'Buka Beras SPHP 5 kg' }).click();
  await page.getByRole('button', { name: 'Ubah harga' }).click();
  await page.getByRole('radio', { name: 'Mulai tanggal' }).check();
  await look();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: /^Akun/ }).click();
  await expect(page.getByRole('menu')).toBeVisible();
  await look();
  await page.keyboard.press('Escape');
}
