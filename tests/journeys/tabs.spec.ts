import { expect, test, type Page } from '@playwright/test';
import { Shop, Tablet, beginToSell, sellExactly, signIn, tap } from './shop.ts';

test.use({ trace: 'off' });
test.setTimeout(120_000);

const GOODS = 'Beras SPHP 5 kg';
const elsewhere = (page: Page) => page.getByRole('heading', { name: 'Kasir dipakai di tab lain' });
const rows = (page: Page) => page.getByRole('list', { name: 'Daftar penjualan' }).getByRole('listitem');

/** A till in its first tab, with two packs of rice in the cart. */
async function inTabs(story: (first: Page, openSecond: () => Promise<Page>, shop: Shop) => Promise<void>) {
  const shop = await Shop.open();
  const tablet = new Tablet();
  try {
    const first = await tablet.start();
    await beginToSell(first, shop);
    await tap(first, GOODS);
    await tap(first, GOODS);
    // The first tab is the till once its late parts are here.
    await first.waitForFunction(async () => ((await navigator.locks.query()).held ?? []).length > 1);
    await story(
      first,
      async () => {
        const second = await tablet.context.newPage();
        await second.goto(shop.url);
        await signIn(second);
        return second;
      },
      shop,
    );
  } finally {
    await tablet.close();
    await shop.close();
  }
}

test('one tab sells: the second shows that, takes over on request, and the first stops with the cart it had', async () => {
  await inTabs(async (first, openSecond) => {
    const second = await openSecond();
    await expect(elsewhere(second)).toBeVisible();
    await expect(second.getByRole('searchbox', { name: 'Cari barang' })).toHaveCount(0);
    await second.getByRole('button', { name: 'Ambil alih' }).click();
    await expect(elsewhere(first)).toBeVisible();
    await expect(second.getByRole('button', { name: new RegExp(`^Ubah ${GOODS}`) })).toContainText('2');
    await second.getByRole('button', { name: 'Uang pas' }).click();
    await expect(second.getByRole('region', { name: 'Transaksi tersimpan' })).toBeVisible();

    // Back again: the first tab shows what is true now, and not what it showed before.
    await first.getByRole('button', { name: 'Ambil alih' }).click();
    await expect(first.getByText('Ketuk barang atau pindai barcode')).toBeVisible();
    await expect(elsewhere(second)).toBeVisible();
    await sellExactly(first, GOODS);
    await first.close();
    // Whoever waits gets the till when it is free.
    await expect(elsewhere(second)).toHaveCount(0);
    await second.getByRole('link', { name: 'Hari ini' }).click();
    await expect(rows(second)).toHaveCount(2);
    await expect(rows(second).first()).toContainText('GI-A-000002');
  });
});

test('a frozen tab is overtaken, and what it does when it wakes up sells nothing twice', async () => {
  await inTabs(async (first, openSecond, shop) => {
    const session = await first.context().newCDPSession(first);
    await session.send('Page.setWebLifecycleState', { state: 'frozen' });
    const second = await openSecond();
    await second.getByRole('button', { name: 'Ambil alih' }).click();
    await second.getByRole('button', { name: 'Uang pas' }).click();
    await expect(second.getByRole('region', { name: 'Transaksi tersimpan' })).toBeVisible();

    await session.send('Page.setWebLifecycleState', { state: 'active' });
    // The finger was faster than the news: the ledger has the last word.
    await first.evaluate(() => {
      const pay = [...document.querySelectorAll('button')].find((one) =>
        one.textContent.includes('Uang pas'),
      );
      pay?.click();
    });
    await expect(elsewhere(first)).toBeVisible();
    const sales = () => shop.query(`SELECT fact_id FROM fact WHERE kind = 'sale.recorded'`).length;
    await expect.poll(sales, { timeout: 30_000 }).toBe(1);
    await second.getByRole('button', { name: 'Transaksi baru' }).click();
    await sellExactly(second, GOODS);
    await expect.poll(sales, { timeout: 30_000 }).toBe(2);
  });
});

test('an old tab beside a newer version only reads: it refuses the sale, keeps the cart and asks for the update', async () => {
  await inTabs(async (first) => {
    await leaveAsNewerVersion(first);
    await first.getByRole('button', { name: 'Uang pas' }).click();
    await expect(first.getByText(/Versi Gerai di tab ini sudah lama/)).toBeVisible();
    await expect(first.getByRole('region', { name: 'Transaksi tersimpan' })).toHaveCount(0);
    const before = await ledgerText(first);
    await first.reload();
    await expect(first.getByRole('heading', { name: 'Perbarui Gerai dulu' })).toBeVisible();
    expect(await ledgerText(first)).toBe(before);
    expect(JSON.parse(before)).toMatchObject({ carts: [{ cart: { lines: [{ soldMilli: 2000 }] } }] });
  });
});

/** Writes into the ledger what a program of a later writer schema leaves there. */
async function leaveAsNewerVersion(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const name = (await indexedDB.databases()).map((one) => one.name ?? '').find((one) => /ledger/.test(one));
    await new Promise<void>((resolve, reject) => {
      const opening = indexedDB.open(name ?? '');
      opening.onsuccess = () => {
        const work = opening.result.transaction('meta', 'readwrite');
        const store = work.objectStore('meta');
        store.get('record').onsuccess = (event) => {
          const { result } = event.target as IDBRequest<{ record: { writerSchema: number } }>;
          result.record.writerSchema += 1;
          store.put(result);
        };
        work.oncomplete = () => {
          opening.result.close();
          resolve();
        };
        work.onabort = () => reject(new Error('the record could not be written'));
      };
    });
  });
}

/** Entries, epochs, record and carts, as text. */
async function ledgerText(page: Page): Promise<string> {
  return await page.evaluate(async () => {
    const name = (await indexedDB.databases()).map((one) => one.name ?? '').find((one) => /ledger/.test(one));
    return await new Promise<string>((resolve) => {
      const opening = indexedDB.open(name ?? '');
      opening.onsuccess = () => {
        const tables = ['entries', 'epochs', 'carts'];
        const work = opening.result.transaction(tables);
        const found: Record<string, unknown> = {};
        for (const table of tables)
          work.objectStore(table).getAll().onsuccess = (event) => {
            found[table] = (event.target as IDBRequest<unknown>).result;
          };
        work.oncomplete = () => {
          opening.result.close();
          resolve(JSON.stringify(found));
        };
      };
    });
  });
}
