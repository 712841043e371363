import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { CDPSession, Page } from '@playwright/test';
import { Shop, Tablet, beginToSell, signIn } from '../journeys/shop.ts';
import { root } from '../support/run-program.ts';
import { importManyProducts } from './many-products.ts';
import { measured, percentile, type Measured } from './statistics.ts';

const THROTTLE = 6;
const PRODUCTS = 10_000;
const SALES = 40;
const TAPS = 30;
const STARTS = 5;
const TILE = 'button:has-text(", stok ")';
/** Goods on the first shelf that are counted, so that a tap is all it takes. */
const COUNTED = /^Beras medium lokal 5 kg, /;

/**
 * The till in real Chromium with 10,000 products, as the numbers ask. Wall-clock figures are taken inside the page,
 * from the event's own time stamp, with the processor slowed down six times; work per tap by main-thread ticks at full speed.
 */
export async function benchTill(): Promise<readonly Measured[]> {
  const shop = await Shop.prepare();
  const tablet = new Tablet();
  try {
    importManyProducts(shop, PRODUCTS);
    await shop.start();
    const page = await tablet.start();
    await page.addInitScript(watchTransactions);
    await beginToSell(page, shop);
    await page.locator(TILE).first().waitFor();
    const session = await tablet.context.newCDPSession(page);
    return [
      ...(await measurePayload(page)),
      ...(await measureTaps(page, session)),
      ...(await measureSearch(page, session)),
      ...(await measureSales(page, session)),
      ...(await measureStarts({ page, session, shop, tablet })),
    ];
  } finally {
    await tablet.close();
    await shop.close();
  }
}

async function measurePayload(page: Page): Promise<Measured[]> {
  await page.reload();
  await signIn(page);
  // Read in the turn in which the first tile is found: what can wait is fetched right after it.
  const found = await page.waitForFunction(() => {
    const isThere = Array.from(document.querySelectorAll('button')).some((button) =>
      button.textContent.includes(', stok '),
    );
    return isThere && performance.now();
  });
  const tillReady = await loadedScripts(page, Number(await found.jsonValue()));
  const html = readFileSync(join(root, 'dist', 'index.html'), 'utf8');
  const first = Array.from(html.matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/g), (match) => match[1] ?? '');
  await page.waitForTimeout(3000);
  const all = await loadedScripts(page);
  return [
    measured('JavaScript before anything shows (gzip)', kilobytes(first), 'kB'),
    measured(
      'JavaScript fetched until the first tile, sign-in included (gzip)',
      kilobytes(tillReady),
      'kB',
      130,
    ),
    measured('  … with all that is fetched in idle time afterwards (gzip)', kilobytes(all), 'kB'),
  ];
}

async function loadedScripts(page: Page, until = Number.MAX_VALUE): Promise<string[]> {
  return page.evaluate((end) => {
    const paths = performance
      .getEntriesByType('resource')
      .filter((entry) => entry.startTime <= end)
      .map((entry) => new URL(entry.name).pathname.slice(1));
    return [...new Set(paths)].filter((path) => path.endsWith('.js') && path.startsWith('assets/'));
  }, until);
}

function kilobytes(paths: readonly string[]): number {
  return paths.reduce((sum, path) => sum + gzipSync(readFileSync(join(root, 'dist', path))).length, 0) / 1000;
}

async function measureTaps(page: Page, session: CDPSession): Promise<Measured[]> {
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const ticks = async (): Promise<number> => {
    const { metrics } = await session.send('Performance.getMetrics');
    return (metrics.find((metric) => metric.name === 'TaskDuration')?.value ?? 0) * 1000;
  };
  const tile = page.getByRole('button', { name: COUNTED });
  const samples: number[] = [];
  for (let count = 0; count < TAPS; count += 1) {
    const before = await ticks();
    await tile.dispatchEvent('click');
    await page.waitForTimeout(350);
    samples.push((await ticks()) - before);
  }
  await session.send('Performance.disable');
  await emptyCart(page);
  return [
    measured('CPU of a tap on a tile at 1×, main-thread ticks, median', percentile(samples, 0.5), 'ms', 15),
  ];
}

async function measureSearch(page: Page, session: CDPSession): Promise<Measured[]> {
  const lines: Measured[] = [];
  for (const rate of [1, THROTTLE]) {
    await session.send('Emulation.setCPUThrottlingRate', { rate });
    const samples = await timeKeys(page, ['beras', 'minyak 77', 'kopi nomor 5', 'sku-42']);
    const gate = rate === 1 ? 50 : undefined;
    lines.push(
      measured(
        `Search, key to the new grid painted, 10,000 products, ${rate}×, p95`,
        percentile(samples, 0.95),
        'ms',
        gate,
      ),
    );
  }
  await session.send('Emulation.setCPUThrottlingRate', { rate: 1 });
  return lines;
}

/** From a key's own time stamp to the frame after the last change it made below the till. */
async function timeKeys(page: Page, queries: readonly string[]): Promise<number[]> {
  const field = page.getByRole('searchbox', { name: 'Cari barang' });
  const samples: number[] = [];
  for (const query of queries) {
    await field.fill('');
    await page.waitForTimeout(300);
    await field.focus();
    for (const key of query) {
      const took = page.evaluate(
        () =>
          new Promise<number>((resolve) => {
            let pressedAt = 0;
            let lastAt = 0;
            document.addEventListener('keydown', (event) => (pressedAt = event.timeStamp), {
              once: true,
              capture: true,
            });
            const observer = new MutationObserver(() => {
              requestAnimationFrame(() => setTimeout(() => (lastAt = performance.now())));
            });
            observer.observe(document.body, {
              subtree: true,
              childList: true,
              characterData: true,
              attributes: true,
            });
            setTimeout(() => {
              observer.disconnect();
              resolve(lastAt - pressedAt);
            }, 600);
          }),
      );
      await page.waitForTimeout(30);
      await page.keyboard.press(key === ' ' ? 'Space' : key);
      samples.push(await took);
    }
  }
  await field.fill('');
  return samples.filter((sample) => sample > 0);
}

async function measureSales(page: Page, session: CDPSession): Promise<Measured[]> {
  await session.send('Emulation.setCPUThrottlingRate', { rate: THROTTLE });
  const stored: number[] = [];
  const shown: number[] = [];
  for (let count = 0; count < SALES; count += 1) {
    await page.getByRole('button', { name: COUNTED }).click();
    await page.waitForTimeout(400);
    await page.evaluate(watchSale);
    await page.getByRole('button', { name: /^Uang pas/ }).click();
    const times = await page.waitForFunction(saleTimes);
    const { storedAfter, shownAfter } = (await times.jsonValue()) as {
      storedAfter: number;
      shownAfter: number;
    };
    stored.push(storedAfter);
    shown.push(shownAfter);
    await page.getByRole('button', { name: 'Transaksi baru' }).click();
  }
  await session.send('Emulation.setCPUThrottlingRate', { rate: 1 });
  return [
    measured('Uang pas to transaction complete at 6×, p50', percentile(stored, 0.5), 'ms'),
    measured('Uang pas to transaction complete at 6×, p95', percentile(stored, 0.95), 'ms', 100),
    measured('Uang pas to “Tersimpan” painted at 6×, p95', percentile(shown, 0.95), 'ms'),
  ];
}

interface Ground {
  readonly page: Page;
  readonly session: CDPSession;
  readonly shop: Shop;
  readonly tablet: Tablet;
}

async function measureStarts({ page, session, shop, tablet }: Ground): Promise<Measured[]> {
  await shop.stop();
  await tablet.goOffline(true);
  await session.send('Emulation.setCPUThrottlingRate', { rate: THROTTLE });
  const toNames: number[] = [];
  const toTiles: number[] = [];
  for (let count = 0; count < STARTS; count += 1) {
    await page.goto(shop.url);
    const names = await page.waitForFunction(() => {
      const card = Array.from(document.querySelectorAll('button')).find((button) =>
        button.textContent.includes('Rina'),
      );
      return card === undefined ? 0 : performance.now();
    });
    toNames.push(Number(await names.jsonValue()));
    await page.evaluate(() => {
      document.addEventListener('click', (event) => Object.assign(window, { lastClickAt: event.timeStamp }), {
        capture: true,
      });
    });
    await signIn(page);
    const tiles = await page.waitForFunction(() => {
      const clickAt = Number(Reflect.get(window, 'lastClickAt'));
      const isThere = Array.from(document.querySelectorAll('button')).some((button) =>
        button.textContent.includes(', stok '),
      );
      return isThere ? performance.now() - clickAt : 0;
    });
    toTiles.push(Number(await tiles.jsonValue()));
  }
  await session.send('Emulation.setCPUThrottlingRate', { rate: 1 });
  const whole = toNames.map((start, index) => start + (toTiles[index] ?? 0));
  return [
    measured('Offline start at 6×: page to names, median', percentile(toNames, 0.5), 'ms'),
    measured('Offline start at 6×: last PIN digit to first tile, median', percentile(toTiles, 0.5), 'ms'),
    measured(
      'Warm offline start at 6× to the first tile, PIN typing excluded, median',
      percentile(whole, 0.5),
      'ms',
      2200,
    ),
    measured('  … the slowest of five', percentile(whole, 1), 'ms'),
  ];
}

async function emptyCart(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Kosongkan' }).click();
}

/** Notes when a transaction that writes entries has completed; it runs before the app does. */
function watchTransactions(): void {
  const original = Reflect.get(IDBDatabase.prototype, 'transaction') as IDBDatabase['transaction'];
  IDBDatabase.prototype.transaction = function transaction(this: IDBDatabase, names, mode, options) {
    const opened = original.call(this, names, mode, options);
    if (mode === 'readwrite' && opened.objectStoreNames.contains('entries'))
      opened.addEventListener('complete', () => Object.assign(window, { storedAt: performance.now() }));
    return opened;
  };
}

function watchSale(): void {
  Object.assign(window, { tappedAt: 0, storedAt: 0, shownAt: 0 });
  document.addEventListener(
    'click',
    (event) => Object.assign(window, { tappedAt: event.timeStamp, storedAt: 0 }),
    {
      once: true,
      capture: true,
    },
  );
  const observer = new MutationObserver(() => {
    if (document.querySelector('[aria-label="Transaksi tersimpan"]') === null) return;
    observer.disconnect();
    requestAnimationFrame(() => setTimeout(() => Object.assign(window, { shownAt: performance.now() })));
  });
  observer.observe(document.body, { subtree: true, childList: true });
}

function saleTimes(): { storedAfter: number; shownAfter: number } | false {
  const [tapped, stored, shown] = ['tappedAt', 'storedAt', 'shownAt'].map((name) =>
    Number(Reflect.get(window, name)),
  );
  if (!tapped || !stored || !shown) return false;
  return { storedAfter: stored - tapped, shownAfter: shown - tapped };
}
