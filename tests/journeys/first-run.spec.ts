import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { root } from '../support/run-program.ts';
import { openShift, sellExactly, Shop, Tablet } from './shop.ts';

const PASSWORD = 'hujan turun di kebun karet';
const PIN = '408216';
const SAMPLE = join(root, 'sync-server', 'demo');

test('the setup link leads through co-operative, people, goods, receipt and tablet to a first sale', async ({
  page,
}) => {
  test.setTimeout(120_000);
  const shop = await Shop.open('production');
  const tablet = new Tablet();
  try {
    await found(page, shop);
    await expect(page.getByText('0 dari 5 selesai')).toBeVisible();
    const startCode = await addCashier(page);
    await importGoods(page);
    await writeReceiptHead(page);
    const till = await tablet.start();
    await takeTabletIn(page, till);

    await till.getByRole('button', { name: 'Masuk ke kasir' }).click();
    await till.getByRole('button', { name: /Dewi Lestari/ }).click();
    await till.getByRole('textbox').fill(startCode);
    await till.getByRole('button', { name: 'Lanjut' }).click();
    for (const digit of `${PIN}${PIN}`) await till.getByRole('button', { name: digit, exact: true }).click();
    await openShift(till);
    await sellExactly(till, 'Beras SPHP 5 kg');

    await go(page, 'Mulai');
    await expect(page.getByText('Semua siap. Selamat berjualan!')).toBeVisible({ timeout: 20_000 });
    await page.getByRole('link', { name: /Penjualan pertama/ }).click();
    await expect(page.getByRole('button', { name: 'Buka GI-A-000001' })).toBeVisible();
    expect(shop.query("select count(*) as n from fact where kind = 'sale.recorded'")).toEqual([{ n: 1 }]);
  } finally {
    await tablet.close();
    await shop.close();
  }
});

async function go(page: Page, part: string): Promise<void> {
  await page.getByRole('navigation').getByRole('link', { name: part }).click();
}

/** The wizard, as the founder of a co-operative would go through it. */
async function found(page: Page, shop: Shop): Promise<void> {
  await page.goto(shop.link);
  await page.getByRole('button', { name: 'Mulai' }).click();
  const next = page.getByRole('button', { name: 'Lanjut' });
  await page.getByLabel('Nama koperasi').fill('Koperasi Kelurahan Merah Putih Graha Indah');
  await next.click();
  await page.getByLabel('Nama gerai').fill('Gerai Graha Indah');
  await page.getByLabel('Alamat di struk').fill('Kel. Graha Indah, Balikpapan');
  await next.click();
  await page.getByLabel('Nama Anda').fill('Siti Rahma');
  await page.getByLabel('Kata sandi baru', { exact: true }).fill(PASSWORD);
  await page.getByLabel('Ulangi kata sandi baru', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Dirikan koperasi' }).click();
  await expect(page.getByRole('heading', { name: 'Menuju penjualan pertama' })).toBeVisible();
}

/** @returns the code with which the cashier makes a PIN of her own */
async function addCashier(page: Page): Promise<string> {
  await page
    .getByRole('main')
    .getByRole('link', { name: /Tambahkan kasir/ })
    .click();
  await page.getByRole('button', { name: 'Tambah orang' }).click();
  const form = page.getByRole('dialog', { name: 'Tambah orang' });
  await form.getByLabel('Nama').fill('Dewi Lestari');
  await form.getByRole('button', { name: 'Simpan' }).click();
  await page.getByRole('button', { name: 'Buka Dewi Lestari' }).click();
  await page.getByRole('button', { name: 'Atur ulang PIN' }).click();
  await page.getByRole('button', { name: 'Buat kode' }).click();
  const code = await page.getByText(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/).innerText();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  return code;
}

/** Files with a fault are told row by row and nothing is written; the whole set is looked at, and then written. */
async function importGoods(page: Page): Promise<void> {
  await go(page, 'Toko');
  const choose = (...names: string[]) =>
    page.locator('input[type=file]').setInputFiles(names.map((name) => join(SAMPLE, `${name}.csv`)));
  await choose('catalogue', 'opening-stock');
  await expect(page.getByText('1 kesalahan, belum ada yang ditulis')).toBeVisible();
  await expect(
    page.getByRole('row', { name: /catalogue\.csv 39 .*nomor anggota tidak dikenal/ }),
  ).toBeVisible();
  await page.getByRole('button', { name: 'Batalkan pilihan' }).click();
  await choose('catalogue', 'opening-stock', 'members', 'sale-rules');
  await expect(page.getByText('Yang akan ditulis')).toBeVisible();
  await page.getByRole('button', { name: 'Impor sekarang' }).click();
  await expect(page.getByText('Impor selesai')).toBeVisible({ timeout: 20_000 });
}

async function writeReceiptHead(page: Page): Promise<void> {
  await page.getByLabel('Kepala struk').fill('AHU-0001234.AH.01.29');
  await page.getByRole('button', { name: 'Simpan' }).click();
  await expect(page.getByText(/^Tersimpan\. Struk berikutnya/)).toBeVisible();
}

/** A code made in the office, typed on the tablet, and the six digits that both show. */
async function takeTabletIn(page: Page, till: Page): Promise<void> {
  await go(page, 'Perangkat');
  await page.getByRole('button', { name: 'Daftarkan perangkat' }).click();
  await page.getByRole('button', { name: 'Buat kode' }).click();
  await till.goto(await page.getByText(/\/enrol#/).innerText());
  await till.getByRole('button', { name: 'Daftarkan perangkat ini' }).click();
  const asked = page.getByRole('img', { name: /^Angka pencocokan/ });
  await expect(asked).toBeVisible({ timeout: 15_000 });
  const shown = till.getByRole('img', { name: /^Angka pencocokan/ });
  expect(await asked.getAttribute('aria-label')).toBe(await shown.getAttribute('aria-label'));
  await page.getByRole('button', { name: 'Ya, sama' }).click();
  await expect(till.getByRole('heading', { name: 'Perangkat terdaftar' })).toBeVisible({ timeout: 15_000 });
  await page.getByRole('button', { name: 'Tutup' }).last().click();
}
