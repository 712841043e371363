import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DatabaseSync } from 'node:sqlite';
import { chromium, expect, type BrowserContext, type CDPSession, type Page } from '@playwright/test';
import { DEMO_ACCOUNT } from '../../sync-server/commands/demo-office.ts';
import { launchOptions } from '../support/launch-options.ts';
import { root } from '../support/run-program.ts';

/** Rina's PIN in the demonstration. */
export const CASHIER_PIN = '264810';
const START_MS_MAX = 60_000;
const ACTION_MS_MAX = 15_000;

/** Which program a shop runs, and what it prints when it is ready: the link that begins everything. */
const PROGRAMS = {
  demo: { file: 'sync-server/commands/demo.ts', link: /http:\/\/localhost:\d+\/enrol#[0-9A-Z-]+/ },
  production: { file: 'sync-server/main.ts', link: /http:\/\/localhost:\d+\/setup#[\w-]+/ },
} as const;

/** A shop as people would run it: the real program, on its own port, with its own data. */
export class Shop {
  readonly folder = mkdtempSync(join(tmpdir(), 'gerai-shop-'));
  readonly port: number;
  readonly #program: (typeof PROGRAMS)[keyof typeof PROGRAMS];
  #server: ChildProcess | null = null;
  #output = '';

  private constructor(port: number, program: keyof typeof PROGRAMS) {
    this.port = port;
    this.#program = PROGRAMS[program];
  }

  /** Starts a shop with fresh data. */
  static async open(program: keyof typeof PROGRAMS = 'demo'): Promise<Shop> {
    const shop = await Shop.prepare(program);
    await shop.start();
    return shop;
  }

  /** A shop with a folder and a port, not started yet. */
  static async prepare(program: keyof typeof PROGRAMS = 'demo'): Promise<Shop> {
    return new Shop(await freePort(), program);
  }

  get url(): string {
    return `http://localhost:${this.port}`;
  }

  /** What the program printed: the demonstration's link enrols a browser in one tap, that of production sets the shop up. */
  get link(): string {
    const link = this.#program.link.exec(this.#output)?.[0];
    if (link === undefined) throw new Error(`The program printed no link:\n${this.#output}`);
    return link;
  }

  /** @param folder where the program lies: another one is another version of it */
  async start(folder = root): Promise<void> {
    this.#output = '';
    const server = spawn(process.execPath, [this.#program.file], {
      cwd: folder,
      env: { ...process.env, GERAI_PORT: String(this.port), GERAI_DATA: this.folder },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#server = server;
    await new Promise<void>((resolve, reject) => {
      const onText = (chunk: Buffer): void => {
        this.#output += chunk.toString();
        if (this.#program.link.test(this.#output)) resolve();
      };
      server.stdout.on('data', onText);
      server.stderr.on('data', onText);
      server.on('exit', (code) => reject(new Error(`The server ended with ${code}:\n${this.#output}`)));
      setTimeout(() => reject(new Error(`The server did not start:\n${this.#output}`)), START_MS_MAX).unref();
    });
  }

  /** Stops the server and waits until it has ended. */
  async stop(): Promise<void> {
    const server = this.#server;
    if (server === null || server.exitCode !== null) return;
    await new Promise((resolve) => {
      server.once('exit', resolve);
      server.kill('SIGTERM');
    });
    this.#server = null;
  }

  /** Reads the books as they lie in the database, beside the running server. */
  query(sql: string, ...values: (string | number)[]): Record<string, unknown>[] {
    const database = new DatabaseSync(join(this.folder, 'gerai.db'), { readOnly: true });
    try {
      return database.prepare(sql).all(...values);
    } finally {
      database.close();
    }
  }

  /** Types a command of `npm run gerai` for this shop's data. @throws when it fails */
  async command(...words: string[]): Promise<string> {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['sync-server/commands/gerai.ts', ...words],
      { cwd: root, env: { ...process.env, GERAI_DATA: this.folder } },
    );
    return stdout;
  }

  /** The newest backup in the data folder. */
  newestBackup(): string {
    const folder = join(this.folder, 'backups');
    const newest = readdirSync(folder)
      .filter((name) => name.endsWith('.db'))
      .toSorted()
      .at(-1);
    if (newest === undefined) throw new Error('There is no backup');
    return join(folder, newest);
  }

  async close(): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** One browser with a profile of its own, as it lies on a tablet. It can be killed and started again. */
export class Tablet {
  readonly profile = mkdtempSync(join(tmpdir(), 'gerai-profile-'));
  readonly #size: { width: number; height: number };
  readonly #args: readonly string[];
  #context: BrowserContext | null = null;

  /** @param args more switches for the browser: an imitated camera */
  constructor(size = { width: 1024, height: 768 }, args: readonly string[] = []) {
    this.#size = size;
    this.#args = args;
  }

  async start(isOffline = false): Promise<Page> {
    const { args, ...launch } = launchOptions();
    const context = await chromium.launchPersistentContext(this.profile, {
      ...launch,
      args: [...args, ...this.#args],
      viewport: this.#size,
      locale: 'id-ID',
      timezoneId: 'Asia/Makassar',
      offline: isOffline,
    });
    context.setDefaultTimeout(ACTION_MS_MAX);
    this.#context = context;
    return context.pages()[0] ?? (await context.newPage());
  }

  get context(): BrowserContext {
    if (this.#context === null) throw new Error('The tablet is off');
    return this.#context;
  }

  async goOffline(isOffline: boolean): Promise<void> {
    await this.context.setOffline(isOffline);
  }

  /** Ends every process of the browser at once, without a chance to finish anything. */
  async kill(): Promise<void> {
    const browser = this.context.browser();
    if (browser === null) throw new Error('The browser has no debugging session');
    const session: CDPSession = await browser.newBrowserCDPSession();
    const { processInfo } = await session.send('SystemInfo.getProcessInfo');
    const gone = new Promise((resolve) => {
      this.context.once('close', resolve);
    });
    for (const { id, type } of processInfo.toSorted((a) => (a.type === 'browser' ? -1 : 1))) {
      try {
        process.kill(id, 'SIGKILL');
      } catch (cause) {
        if (type === 'browser') throw new Error('The browser could not be killed', { cause });
      }
    }
    await gone;
    this.#context = null;
  }

  async close(): Promise<void> {
    await this.#context?.close();
    this.#context = null;
    rmSync(this.profile, { recursive: true, force: true });
  }
}

/** Enrols a browser by the demonstration's link. */
export async function enrol(page: Page, shop: Pick<Shop, 'link'>): Promise<void> {
  await page.goto(shop.link);
  await page.getByRole('button', { name: 'Daftarkan perangkat ini' }).click();
  await page.getByRole('button', { name: 'Masuk ke kasir' }).click();
}

/** Chooses Rina and types her PIN. */
export async function signIn(page: Page, pin = CASHIER_PIN): Promise<void> {
  await page.getByRole('button', { name: /Rina/ }).click();
  for (const digit of pin) await page.getByRole('button', { name: digit, exact: true }).click();
}

/** Taps a tile by the beginning of its name. */
export async function tap(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: new RegExp(`^${name}, `) }).click();
}

/** Signs Sari in at the office. */
export async function enterOffice(page: Page, shop: Shop): Promise<void> {
  await page.goto(`${shop.url}/office`);
  await page.getByLabel('Nama akun').fill(DEMO_ACCOUNT.account);
  await page.getByLabel('Kata sandi', { exact: true }).fill(DEMO_ACCOUNT.password);
  await page.getByRole('button', { name: 'Masuk', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Penjualan' })).toBeVisible();
}

/** Sells one piece for exact cash, and waits until it is saved. */
export async function sellExactly(page: Page, name: string): Promise<void> {
  await tap(page, name);
  await page.getByRole('button', { name: 'Uang pas' }).click();
  const done = page.getByRole('region', { name: 'Transaksi tersimpan' });
  await expect(done).toContainText('Tersimpan di perangkat ini');
  await done.getByRole('button', { name: 'Transaksi baru' }).click();
}

/** Opens a shift with a float of Rp200.000. */
export async function openShift(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Buka tanpa modal' }).waitFor();
  for (const key of ['2', '0', '0', '000'])
    await page.getByRole('button', { name: key, exact: true }).click();
  await page.getByRole('button', { name: /^Buka dengan/ }).click();
  await expect(page.getByRole('searchbox', { name: 'Cari barang' })).toBeVisible();
}

/** From the link to the first tile, on a device whose next start can be offline. */
export async function beginToSell(page: Page, shop: Pick<Shop, 'link'>): Promise<void> {
  await enrol(page, shop);
  await signIn(page);
  await openShift(page);
  await waitForShell(page);
}

/** Waits for a service worker that controls the page, so that the next start can be offline. */
export async function waitForShell(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
  });
  await page.waitForFunction(async () => (await caches.keys()).length > 0);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  await new Promise((resolve) => {
    server.close(resolve);
  });
  return port;
}
