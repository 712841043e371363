import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { writeLabelFilm } from '../support/label-film.ts';
import { enrol, openShift, Shop, signIn, Tablet, waitForShell } from './shop.ts';

const GULAKU = '8995177102058';

/** What the page was refused by a security policy or threw on the way. */
function listen(page: Page): string[] {
  const said: string[] = [];
  page.on('pageerror', (error) => said.push(error.message));
  page.on('console', (line) => {
    if (/Content Security Policy|TrustedScript/i.test(line.text())) said.push(line.text());
  });
  return said;
}

async function scanOnce(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Pindai dengan kamera' }).click();
  const sheet = page.getByRole('dialog', { name: 'Pindai dengan kamera' });
  await expect(sheet.getByText(/Gulaku.* masuk keranjang/)).toBeVisible();
  await sheet.getByRole('button', { name: 'Tutup' }).click();
  await expect(sheet).toBeHidden();
}

test('the camera reads a label under the real security policy, and again without a link after a restart', async () => {
  test.setTimeout(90_000);
  const folder = mkdtempSync(join(tmpdir(), 'gerai-film-'));
  const film = join(folder, 'label.y4m');
  writeLabelFilm(film, GULAKU);
  const shop = await Shop.open();
  const tablet = new Tablet({ width: 360, height: 740 }, [
    '--use-fake-ui-for-media-stream',
    '--use-fake-device-for-media-stream',
    `--use-file-for-fake-video-capture=${film}`,
  ]);
  try {
    let page = await tablet.start();
    let refused = listen(page);
    await enrol(page, shop);
    await signIn(page);
    await openShift(page);
    await waitForShell(page);
    await scanOnce(page);
    // The label never left the picture, so it counts once.
    await expect(page.getByRole('button', { name: /^Buka keranjang, 1 barang/ })).toBeVisible();
    expect(refused).toEqual([]);

    // Stored while nobody waited for it.
    await page.waitForFunction(async () => {
      const stored = await (await caches.open('gerai-late-assets')).keys();
      return stored.some(({ url }) => url.endsWith('.wasm'));
    });
    await tablet.kill();
    await shop.stop();
    page = await tablet.start(true);
    refused = listen(page);
    await page.goto(shop.url);
    await signIn(page);
    await scanOnce(page);
    expect(refused).toEqual([]);
  } finally {
    await tablet.close();
    await shop.close();
    rmSync(folder, { recursive: true });
  }
});

test('a camera that is not allowed is said in plain words, and the till sells on', async () => {
  const shop = await Shop.open();
  const tablet = new Tablet({ width: 360, height: 740 }, [
    '--use-fake-device-for-media-stream',
    '--use-fake-ui-for-media-stream=deny',
  ]);
  try {
    const page = await tablet.start();
    await enrol(page, shop);
    await signIn(page);
    await openShift(page);
    await page.getByRole('button', { name: 'Pindai dengan kamera' }).click();
    const sheet = page.getByRole('dialog', { name: 'Pindai dengan kamera' });
    await expect(sheet.getByText('Kamera belum diizinkan')).toBeVisible();
    await expect(sheet.getByRole('button', { name: 'Coba lagi' })).toBeVisible();
    await sheet.getByRole('button', { name: 'Tutup' }).click();
    await expect(page.getByRole('searchbox', { name: 'Cari barang' })).toBeVisible();
  } finally {
    await tablet.close();
    await shop.close();
  }
});
