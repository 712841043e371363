import { setTimeout as sleep } from 'node:timers/promises';
import { expect, type Page } from '@playwright/test';
import { firstBrokenLink } from '#domain/chain.ts';
import { Shop, Tablet, beginToSell, signIn, tap } from '../journeys/shop.ts';
import type { ProofRow } from '../prove/proof-row.ts';
import { FakeRandom } from '../server/builders/fake-world.ts';
import type { Kills } from './kill-server.ts';
import { drainedDifferences, pictureLedger, type LedgerPicture } from './ledger-picture.ts';

/** What is tapped for each sale, one tile after the other. */
const TAPS = [
  { tile: 'Beras medium lokal 5 kg', productId: 'BRS-MED-5' },
  { tile: 'Gulaku kuning 1 kg', productId: 'GLA-GLK-1' },
  { tile: 'Beras medium lokal 5 kg', productId: 'BRS-MED-5' },
] as const;
/** What a sale takes from the first tap to "Tersimpan", until one was measured. */
const SALE_MS = 800;
/** Kills are drawn over this many times what a sale takes: the last fall when it has long been saved. */
const SPAN = 1.15;
/** A line is shown at once and written right after; one that has been on the screen for so long has to be there. */
const WRITTEN_AFTER_MS = 250;
/** A hand that is quick. */
const BETWEEN_TAPS_MS = 80;

/** How far a sale had come, as the person at the screen saw it. */
interface Progress {
  readonly shownAt: number[];
  isPaying: boolean;
  isSaved: boolean;
}

interface Scene {
  readonly shop: Shop;
  readonly tablet: Tablet;
  readonly random: FakeRandom;
  page: Page;
}

/**
 * Kills a real browser at a random instant of an offline sale and starts it again from its profile. Lost: "Tersimpan" was
 * shown and the sale is not there, or a line that was on the screen is in no cart. Torn: head, chain, number and entry do not
 * belong together. Doubled: two sales of one, or one number twice. What is left in the cart is sold, and all goes to the server.
 */
export async function killBrowser({ trials, seed }: Kills): Promise<ProofRow> {
  const shop = await Shop.open();
  const tablet = new Tablet();
  try {
    const page = await tablet.start();
    await beginToSell(page, shop);
    await tablet.goOffline(true);
    return await killOften({ shop, tablet, page, random: new FakeRandom(seed) }, trials);
  } finally {
    await tablet.close();
    await shop.close();
  }
}

async function killOften(scene: Scene, trials: number): Promise<ProofRow> {
  const moments = new Map<string, number>();
  const losses: string[] = [];
  let tookMs = SALE_MS;
  for (let trial = 1; trial <= trials; trial += 1) {
    const before = await pictureLedger(scene.page);
    const { progress, killedAt, saleMs } = await sellAndKill(scene, tookMs);
    if (saleMs !== null) tookMs = (tookMs + saleMs) / 2;
    scene.page = await scene.tablet.start(true);
    await scene.page.goto(scene.shop.url);
    const after = await pictureLedger(scene.page);
    const isThere = after.entries.length > before.entries.length;
    const moment = `${progressWord(progress)}, ${isThere ? 'sale there' : 'no sale'}`;
    moments.set(moment, (moments.get(moment) ?? 0) + 1);
    const defects = [...judgeLedger(after), ...judgeSale({ before, after, progress, killedAt })];
    losses.push(...defects.map((defect) => `kill ${trial}, ${moment}: ${defect}`));
    await signIn(scene.page);
    if (after.cartLines.length > 0) await pay(scene.page);
  }
  losses.push(...(await drain(scene)));
  const histogram = [...moments].toSorted().map(([moment, count]) => `${count} × ${moment}`);
  return {
    name: 'browser killed in a sale',
    trials,
    losses: losses.length,
    notes: [histogram.join('; '), ...losses],
  };
}

/** Sells as a person does while the kill draws near. */
async function sellAndKill(
  { tablet, page, random }: Scene,
  tookMs: number,
): Promise<{ readonly progress: Progress; readonly killedAt: number; readonly saleMs: number | null }> {
  await page.getByRole('searchbox', { name: 'Cari barang' }).waitFor();
  const progress: Progress = { shownAt: [], isPaying: false, isSaved: false };
  const drawn = Buffer.from(random.bytes(4)).readUInt32BE() / 2 ** 32;
  const startedAt = performance.now();
  let killedAt = Infinity;
  const killed = sleep(drawn * SPAN * tookMs).then(() => {
    killedAt = performance.now();
    return tablet.kill();
  });
  let saleMs: number | null = null;
  try {
    await sell(page, progress);
    saleMs = performance.now() - startedAt;
  } catch (error) {
    // A browser that is gone breaks off whatever was asked of it; anything else is a fault of the trial.
    if (killedAt === Infinity) throw error;
  }
  await killed;
  return { progress, killedAt, saleMs };
}

async function sell(page: Page, progress: Progress): Promise<void> {
  const lines = page.getByRole('list', { name: 'Isi keranjang' });
  for (const [index, { tile }] of TAPS.entries()) {
    await tap(page, tile);
    // The third tap makes the first line one more, and has been seen when its click has been answered.
    await expect(lines.getByRole('listitem')).toHaveCount(Math.min(index + 1, 2));
    progress.shownAt.push(performance.now());
    await sleep(BETWEEN_TAPS_MS);
  }
  progress.isPaying = true;
  await pay(page);
  progress.isSaved = true;
}

async function pay(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Uang pas' }).click();
  const done = page.getByRole('region', { name: 'Transaksi tersimpan' });
  await expect(done).toContainText('Tersimpan di perangkat ini');
}

function progressWord({ shownAt, isPaying, isSaved }: Progress): string {
  if (isSaved) return '"Tersimpan" shown';
  if (isPaying) return 'paying';
  return shownAt.length === 0 ? 'before the first line' : 'filling the cart';
}

/** Whether a ledger holds together by itself: chain, head and numbers. */
function judgeLedger({ coopId, entries, head, genesisHash, receipts }: LedgerPicture): readonly string[] {
  const run = { coopId, epoch: head.epoch, fromSeq: 1, previousHash: genesisHash };
  const broken = firstBrokenLink(run, entries);
  const last = entries.at(-1);
  const numbers = numbersOf(entries);
  const wanted = numbers.map((_number, index) => `GI-A-${String(index + 1).padStart(6, '0')}`);
  return [
    ...(broken === null ? [] : [`torn: the chain breaks at ${broken}`]),
    ...(last?.seq === head.seq && last.hash === head.hash ? [] : ['torn: the head is not the last entry']),
    ...(receipts === numbers.length ? [] : [`torn: ${receipts} numbers given, ${numbers.length} sales`]),
    ...(numbers.join() === wanted.join() ? [] : [`doubled or skipped: numbers ${numbers.slice(-3).join()}`]),
  ];
}

interface Judged {
  readonly before: LedgerPicture;
  readonly after: LedgerPicture;
  readonly progress: Progress;
  readonly killedAt: number;
}

/** Whether one sale is there whole, or its cart is. */
function judgeSale({ before, after, progress, killedAt }: Judged): readonly string[] {
  const more = after.entries.length - before.entries.length;
  const cart = tapsIn(after.cartLines);
  const sold = tapsIn(linesOf(after.entries.at(-1)));
  if (more > 1 || more < 0) return [`doubled: ${more} entries more`];
  if (more === 1) {
    return [
      ...(sold === TAPS.length ? [] : [`torn: the sale has ${sold} of ${TAPS.length} pieces`]),
      ...(cart === 0 ? [] : ['doubled: the sale is there and its cart too']),
    ];
  }
  const written = progress.shownAt.filter((at) => at + WRITTEN_AFTER_MS < killedAt).length;
  return [
    ...(progress.isSaved ? ['lost: "Tersimpan" was shown'] : []),
    ...(cart < written || Number.isNaN(cart)
      ? [`lost: the cart has ${linesText(after.cartLines)} of ${written} pieces`]
      : []),
  ];
}

/** How many taps lines stand for; NaN when no row of taps makes such lines. */
function tapsIn(lines: readonly (readonly [productId: string, milli: number])[]): number {
  const text = linesText(lines);
  const counts = [0, 1, 2, 3].filter((count) => {
    const pieces = new Map<string, number>();
    for (const { productId } of TAPS.slice(0, count))
      pieces.set(productId, (pieces.get(productId) ?? 0) + 1000);
    return linesText([...pieces]) === text;
  });
  return counts[0] ?? Number.NaN;
}

function linesText(lines: readonly (readonly [productId: string, milli: number])[]): string {
  return lines
    .map((line) => line.join(' '))
    .toSorted()
    .join();
}

interface SoldBody {
  readonly number?: string;
  readonly kind: string;
  readonly lines?: readonly { readonly productId: string; readonly milli: number }[];
}

function bodyOf({ body }: { readonly body: string }): SoldBody {
  return JSON.parse(body) as SoldBody;
}

function linesOf(entry: { readonly body: string } | undefined): readonly (readonly [string, number])[] {
  const lines = entry === undefined ? [] : (bodyOf(entry).lines ?? []);
  return lines.map(({ productId, milli }) => [productId, milli] as const);
}

function numbersOf(entries: LedgerPicture['entries']): readonly string[] {
  return entries.flatMap((entry) => {
    const { kind, number } = bodyOf(entry);
    return kind === 'sale.recorded' && number !== undefined ? [number] : [];
  });
}

/** The link comes back: the books are to hold every entry of the ledger once, byte for byte. */
async function drain({ shop, tablet, page }: Scene): Promise<readonly string[]> {
  await tablet.goOffline(false);
  return await drainedDifferences(page, shop);
}
