import { setTimeout as sleep } from 'node:timers/promises';
import { Shop, Tablet, beginToSell, sellExactly } from '../journeys/shop.ts';
import { measured, type Measured } from './statistics.ts';

const OUTAGES_S = [40, 300];
const LOOK_MS = 50;
const GIVE_UP_MS = 120_000;

/**
 * The server goes away, a sale is made, the server comes back after a while: how long until the sale is in its books? The page
 * stays visible and hears nothing from outside (no "online" event: the link itself never fell).
 */
export async function benchOutages(): Promise<readonly Measured[]> {
  const shop = await Shop.open();
  const tablet = new Tablet();
  const lines: Measured[] = [];
  try {
    const page = await tablet.start();
    await beginToSell(page, shop);
    for (const [index, seconds] of OUTAGES_S.entries()) {
      await shop.stop();
      await sellExactly(page, 'Beras medium lokal 5 kg');
      await sleep(seconds * 1000);
      await shop.start();
      const backAt = performance.now();
      while (salesIn(shop) < index + 1 && performance.now() - backAt < GIVE_UP_MS) await sleep(LOOK_MS);
      const what = `The server is back after ${seconds} s: until the sale is booked`;
      lines.push(measured(what, performance.now() - backAt, 'ms', 15_000));
    }
    return lines;
  } finally {
    await tablet.close();
    await shop.close();
  }
}

function salesIn(shop: Shop): number {
  return Number(shop.query(`SELECT count(*) AS n FROM fact WHERE kind = 'sale.recorded'`)[0]?.['n']);
}

if (import.meta.main) console.log(await benchOutages());
