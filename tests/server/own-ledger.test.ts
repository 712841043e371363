import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { firstBrokenLink, genesisHash } from '#domain/chain.ts';
import { sumMoves } from '#domain/stock.ts';
import { enrolledDevice } from './builders/device.ts';
import { query, readFact } from './builders/books.ts';
import { COOP_ID, openShop, type Shop } from './builders/shop.ts';

let shop: Shop;

beforeEach(async () => {
  shop = await openShop();
});

afterEach(() => shop.close());

interface Row {
  readonly epoch: string;
  readonly seq: number;
  readonly factId: string;
  readonly hash: string;
  readonly body: string;
}

async function ledgerOf(deviceId: string): Promise<readonly Row[]> {
  const sql = `select slot.epoch, slot.seq, slot.fact_id as "factId", slot.hash, fact.body from slot
    join fact using (coop_id, fact_id) join device_epoch using (coop_id, epoch)
    where device_epoch.device_id = ? order by slot.seq`;
  return (await query(shop, sql, [deviceId])) as Row[];
}

describe('the server’s own ledger', () => {
  test('is a chain like a device’s, from its genesis to its last entry', async () => {
    await enrolledDevice(shop);
    const entries = await ledgerOf('server');
    expect(entries.map(({ body }) => readFact(body).kind)).toEqual([
      ...Array.from({ length: 5 }, () => 'master.imported'),
      'stock.opened',
      'device.enrolled',
    ]);
    const epoch = entries[0]?.epoch ?? '';
    const genesis = {
      coopId: COOP_ID,
      deviceId: 'server',
      epoch,
      parent: null,
      reason: 'install',
      missing: null,
    } as const;
    const run = { coopId: COOP_ID, epoch, fromSeq: 1, previousHash: genesisHash(genesis) };
    expect(firstBrokenLink(run, entries)).toBeNull();
    const stored = await shop.premises.store.read((tx) => tx.readEpoch(COOP_ID, epoch));
    expect(stored?.acked).toEqual({ seq: entries.length, hash: entries.at(-1)?.hash });
  });

  test('carries the day of the outlet’s zone, not the server’s', async () => {
    const late = await openShop({ isEmpty: true });
    late.clock.pass(17 * 60 * 60_000);
    const { fillShop } = await import('./builders/shop.ts');
    await fillShop(late.premises);
    const [row] = (await query(late, 'select business_date as day from fact limit 1')) as { day: string }[];
    expect(row?.day).toBe('2026-11-24');
    await late.close();
  });
});

describe('the stock', () => {
  test('is the sum of the movements of all accepted facts, whoever wrote them', async () => {
    const one = await enrolledDevice(shop, 'one');
    const two = await enrolledDevice(shop, 'two');
    one.ledger.appendSales(7);
    two.ledger.appendSale({ milli: 333 });
    two.ledger.appendSale({ milli: 400, patch: { goodsRupiah: 1 } });
    await Promise.all([one.push(), two.push(), one.push()]);
    const bodies = (await query(shop, "select body from fact where status = 'accepted'")) as {
      body: string;
    }[];
    const sums = sumMoves(bodies.flatMap(({ body }) => readFact(body).moves));
    const rows = await shop.premises.store.read((tx) => tx.readStock(COOP_ID));
    expect(new Map(rows.map((row) => [`${row.place}|${row.stockItemId}`, row.milli]))).toEqual(sums);
  });
});
