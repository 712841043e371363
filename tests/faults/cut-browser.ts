import type { Page } from '@playwright/test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Shop, Tablet, beginToSell, sellExactly } from '../journeys/shop.ts';
import type { ProofRow } from '../prove/proof-row.ts';
import { FakeRandom } from '../server/builders/fake-world.ts';
import { FaultProxy, PASS, type LineFault } from './fault-proxy.ts';
import type { Kills } from './kill-server.ts';
import { drainedDifferences } from './ledger-picture.ts';

const CUTS_A_SALE = 8;
const LOOK_MS = 30;
const PATIENCE_MS = 30_000;
const OPENING = 18;
const DEAD: LineFault = { kind: 'cut-request', at: 0 };
const PLACES = [
  ['/push', 'cut-request'],
  ['/push', 'cut-reply'],
  ['/pull', 'cut-request'],
  ['/pull', 'cut-reply'],
] as const;

/**
 * Cuts a real browser's line to the real program at drawn bytes of pushes and pulls, requests and replies in turn. The app is
 * opened at the faulty line's own port, so everything it ever asks for goes over it.
 */
export async function cutBrowser({ trials, seed }: Kills): Promise<ProofRow> {
  const shop = await Shop.open();
  const proxy = await new FaultProxy(shop.port).listen();
  const tablet = new Tablet();
  const random = new FakeRandom(seed);
  try {
    const page = await tablet.start();
    await beginToSell(page, { link: shop.link.replace(`:${shop.port}`, `:${proxy.port}`) });
    let sales = 0;
    for (let trial = 0; trial < trials; trial += 1) {
      if (trial % CUTS_A_SALE === 0) {
        proxy.fault = (exchange) => (exchange.path.endsWith('/push') ? DEAD : PASS);
        await sellExactly(page, 'Beras medium lokal 5 kg');
        sales += 1;
      }
      const [path, kind] = PLACES[trial % PLACES.length] ?? PLACES[0];
      await cutOnce(page, proxy, {
        path,
        kind,
        share: Buffer.from(random.bytes(4)).readUInt32BE() / 2 ** 32,
      });
      if (trial % CUTS_A_SALE < CUTS_A_SALE - 1) continue;
      // What was cut with this sale is sent before the next one.
      proxy.fault = () => PASS;
      await drainedDifferences(page, shop);
    }
    proxy.fault = () => PASS;
    const losses = [...(await drainedDifferences(page, shop)), ...stockDefects(shop, sales)];
    return { name: 'Chromium, cut at drawn bytes', trials, losses: losses.length, notes: losses };
  } finally {
    await tablet.close();
    await proxy.close();
    await shop.close();
  }
}

interface Cut {
  readonly path: string;
  readonly kind: 'cut-request' | 'cut-reply';
  /** Of the message's bytes, 0 to 1. */
  readonly share: number;
}

/**
 * Cuts the next such message; "online" wakes the lanes, as it does when a link comes back. No other push gets through
 * meanwhile, so that there is something to push the next time too.
 */
async function cutOnce(page: Page, proxy: FaultProxy, { path, kind, share }: Cut): Promise<void> {
  let isCut = false;
  proxy.fault = (exchange) => {
    if (isCut || !exchange.path.endsWith(path)) return exchange.path.endsWith('/push') ? DEAD : PASS;
    isCut = true;
    const answered = proxy.heard(path).findLast(({ reply }) => reply !== null);
    const like = kind === 'cut-request' ? exchange.request : answered?.reply;
    return { kind, at: Math.floor((like?.length ?? 0) * share) };
  };
  for (let waited = 0; !isCut; waited += LOOK_MS) {
    if (waited > PATIENCE_MS) throw new Error(`Nobody asks for ${path}`);
    await page.evaluate(() => dispatchEvent(new Event('online')));
    await sleep(LOOK_MS);
  }
}

function stockDefects(shop: Shop, sales: number): readonly string[] {
  const sql = "SELECT milli FROM stock WHERE place = 'GI-gerai' AND item = 'BRS-MED-5'";
  const onHand = shop.query(sql)[0]?.['milli'];
  const should = (OPENING - sales) * 1000;
  return onHand === should ? [] : [`the stock is ${String(onHand)}, not ${should}`];
}
