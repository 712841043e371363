import { cpSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { readLedgerLine } from '#protocol/ledger-file.ts';
import { Shop, Tablet, beginToSell, enrol, openShift, sellExactly, signIn } from './shop.ts';

// A browser whose profile is swapped takes its half-written trace along, and the runner trips over that.
test.use({ trace: 'off' });
test.setTimeout(120_000);
// One worn tablet serves all of them: preparing it takes longer than looking at it.
test.describe.configure({ mode: 'default' });

const GOODS = 'Beras SPHP 5 kg';

/** What the tablet sold before its accident; the first was sent. */
const FOUR = [1, 2, 3, 4].map((count) => `GI-A-00000${count}`);

/** A tablet that has sold four times, the last three without a link, and was switched off properly. */
class Worn {
  readonly shop: Shop;
  readonly tablet = new Tablet();
  /** How long the newest file of the databases was when the first of the unsent sales was saved. */
  cutAt = 0;

  private constructor(shop: Shop) {
    this.shop = shop;
  }

  static async prepare(): Promise<Worn> {
    const worn = new Worn(await Shop.open());
    const page = await worn.tablet.start();
    await beginToSell(page, worn.shop);
    await sellExactly(page, GOODS);
    await expect(page.getByRole('button', { name: /Tersinkron/ })).toBeVisible({ timeout: 30_000 });
    await worn.tablet.goOffline(true);
    await sellExactly(page, GOODS);
    worn.cutAt = statSync(databaseFile(worn.tablet, /\.log$/)).size;
    await sellExactly(page, GOODS);
    await sellExactly(page, GOODS);
    await expect.poll(() => copiedText(page)).toContain('GI-A-000004');
    await worn.tablet.context.close();
    return worn;
  }

  /** The same tablet after an accident: its files are changed while it is off, or `disk` makes its room small before the start. */
  async after(
    accident: (tablet: Tablet) => void,
    story: (page: Page, tablet: Tablet) => Promise<void>,
    disk: (page: Page, tablet: Tablet) => Promise<void> = async () => undefined,
  ) {
    const tablet = new Tablet();
    try {
      cpSync(this.tablet.profile, tablet.profile, { recursive: true });
      accident(tablet);
      const page = await tablet.start(true);
      await disk(page, tablet);
      await page.goto(this.shop.url);
      await story(page, tablet);
    } finally {
      await tablet.close();
    }
  }

  async close(): Promise<void> {
    await this.tablet.close();
    await this.shop.close();
  }
}

let worn: Worn;

test.beforeAll(async () => {
  worn = await Worn.prepare();
});

test.afterAll(async () => {
  await worn.close();
});

test('damaged files that the browser empties without a word: it is said, and enrolled again nothing is lost', async () => {
  await worn.after(
    (tablet) => flipByte(databaseFile(tablet, /\.log$/)),
    async (page, tablet) => {
      await expect(page.getByRole('heading', { name: 'Catatan di perangkat ini hilang' })).toBeVisible();
      await expect(page.getByText(/Berkas peramban rusak, lalu peramban mengosongkannya/)).toBeVisible();
      await expect(page.getByText(/3 catatan senilai Rp\s196\.500 belum terkirim/)).toBeVisible();
      const [, numbers] = await saveCopy(page);
      expect(numbers.slice(-3)).toEqual(['GI-A-000002', 'GI-A-000003', 'GI-A-000004']);
      await tablet.goOffline(false);
      await page.getByRole('button', { name: 'Daftarkan ulang perangkat ini' }).click();
      await enrol(page, worn.shop);
      await signIn(page);
      // What the lost device had not sent is booked under its own numbers; the new one has a series of its own.
      await expect.poll(() => acceptedNumbers(worn.shop), { timeout: 30_000 }).toEqual(FOUR);
      await openShift(page);
      await sellExactly(page, GOODS);
      await expect
        .poll(() => acceptedNumbers(worn.shop), { timeout: 30_000 })
        .toEqual([...FOUR, 'GI-B-000001']);
      expect(onHand(worn.shop)).toBe(12_000 - 5_000);
    },
  );
});

test('the newest entries are cut off: it is said before the next sale, and the second copy brings them back', async () => {
  await worn.after(
    (tablet) => truncateSync(databaseFile(tablet, /\.log$/), worn.cutAt),
    async (page, tablet) => {
      await expect(
        page.getByRole('heading', { name: 'Sebagian catatan di perangkat ini hilang' }),
      ).toBeVisible();
      await expect(page.getByText(/3 catatan senilai Rp\s196\.500 belum terkirim/)).toBeVisible();
      await page.getByRole('button', { name: 'Pulihkan dari salinan' }).click();
      await signIn(page);
      await sellExactly(page, GOODS);
      await page.getByRole('link', { name: 'Hari ini' }).click();
      const rows = page.getByRole('list', { name: 'Daftar penjualan' }).getByRole('listitem');
      await expect(rows).toHaveCount(5);
      await expect(rows.first()).toContainText('GI-A-000005');
      await tablet.goOffline(false);
      await expect
        .poll(() => acceptedNumbers(worn.shop).filter((number) => number.startsWith('GI-A')), {
          timeout: 60_000,
        })
        .toEqual([...FOUR, 'GI-A-000005']);
      const findings = worn.shop.query('SELECT kind FROM finding').map(({ kind }) => kind);
      for (const kind of ['missing_entries', 'ledger_forked', 'number_repeated'])
        expect(findings).not.toContain(kind);
    },
  );
});

test('databases deleted and the marks with them: the second copy alone is enough to know of the loss', async () => {
  await worn.after(
    (tablet) => {
      rmSync(join(tablet.profile, 'Default', 'IndexedDB'), { recursive: true });
      rmSync(join(tablet.profile, 'Default', 'Local Storage'), { recursive: true });
    },
    async (page) => {
      await expect(page.getByRole('heading', { name: 'Catatan di perangkat ini hilang' })).toBeVisible();
      await expect(page.getByText(/Penyimpanan peramban rusak atau dikosongkan/)).toBeVisible();
      await expect(page.getByText(/semuanya ada di salinan kedua/)).toBeVisible();
    },
  );
});

test('databases and second copy deleted: it says how many are gone, and that paper knows them', async () => {
  await worn.after(
    (tablet) => {
      rmSync(join(tablet.profile, 'Default', 'IndexedDB'), { recursive: true });
      rmSync(join(tablet.profile, 'Default', 'File System'), { recursive: true });
    },
    async (page) => {
      await expect(page.getByRole('heading', { name: 'Catatan di perangkat ini hilang' })).toBeVisible();
      await expect(page.getByText(/3 catatan yang belum terkirim tidak ditemukan/)).toBeVisible();
      await expect(page.getByRole('button', { name: 'Simpan salinan ke berkas' })).toHaveCount(0);
    },
  );
});

test('databases that can’t be opened: nothing is deleted, and the copy can be carried to another device', async () => {
  await worn.after(
    (tablet) => rmSync(databaseFile(tablet, /^MANIFEST/)),
    async (page, tablet) => {
      await expect(
        page.getByRole('heading', { name: 'Catatan di perangkat ini tidak bisa dibaca' }),
      ).toBeVisible();
      const [file, numbers] = await saveCopy(page);
      expect(numbers.at(-1)).toBe('GI-A-000004');
      expect(statSync(databaseFile(tablet, /\.log$/)).size).toBeGreaterThanOrEqual(worn.cutAt);
      await page.reload();
      await expect(
        page.getByRole('heading', { name: 'Catatan di perangkat ini tidak bisa dibaca' }),
      ).toBeVisible();
      await bringElsewhere(file);
    },
  );
});

test('a full disk: the sale in progress completes by the room that was kept, and it is said', async () => {
  await worn.after(
    () => undefined,
    async (page, tablet) => {
      await signIn(page);
      await page.getByRole('searchbox', { name: 'Cari barang' }).waitFor();
      await expect.poll(() => hasBallast(page)).toBe(true);
      const isFull = page.getByText('Penyimpanan perangkat penuh');
      await expect(isFull).toHaveCount(0);
      await fillDisk(page);
      await sellExactly(page, GOODS);
      await expect(isFull).toBeVisible();
      expect(await hasBallast(page)).toBe(false);
      await sellExactly(page, GOODS);
      await page.getByRole('link', { name: 'Hari ini' }).click();
      const rows = page.getByRole('list', { name: 'Daftar penjualan' }).getByRole('listitem');
      await expect(rows).toHaveCount(6);

      // The room that was kept is used up too: the sale is refused in plain words, and its cart stays.
      await page.getByRole('link', { name: 'Kembali ke kasir' }).click();
      await fillDisk(page);
      await page.getByRole('button', { name: new RegExp(`^${GOODS}, `) }).click();
      await page.getByRole('button', { name: 'Uang pas' }).click();
      await expect(page.getByText('Penjualan belum tersimpan')).toBeVisible();
      await expect(page.getByRole('button', { name: new RegExp(`^Ubah ${GOODS}`) })).toBeVisible();

      // Somebody makes room: the same cart is paid, and ballast is taken on again.
      const session = await tablet.context.newCDPSession(page);
      await session.send('Storage.overrideQuotaForOrigin', { origin: worn.shop.url });
      await page.reload();
      await signIn(page);
      await expect.poll(() => hasBallast(page)).toBe(true);
      await expect(isFull).toHaveCount(0);
      await sellExactly(page, 'Gulaku kuning 1 kg');
      await page.getByRole('link', { name: 'Hari ini' }).click();
      await expect(rows).toHaveCount(7);
      await expect(rows.first()).toContainText('GI-A-000007');
    },
    async (page, tablet) => {
      const session = await tablet.context.newCDPSession(page);
      const origin = worn.shop.url;
      const { usage } = await session.send('Storage.getUsageAndQuota', { origin });
      await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: usage + 4_000_000 });
    },
  );
});

/** The one file of the browser's databases whose name fits. */
function databaseFile(tablet: Tablet, name: RegExp): string {
  const folder = join(tablet.profile, 'Default', 'IndexedDB');
  const [origin] = readdirSync(folder).filter((one) => one.endsWith('.leveldb'));
  const found = readdirSync(join(folder, origin ?? '')).filter((file) => name.test(file));
  if (origin === undefined || found[0] === undefined) throw new Error(`There is no ${name.source}`);
  return join(folder, origin, found[0]);
}

function flipByte(path: string): void {
  const bytes = readFileSync(path);
  const at = Math.floor(bytes.length / 2);
  bytes[at] = (bytes[at] ?? 0) ^ 0xff;
  writeFileSync(path, bytes);
}

/** All that lies in the browser's private place, as text. */
async function copiedText(page: Page): Promise<string> {
  return await page.evaluate(async () => {
    const texts: string[] = [];
    for await (const folder of (await navigator.storage.getDirectory()).values()) {
      if (!(folder instanceof FileSystemDirectoryHandle)) continue;
      for await (const file of folder.values())
        if (file instanceof FileSystemFileHandle) texts.push(await (await file.getFile()).text());
    }
    return texts.join('\n');
  });
}

/** Brings a saved copy to the server by another device, twice. */
async function bringElsewhere(file: string): Promise<void> {
  const other = new Tablet();
  try {
    const page = await other.start();
    await enrol(page, worn.shop);
    await signIn(page);
    await page.getByRole('button', { name: 'Buka tanpa modal' }).waitFor();
    await page.goto(`${worn.shop.url}/settings`);
    await signIn(page);
    const after: (readonly string[])[] = [];
    for (let times = 0; times < 2; times += 1) {
      await page.getByLabel('Masukkan berkas salinan').setInputFiles(file);
      await expect(page.getByText(/5 catatan dari berkas ini ada di server/)).toBeVisible();
      after.push(acceptedNumbers(worn.shop));
      await page.getByLabel('Masukkan berkas salinan').setInputFiles({
        name: 'foto.jpg',
        mimeType: 'image/jpeg',
        buffer: Buffer.from('not a ledger'),
      });
      await expect(page.getByText('Ini bukan berkas salinan Gerai.')).toBeVisible();
    }
    expect(after[0]?.slice(0, 4)).toEqual(FOUR);
    expect(after[1]).toEqual(after[0]);
  } finally {
    await other.close();
  }
}

/** Fills what room the browser gives this origin, as another program on the tablet would, down to the last kilobytes. */
async function fillDisk(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const db = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open('junk');
      request.onupgradeneeded = () => request.result.createObjectStore('junk', { autoIncrement: true });
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(new Error('no room for junk'));
    });
    const fits = (bytes: number): Promise<boolean> =>
      new Promise((resolve) => {
        const work = db.transaction('junk', 'readwrite');
        work.objectStore('junk').add(crypto.getRandomValues(new Uint8Array(bytes)));
        work.oncomplete = () => resolve(true);
        work.onabort = () => resolve(false);
      });
    for (const bytes of [65_536, 8192, 1024, 128]) while (await fits(bytes));
    db.close();
  });
}

async function hasBallast(page: Page): Promise<boolean> {
  return await page.evaluate(async () => {
    const root = await navigator.storage.getDirectory();
    const handle = await root.getFileHandle('gerai-ballast').catch(() => null);
    return ((await handle?.getFile())?.size ?? 0) > 1_000_000;
  });
}

/** Saves the copy by its button. @returns the file, and the numbers of the sales in it */
async function saveCopy(page: Page): Promise<[path: string, numbers: readonly string[]]> {
  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Simpan salinan ke berkas' }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toMatch(/^gerai-GI-.{6}-.+\.gerai\.ndjson$/);
  const path = await download.path();
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n').map(readLedgerLine);
  expect(lines.at(0)?.line).toBe('header');
  expect(lines.at(-1)?.line).toBe('end');
  expect(lines.at(-2)?.line).toBe('head');
  const numbers = lines.flatMap((line) =>
    line?.line === 'entry' ? [(JSON.parse(line.body) as { number?: string }).number ?? ''] : [],
  );
  return [path, numbers];
}

function onHand(shop: Shop): unknown {
  return shop.query(`SELECT milli FROM stock WHERE place = 'GI-gerai' AND item = 'BRS-SPHP-5'`)[0]?.['milli'];
}

function acceptedNumbers(shop: Shop): readonly string[] {
  const sales = shop.query(`SELECT body FROM fact WHERE kind = 'sale.recorded' AND status = 'accepted'`);
  return sales.map((row) => (JSON.parse(String(row['body'])) as { number: string }).number).toSorted();
}
