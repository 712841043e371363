import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { chromium, type Browser, type Page } from '@playwright/test';
import { build } from 'vite';
import { FaultProxy } from '../faults/fault-proxy.ts';
import { WORST_2G, type LinkSpeed } from '../faults/slow-link.ts';
import { Shop } from '../journeys/shop.ts';
import { launchOptions } from '../support/launch-options.ts';
import { root } from '../support/run-program.ts';
import type { DrainPage } from './drain-page.ts';
import { importManyProducts } from './many-products.ts';
import { measured, type Measured } from './statistics.ts';

const PRODUCTS = 20_000;
const TYPES: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript' };

/**
 * Drains queued sales from a real browser's ledger into the real program on loopback: chain made and verified, judged, booked
 * and projected, each side a process of its own. Beside it the same bodies through a bare outbox into bare SQLite.
 */
export async function benchDrain(): Promise<readonly Measured[]> {
  const pages = mkdtempSync(join(tmpdir(), 'gerai-drain-'));
  const browser = await chromium.launch(launchOptions());
  try {
    await build({
      root,
      configFile: false,
      logLevel: 'error',
      resolve: { alias: [{ find: /^dexie$/, replacement: 'dexie/dist/modern/dexie.min.mjs' }] },
      build: {
        outDir: pages,
        rolldownOptions: {
          input: join(root, 'tests', 'bench', 'drain-page.html'),
          // One file: the page is put in front of the server only until it has loaded.
          output: { codeSplitting: false },
        },
      },
    });
    const takeover = await takeOver(browser, pages, PRODUCTS);
    const small = await drainSales(browser, pages, { count: 1000 });
    const large = await drainSales(browser, pages, { count: 10_000 });
    const day = await drainSales(browser, pages, { count: 600 });
    const crawling = await drainSales(browser, pages, { count: 600, link: WORST_2G });
    const reference = await drainReference(browser, pages, { count: 10_000, bytes: large.bytesEach });
    return [
      measured(
        '20,000 products taken over by a new device, keys and enrolment included',
        takeover,
        'ms',
        3000,
      ),
      measured('600 queued sales of a day, on a good link', day.took, 'ms', 10_000),
      measured('  … at 40 kbit/s and 800 ms each way', crawling.took / 1000, 's', 240),
      measured('1,000 queued sales, from the start of the sync to the last ack', small.took, 'ms', 10_000),
      measured('10,000 queued sales', large.took, 'ms'),
      measured('  … sales a second, verified and projected', 10_000 / (large.took / 1000), '/s'),
      measured('  … the same bytes, bare outbox into bare SQLite', 10_000 / (reference / 1000), '/s'),
    ];
  } finally {
    await browser.close();
    rmSync(pages, { recursive: true, force: true });
  }
}

/** How long a new device takes from the code until every row is in its replica. */
async function takeOver(browser: Browser, pages: string, products: number): Promise<number> {
  const shop = await Shop.prepare();
  importManyProducts(shop, products);
  await shop.start();
  const page = await browser.newPage();
  try {
    await serveBench(page, pages, shop.url);
    const startedAt = performance.now();
    await inPage(page, 'enrol', codeOf(shop));
    return performance.now() - startedAt;
  } finally {
    await page.close();
    await shop.close();
  }
}

function codeOf(shop: Shop): string {
  return shop.link.split('#')[1]?.replace('-', '') ?? '';
}

interface DrainWish {
  readonly count: number;
  /** What the sales travel over once they are queued; without one, loopback. */
  readonly link?: LinkSpeed;
}

async function drainSales(
  browser: Browser,
  pages: string,
  { count, link }: DrainWish,
): Promise<{ readonly took: number; readonly bytesEach: number }> {
  const shop = await Shop.open();
  const line = await new FaultProxy(shop.port).listen();
  const page = await browser.newPage();
  try {
    await serveBench(page, pages, link === undefined ? shop.url : `http://localhost:${line.port}`);
    await inPage(page, 'enrol', codeOf(shop));
    const bytes = await inPage(page, 'queue', count);
    line.slowDown(link ?? null);
    const took = await inPage(page, 'drain');
    const [booked] = shop.query(
      `SELECT count(*) AS n FROM fact WHERE kind = 'sale.recorded' AND status = 'accepted'`,
    );
    if (booked?.['n'] !== count)
      throw new Error(`Only ${String(booked?.['n'])} of ${count} sales are booked`);
    return { took, bytesEach: Math.round(bytes / count) };
  } finally {
    await page.close();
    await line.close();
    await shop.close();
  }
}

async function drainReference(
  browser: Browser,
  pages: string,
  wish: { readonly count: number; readonly bytes: number },
): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'gerai-reference-'));
  const program = join(root, 'tests', 'bench', 'reference-server.ts');
  const server = spawn(process.execPath, [program, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  const page = await browser.newPage();
  try {
    const url = await new Promise<string>((resolve, reject) => {
      server.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString().trim()));
      server.once('exit', (code) => reject(new Error(`The reference ended with ${code}`)));
    });
    await serveBench(page, pages, url);
    return await inPage(page, 'drainOutbox', wish.count, 'x'.repeat(wish.bytes));
  } finally {
    await page.close();
    server.kill('SIGTERM');
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Puts the bench's page in front of a server, so that page and API are one origin; requests of the API go through untouched. */
async function serveBench(page: Page, pages: string, url: string): Promise<void> {
  await page.route(`${url}/{tests,assets}/**`, (route) => {
    const path = join(pages, new URL(route.request().url()).pathname);
    return route.fulfill({ body: readFileSync(path), contentType: TYPES[extname(path)] ?? 'text/plain' });
  });
  await page.goto(`${url}/tests/bench/drain-page.html`);
  await page.waitForFunction(() => 'drainPage' in window);
  await page.unrouteAll();
}

/** Calls one of the bench's functions in the page. */
function inPage<Name extends keyof DrainPage>(
  page: Page,
  name: Name,
  ...given: Parameters<DrainPage[Name]>
): Promise<Awaited<ReturnType<DrainPage[Name]>>> {
  type Got = Awaited<ReturnType<DrainPage[Name]>>;
  return page.evaluate(
    ([what, values]) => {
      const bench = Reflect.get(window, 'drainPage') as Record<string, (...all: unknown[]) => Promise<Got>>;
      const work = bench[what];
      if (work === undefined) throw new Error(`The page can't ${what}`);
      return work(...values);
    },
    [name, given] as const,
  );
}

if (import.meta.main) console.log(await benchDrain());
