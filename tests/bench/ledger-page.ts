import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { createServer } from 'vite';
import { launchOptions } from '../support/launch-options.ts';
import { root } from '../support/run-program.ts';
import type { LedgerTimes, measureSaves } from './ledger-bench.ts';

/** Runs the ledger's measurement in a page of real Chromium, with the sources as they are. */
export async function measureSavesInBrowser(count: number): Promise<LedgerTimes> {
  const vite = await createServer({
    root,
    configFile: false,
    logLevel: 'error',
    cacheDir: join(root, 'node_modules', '.cache', 'vite-bench'),
    server: { host: '127.0.0.1', port: 0 },
  });
  await vite.listen();
  const browser = await chromium.launch(launchOptions());
  try {
    const page = await browser.newPage();
    const [address] = vite.resolvedUrls?.local ?? [];
    await page.goto(`${address ?? ''}third-party-notices.txt`);
    return await page.evaluate(async (sales) => {
      const path = '/tests/bench/ledger-bench.ts';
      const bench = (await import(path)) as { measureSaves: typeof measureSaves };
      return bench.measureSaves(sales);
    }, count);
  } finally {
    await browser.close();
    await vite.close();
  }
}
