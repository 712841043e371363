// What the replica loads when the first page comes; loaded here, it costs no test its time.
import '#protocol/rows.ts';
import '../../src/storage/replica/dexie-pages.ts';
import { milli } from '#domain/quantity.ts';
import { systemRandom } from '../../src/device/random.ts';
import { openDexieLedger } from '../../src/storage/ledger/dexie-ledger.ts';
import type { Appended, EpochState, StoredEntry } from '../../src/storage/ledger/ledger-port.ts';
import { createMemoryLedger, type MemoryLedger } from '../../src/storage/ledger/memory-ledger.ts';
import { openReplica } from '../../src/storage/replica/dexie-replica.ts';
import { mirrorsOfPage } from '../../src/storage/replica/mirrors.ts';
import type { Replica } from '../../src/storage/replica/replica.ts';
import { isSignedBy, signText } from '../../src/sync/device-signature.ts';
import { enrolDevice } from '../../src/sync/enrol-client.ts';
import { SyncDriver } from '../../src/sync/sync-driver.ts';
import type { SyncStatus } from '../../src/sync/sync-status.ts';
import { createTransport, type Fetch } from '../../src/sync/transport.ts';
import { COOP_ID, OUTLET, SUGAR, SUGAR_PRICE, type Shop } from '../server/builders/shop.ts';
import { anAppend, newId, saleFact } from '../storage/ledger-seed.ts';
import { FakeClock } from './fake-clock.ts';

/** The server that a till talks to; a test may take another one into the house. */
export interface House {
  shop: Shop;
  /** The wire to it; without one, requests go straight into the server. */
  fetch?: Fetch;
}

/** A till with the real sync over a ledger in memory, which a test can copy, hurt and put back. */
export class MemoryTill {
  readonly ledger: MemoryLedger;
  readonly clock: FakeClock;
  readonly shown: SyncStatus[] = [];
  isLinked = true;
  readonly #house: House;
  #replica: Replica | null = null;
  #driver: SyncDriver | null = null;

  private constructor(house: House, ledger: MemoryLedger) {
    this.#house = house;
    this.ledger = ledger;
    this.clock = new FakeClock(house.shop.clock.now());
  }

  /** Enrols a new device with the server. */
  static async enrol(house: House): Promise<MemoryTill> {
    const clock = new FakeClock(house.shop.clock.now());
    const transport = createTransport(
      fetchFrom(house, () => true),
      clock,
    );
    const code = house.shop.premises.desk.makeDemoCode({ coopId: COOP_ID, outletId: OUTLET.id });
    const order = {
      code,
      name: 'Tablet uji',
      onMatch: () => undefined,
      signal: new AbortController().signal,
    };
    const enrolled = await enrolDevice(order, { transport, clock, random: systemRandom });
    if (!enrolled.ok) throw new Error(JSON.stringify(enrolled.refusal));
    const dexie = await openDexieLedger(enrolled.value.deviceId);
    const [meta, keys, [first]] = await Promise.all([dexie.readMeta(), dexie.readKeys(), dexie.readEpochs()]);
    dexie.close();
    const { identity, serverGen, series, serverClock } = meta;
    const seed = { identity, keys, serverGen, series, serverClock, epoch: first?.epoch ?? '' };
    return new MemoryTill(house, createMemoryLedger(seed));
  }

  /** A till whose disk is a copy of this one's, as it is now. */
  clone(): MemoryTill {
    return new MemoryTill(this.#house, this.ledger.copyDisk());
  }

  async start(): Promise<void> {
    const [{ identity }, { signing, pinKey }] = await Promise.all([
      this.ledger.readMeta(),
      this.ledger.readKeys(),
    ]);
    // Two tills from one image have one deviceId, and here also one browser: their rows must not meet.
    const deviceId = `${identity.deviceId}-${newId()}`;
    this.#replica = await openReplica({ deviceId, outletId: identity.outletId, pinKey });
    this.#driver = new SyncDriver({
      identity,
      ledger: this.ledger,
      replica: this.#replica,
      mirrors: mirrorsOfPage(this.ledger, this.#replica),
      clock: this.clock,
      random: systemRandom,
      build: '0.1.0+test',
      transport: createTransport(
        fetchFrom(this.#house, () => this.isLinked),
        this.clock,
      ),
      sign: (text) => signText(signing.privateKey, text),
      isSignedBy,
      isVisible: () => true,
      isPersisted: () => true,
      show: (status) => this.shown.push(status),
      tellPage: () => undefined,
    });
    this.#driver.lead(true);
    await this.#driver.start();
  }

  stop(): void {
    this.#driver?.stop();
    this.#replica?.close();
    this.#driver = null;
  }

  /** Sells a kilogram of sugar for cash, as often as is said. */
  async sell(count = 1): Promise<readonly Appended[]> {
    const sold: Appended[] = [];
    for (let sale = 0; sale < count; sale += 1) sold.push(await this.#sellOne());
    this.#driver?.noteLedgerChange();
    return sold;
  }

  epochs(): Promise<readonly EpochState[]> {
    return this.ledger.readEpochs();
  }

  async openEpoch(): Promise<EpochState> {
    const open = (await this.epochs()).find((epoch) => epoch.isOpen);
    if (open === undefined) throw new Error('no epoch is open');
    return open;
  }

  async entries(): Promise<readonly StoredEntry[]> {
    const epochs = await this.epochs();
    const all = await Promise.all(epochs.map(({ epoch }) => this.ledger.readEntries(epoch, 0, 10_000)));
    return all.flat();
  }

  async unsent(): Promise<number> {
    return (await this.epochs()).reduce((sum, epoch) => sum + epoch.seq - epoch.acked, 0);
  }

  /** What the server's rows on this till say of the sugar. */
  async sugarInRows(): Promise<number | undefined> {
    const view = await this.#replica?.readStock();
    return view?.rows.find((row) => row.stockItemId === SUGAR.id)?.milli;
  }

  /** Everything in the rows of this till, as text that two tills can be compared by. */
  async rows(): Promise<string> {
    const replica = this.#opened();
    const kinds = ['coop', 'outlet', 'staff', 'product', 'price'] as const;
    const rows = await Promise.all(kinds.map((kind) => replica.readRows(kind)));
    const { rows: stock } = await replica.readStock();
    return JSON.stringify([
      rows,
      stock.map(({ place, stockItemId, milli: here }) => [place, stockItemId, here]),
    ]);
  }

  /** Lets all rows be read anew, beside those in use. */
  async readAnew(): Promise<void> {
    await this.#opened().resetCursors();
  }

  /** True when nothing of any stream is still to be read anew. */
  async hasRead(): Promise<boolean> {
    const replica = this.#opened();
    const streams = await Promise.all(
      ['coop', `outlet:${OUTLET.id}`].map((name) => replica.readStream(name)),
    );
    return streams.every(({ cursor }) => cursor !== null);
  }

  kick(): void {
    this.#driver?.kick();
  }

  /** Lets the till's time pass, half a second at a go, until something is true or two minutes are over. */
  async passUntil(isTrue: () => boolean | Promise<boolean>): Promise<void> {
    for (let half = 0; half < 240; half += 1) {
      if (await isTrue()) return;
      await new Promise((resolve) => setTimeout(resolve, 5));
      this.clock.pass(500);
    }
    throw new Error('not within two minutes');
  }

  async drain(): Promise<void> {
    await this.passUntil(async () => (await this.unsent()) === 0);
  }

  #opened(): Replica {
    if (this.#replica === null) throw new Error('The till is off');
    return this.#replica;
  }

  async #sellOne(): Promise<Appended> {
    const actor = { staffId: 'rina', role: 'cashier' } as const;
    const moves = [{ stockItemId: SUGAR.id, place: 'GI-gerai', milli: milli(-1000) }];
    const over = { actor, moves, outletId: OUTLET.id, at: this.clock.now(), openedAt: this.clock.now() };
    const wish = { productId: SUGAR.id, name: SUGAR.name, priceRupiah: SUGAR_PRICE.priceRupiah, over };
    const appended = await this.ledger.append(anAppend({ ...wish, fact: (state) => saleFact(state, wish) }));
    if (!appended.ok) throw new Error(JSON.stringify(appended.refusal));
    return appended.value;
  }
}

function fetchFrom(house: House, isLinked: () => boolean): Fetch {
  return async (path, init) => {
    const { body, headers } = init;
    if (!isLinked()) throw new TypeError('Failed to fetch');
    if (house.fetch !== undefined) return await house.fetch(path, init);
    const reply = await house.shop.app.inject({
      method: 'POST',
      url: path,
      headers: Object.fromEntries(new Headers(headers)),
      payload: typeof body === 'string' ? body : '',
    });
    const told = Object.entries(reply.headers).map(([name, value]): [string, string] => [
      name,
      String(value),
    ]);
    return new Response(reply.body, { status: reply.statusCode, headers: told });
  };
}
