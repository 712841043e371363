import 'fake-indexeddb/auto';
import type { AddressInfo } from 'node:net';
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import { query, stockOf } from '../server/builders/books.ts';
import { openShop, SUGAR, type Shop } from '../server/builders/shop.ts';
import { REQUEST_TIMEOUT_MS } from '../../src/sync/transport.ts';
import { MemoryTill, type House } from '../sync/memory-till.ts';
import { FaultProxy, PASS, type LineFault } from './fault-proxy.ts';

const OPENING_MILLI = 24_000;
/** Of the till's own time: more attempts than this without an end would be a livelock. */
const PATIENCE_MS = 60 * 60_000;
/** Real time in which nothing moves before the till's clock runs on to its time limit. */
const SILENCE_MS = 40;
const LOOK_MS = 20;
/** Real time between two wakings of lanes that rest. */
const KICK_MS = 1;
/** So often lanes are woken before the wire is let fall silent: a lane that waits for an answer is not helped by the others' asking. */
const KICKS_MAX = 5;
/** A device may ask so often in a minute; one that has asked close to this often gives way to another. */
const REQUESTS_MAX = 1000;

/** A till's real sync and the real server over real HTTP, with the faulty line between them. Only the till's clock is a test's. */
export class FaultGround {
  readonly shop: Shop;
  readonly proxy: FaultProxy;
  readonly #tills: MemoryTill[] = [];

  private constructor(shop: Shop, proxy: FaultProxy) {
    this.shop = shop;
    this.proxy = proxy;
  }

  static async open(): Promise<FaultGround> {
    const shop = await openShop();
    await shop.app.listen({ host: '127.0.0.1', port: 0 });
    const ground = new FaultGround(shop, await new FaultProxy(portOf(shop)).listen());
    await ground.takeNewTill();
    return ground;
  }

  /** The till that stands behind the line now. */
  get till(): MemoryTill {
    const till = this.#tills.at(-1);
    if (till === undefined) throw new Error('No till stands here');
    return till;
  }

  async close(): Promise<void> {
    for (const till of this.#tills) till.stop();
    await this.proxy.close();
    await this.shop.close();
  }

  /** Enrols another till past the line and starts it behind the line; the one before has sent everything and rests. */
  async takeNewTill(): Promise<void> {
    this.#tills.at(-1)?.stop();
    const house: House = { shop: this.shop, fetch: fetchAt(portOf(this.shop)) };
    const till = await MemoryTill.enrol(house);
    house.fetch = fetchAt(this.proxy.port);
    this.proxy.exchanges.length = 0;
    this.#tills.push(till);
    await till.start();
  }

  /** True when the server would soon tell this device to be patient. */
  get isTired(): boolean {
    return this.proxy.exchanges.length > REQUESTS_MAX;
  }

  /** One fault for the next request to a path; everything else passes. */
  once(path: string, fault: LineFault): void {
    let isOver = false;
    this.proxy.fault = (exchange) => {
      if (isOver || !exchange.path.endsWith(path)) return PASS;
      isOver = true;
      return fault;
    };
  }

  /**
   * Lets things happen until something is true. A lane that rests is woken at once, as by a person's "Kirim sekarang"; what
   * only time can end is ended by it once the wire has long been silent.
   */
  async until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
    const { till, proxy } = this;
    const endAt = till.clock.mono() + PATIENCE_MS;
    let movedAt = performance.now();
    let kickedAt = movedAt;
    let kicks = 0;
    let seen = -1;
    while (!(await isTrue())) {
      await turn();
      const now = performance.now();
      const stirred = proxy.exchanges.length + proxy.underWay;
      if (stirred !== seen) [seen, movedAt] = [stirred, now];
      if (proxy.underWay === 0 && kicks < KICKS_MAX && now - kickedAt > KICK_MS) {
        [kickedAt, kicks] = [now, kicks + 1];
        till.kick();
      }
      if (now - movedAt < SILENCE_MS) continue;
      [movedAt, kicks] = [now, 0];
      till.clock.pass(REQUEST_TIMEOUT_MS);
      if (till.clock.mono() > endAt) throw new Error('The till does not come to an end');
    }
  }

  /** Lets the till's time pass as fast as the real one, on a line that takes its time. */
  async inRealTime(isTrue: () => Promise<boolean>): Promise<void> {
    for (let at = Date.now(); !(await isTrue());) {
      await sleep(LOOK_MS);
      const now = Date.now();
      this.till.clock.pass(now - at);
      at = now;
    }
  }

  /** Waits until so many requests for a path have been played to their end. */
  async untilHeard(path: string, count: number): Promise<void> {
    await this.until(() => this.proxy.heard(path).length >= count && this.proxy.underWay === 0);
  }

  async untilSent(): Promise<void> {
    const { till } = this;
    await this.until(async () => (await till.unsent()) === 0);
  }

  /** The fault ends: everything is sent, and all rows are here. */
  async drain(): Promise<void> {
    const { till, proxy, shop } = this;
    proxy.fault = () => PASS;
    await this.untilSent();
    const stock = await stockOf(shop, SUGAR.id);
    till.kick();
    await this.until(async () => (await till.sugarInRows()) === stock);
  }

  /**
   * What differs between the books and all tills that have sold here: entries that are lost, doubled or altered in one byte,
   * and stock that is not the sum of moves. Empty when both ledgers are equal byte for byte.
   */
  async differences(): Promise<readonly string[]> {
    const own = (await Promise.all(this.#tills.map((till) => till.entries()))).flat();
    const here = own.map(({ epoch, seq, factId, hash, body }) => line(epoch, seq, factId, hash, body));
    const booked = await this.#booked();
    const there = booked.map((row) => line(row.epoch, row.seq, row.fact_id, row.hash, row.body));
    const onHand = OPENING_MILLI - 1000 * own.length;
    const stock = await stockOf(this.shop, SUGAR.id);
    const inRows = await this.till.sugarInRows();
    return [
      ...lackingIn(there, here).map((entry) => `lost or altered: ${entry}`),
      ...lackingIn(here, there).map((entry) => `made up or doubled: ${entry}`),
      ...booked
        .filter(({ status }) => status !== 'accepted')
        .map((row) => `${row.status}: ${row.epoch} ${row.seq}`),
      ...(await this.#falseBeliefs()),
      ...(stock === onHand ? [] : [`the books' stock is ${stock}, not ${onHand}`]),
      ...(inRows === onHand ? [] : [`the till's stock is ${inRows}, not ${onHand}`]),
    ];
  }

  /** What the last till believes of the server and is not so. */
  async #falseBeliefs(): Promise<readonly string[]> {
    const { till, shop } = this;
    const [meta, epoch] = await Promise.all([till.ledger.readMeta(), till.openEpoch()]);
    const [truth] = (await query(
      shop,
      `select server_gen, series, durable_seq from coop join device_epoch using (coop_id) where epoch = ?`,
      [epoch.epoch],
    )) as { server_gen: string; series: string; durable_seq: number }[];
    const told = [meta.serverGen, meta.series, epoch.durable, meta.isRevoked].join(' ');
    const so = [truth?.server_gen, truth?.series, truth?.durable_seq, false].join(' ');
    return told === so ? [] : [`the till believes "${told}", and it is "${so}"`];
  }

  async #booked(): Promise<readonly BookedEntry[]> {
    const sql = `select slot.epoch, slot.seq, slot.fact_id, slot.hash, fact.body, fact.status from slot
      join fact on fact.coop_id = slot.coop_id and fact.fact_id = slot.fact_id
      join device_epoch on device_epoch.coop_id = slot.coop_id and device_epoch.epoch = slot.epoch
      where device_epoch.device_id <> 'server'`;
    return (await query(this.shop, sql)) as BookedEntry[];
  }
}

interface BookedEntry {
  readonly epoch: string;
  readonly seq: number;
  readonly fact_id: string;
  readonly hash: string;
  readonly body: string;
  readonly status: string;
}

function line(...parts: readonly (string | number)[]): string {
  return JSON.stringify(parts);
}

/** Those of `all` that `side` lacks; one that stands there twice is lacking once if the side has it once. */
function lackingIn(side: readonly string[], all: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const entry of side) counts.set(entry, (counts.get(entry) ?? 0) + 1);
  return all.filter((entry) => {
    const count = counts.get(entry) ?? 0;
    counts.set(entry, count - 1);
    return count < 1;
  });
}

function portOf(shop: Shop): number {
  return (shop.app.server.address() as AddressInfo).port;
}

function fetchAt(port: number): NonNullable<House['fetch']> {
  return (path, init) => fetch(`http://127.0.0.1:${port}${path}`, init);
}
