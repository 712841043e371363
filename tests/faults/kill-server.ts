import { setTimeout as sleep } from 'node:timers/promises';
import type { ProofRow } from '../prove/proof-row.ts';
import { enrolledDevice, type TestDevice } from '../server/builders/device.ts';
import { FakeRandom } from '../server/builders/fake-world.ts';
import { fillShop, openShop, SUGAR } from '../server/builders/shop.ts';
import { clearPlace, makePlace, queryPlace, type StorePlace } from '../server/builders/store-place.ts';
import { KillableServer } from './killable-server.ts';

const SALES_A_PUSH = 40;
const SALE_MILLI = 1350;
const OPENING_MILLI = 24_000;
/** Kills are drawn over this many times what a push takes, so that some come before it and some after its answer. */
const SPAN = 1.5;
/** What a push of this size takes, until one was measured. */
const PUSH_MS = 30;

export interface Kills {
  readonly trials: number;
  readonly seed: string;
}

type Moment = 'nothing stored' | 'stored, not answered' | 'answered';

/**
 * Kills a real server process at a random instant of a push into a real SQLite file, starts it again and sends the same push.
 * Lost: answered and not there. Torn: a part of a push is there. Doubled: a fact, a place or a number twice.
 */
export async function killServer({ trials, seed }: Kills): Promise<ProofRow> {
  const place = await makePlace();
  const shop = await openShop({ place });
  await fillShop(shop.premises);
  const device = await enrolledDevice(shop);
  await shop.close();
  const server = new KillableServer(place.dataFolder);
  Object.assign(device, { app: server.app() });
  try {
    return await killOften({ place, server, device, random: new FakeRandom(seed) }, trials);
  } finally {
    server.kill();
    await server.ended();
    await clearPlace(place);
  }
}

interface Scene {
  readonly place: StorePlace;
  readonly server: KillableServer;
  readonly device: TestDevice;
  readonly random: FakeRandom;
}

async function killOften(scene: Scene, trials: number): Promise<ProofRow> {
  const moments = new Map<Moment, number>();
  const losses: string[] = [];
  await wake(scene);
  let tookMs = PUSH_MS;
  for (let trial = 1; trial <= trials; trial += 1) {
    scene.device.ledger.appendSales(SALES_A_PUSH);
    const isAnswered = await pushAndKill(scene, tookMs);
    await wake(scene);
    const stored = await countStored(scene);
    const moment = isAnswered ? 'answered' : stored === 0 ? 'nothing stored' : 'stored, not answered';
    moments.set(moment, (moments.get(moment) ?? 0) + 1);
    const startedAt = performance.now();
    const { serverAcked } = await push(scene);
    tookMs = (tookMs + performance.now() - startedAt) / 2;
    const defects = [
      ...(isAnswered && stored < SALES_A_PUSH ? [`lost: answered, and ${stored} entries are there`] : []),
      ...(stored > 0 && stored < SALES_A_PUSH ? [`torn: ${stored} entries are there`] : []),
      ...(serverAcked === scene.device.ledger.entries.length ? [] : [`acked is ${serverAcked}`]),
      ...(await compareBooks(scene)),
    ];
    losses.push(...defects.map((defect) => `kill ${trial}, ${moment}: ${defect}`));
  }
  const histogram = [...moments].map(([moment, count]) => `${count} × ${moment}`).join(', ');
  return { name: 'server killed in a push', trials, losses: losses.length, notes: [histogram, ...losses] };
}

/** Starts the server on its books; sessions are never stored, so the device opens a new one. */
async function wake({ server, device }: Scene): Promise<void> {
  await server.start();
  await device.openSession();
}

/** The newest entries, with the entry before them as base. */
async function push({ device }: Scene): Promise<{ readonly serverAcked: number }> {
  const { body } = await device.push({ after: device.ledger.entries.length - SALES_A_PUSH });
  return body;
}

/** @returns true when the answer came before the kill */
async function pushAndKill(scene: Scene, tookMs: number): Promise<boolean> {
  const drawn = Buffer.from(scene.random.bytes(4)).readUInt32BE() / 2 ** 32;
  const answered = push(scene).then(
    ({ serverAcked }) => serverAcked === scene.device.ledger.entries.length,
    () => false,
  );
  await sleep(drawn * SPAN * tookMs);
  scene.server.kill();
  await scene.server.ended();
  return await answered;
}

/** How many entries of the last push lie in the books. */
async function countStored({ place, device }: Scene): Promise<number> {
  const { epoch, entries } = device.ledger;
  const sql = 'select count(*) as n from slot where epoch = ? and seq > ?';
  const [row] = (await queryPlace(place, sql, [epoch, entries.length - SALES_A_PUSH])) as { n: number }[];
  return row?.n ?? 0;
}

/** What is wrong with the books: every entry there once with its bytes, in the lists once, and the stock their sum. */
async function compareBooks({ place, device }: Scene): Promise<readonly string[]> {
  const { epoch, entries } = device.ledger;
  const booked = (await queryPlace(
    place,
    `select slot.seq, slot.fact_id, slot.hash, fact.body from slot join fact using (coop_id, fact_id)
     where epoch = ? order by seq`,
    [epoch],
  )) as { seq: number; fact_id: string; hash: string; body: string }[];
  const there = booked.map((row) => JSON.stringify([row.seq, row.fact_id, row.hash, row.body]));
  const here = entries.map(({ seq, factId, hash, body }) => JSON.stringify([seq, factId, hash, body]));
  const counted = (await queryPlace(
    place,
    `select (select count(*) from fact where kind = 'sale.recorded') as facts,
       (select count(*) from sale) as sales, (select count(distinct number) from sale) as numbers,
       (select acked_seq from device_epoch where epoch = ?) as acked,
       (select milli from stock where item = ? and place = 'GI-gerai') as milli`,
    [epoch, SUGAR.id],
  )) as Record<'facts' | 'sales' | 'numbers' | 'acked' | 'milli', number>[];
  const is = JSON.stringify(counted[0]);
  const n = entries.length;
  const milli = OPENING_MILLI - SALE_MILLI * n;
  const should = JSON.stringify({ facts: n, sales: n, numbers: n, acked: n, milli });
  return [
    ...(there.join('\n') === here.join('\n') ? [] : ['doubled or altered: the ledgers differ']),
    ...(is === should ? [] : [`the books say ${is}, not ${should}`]),
  ];
}
