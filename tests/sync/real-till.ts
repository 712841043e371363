import { rupiah } from '#domain/money.ts';
import { milli } from '#domain/quantity.ts';
import { addProduct, loadCart } from '../../src/actions/edit-cart.ts';
import { openShift } from '../../src/actions/open-shift.ts';
import { recordSale } from '../../src/actions/record-sale.ts';
import type { Workplace } from '../../src/actions/workplace.ts';
import type { Clock } from '../../src/device/clock.ts';
import { systemRandom } from '../../src/device/random.ts';
import { openDexieLedger } from '../../src/storage/ledger/dexie-ledger.ts';
import { loadCatalogue, useCatalogue } from '../../src/storage/replica/catalogue.ts';
import { openReplica } from '../../src/storage/replica/dexie-replica.ts';
import { mirrorsOfPage } from '../../src/storage/replica/mirrors.ts';
import { rebuildOnHand } from '../../src/storage/replica/on-hand.ts';
import { isSignedBy, signText } from '../../src/sync/device-signature.ts';
import { enrolDevice } from '../../src/sync/enrol-client.ts';
import { PokeLine } from '../../src/sync/poke-line.ts';
import { readPokes } from '../../src/sync/read-pokes.ts';
import { SyncDriver } from '../../src/sync/sync-driver.ts';
import { UNKNOWN_STATUS, type SyncStatus } from '../../src/sync/sync-status.ts';
import { createTransport, type Fetch } from '../../src/sync/transport.ts';
import { CASHIER, COOP_ID, date, OUTLET, SUGAR, type Shop } from '../server/builders/shop.ts';

/** A till's real code from enrolment to sync; only clock and wires are a test's. */
export class RealTill {
  readonly place: Workplace;
  readonly fetch: Fetch;
  readonly driver: SyncDriver;
  readonly line: PokeLine;
  status: SyncStatus = UNKNOWN_STATUS;

  private constructor(place: Workplace, fetch: Fetch) {
    this.place = place;
    this.fetch = fetch;
    const { clock, random, ledger } = place;
    this.driver = new SyncDriver({
      ...place,
      mirrors: mirrorsOfPage(ledger, place.replica),
      transport: createTransport(fetch, clock),
      sign: async (text) => signText((await ledger.readKeys()).signing.privateKey, text),
      isSignedBy,
      isVisible: () => true,
      isPersisted: () => true,
      show: (status) => {
        this.status = status;
        this.line.look();
      },
      tellPage: () => undefined,
    });
    this.line = new PokeLine({
      clock,
      random,
      isVisible: () => true,
      target: this.driver,
      listen: (token, ears, signal) => readPokes(token, ears, { fetch, clock }, signal),
    });
  }

  /** Enrols a new device over the wire and opens what it remembers. */
  static async enrol(shop: Shop, fetch: Fetch, clock: Clock): Promise<RealTill> {
    const code = shop.premises.desk.makeDemoCode({ coopId: COOP_ID, outletId: OUTLET.id });
    const signal = new AbortController().signal;
    const order = { code, name: 'Tablet uji', onMatch: () => undefined, signal };
    const transport = createTransport(fetch, clock);
    const enrolled = await enrolDevice(order, { transport, clock, random: systemRandom });
    if (!enrolled.ok) throw new Error(JSON.stringify(enrolled.refusal));
    const { deviceId } = enrolled.value;
    const ledger = await openDexieLedger(deviceId);
    const [{ identity }, { pinKey }] = await Promise.all([ledger.readMeta(), ledger.readKeys()]);
    const replica = await openReplica({ deviceId, outletId: identity.outletId, pinKey });
    const boot = await ledger.countBoot();
    const tools = { identity, ledger, replica, clock, random: systemRandom, build: '0.1.0+test', boot };
    const place = { ...tools, present: { staff: CASHIER }, recordPinFailure: () => Promise.resolve() };
    await Promise.all([loadCatalogue(ledger, replica), rebuildOnHand(ledger, replica), loadCart(place)]);
    return new RealTill(place, fetch);
  }

  /** Begins to send, to fetch and, if wished, to listen. */
  async start({ listens = false } = {}): Promise<void> {
    this.driver.lead(true);
    await this.driver.start();
    if (listens) this.line.lead(true);
  }

  async openShift(): Promise<void> {
    await openShift(this.place, { floatRupiah: rupiah(0), businessDate: date('2026-11-23') });
    this.driver.noteLedgerChange();
  }

  async sell(grams = 1000): Promise<void> {
    const item = useCatalogue.getState().byId.get(SUGAR.id);
    if (item === undefined) throw new Error('the catalogue has no sugar');
    // The cart on the screen is one for all tills of a test; each sale loads its own.
    await loadCart(this.place);
    addProduct(this.place, item, { unit: 'kg', soldMilli: milli(grams) });
    const sold = await recordSale(this.place, rupiah(100_000));
    if (!sold.ok) throw new Error(sold.refusal.kind);
    this.driver.noteLedgerChange();
  }

  async unsent(): Promise<number> {
    const epochs = await this.place.ledger.readEpochs();
    return epochs.reduce((sum, epoch) => sum + epoch.seq - epoch.acked, 0);
  }

  /** What the replica says lies at the selling place, in thousandths. */
  async stock(): Promise<number | undefined> {
    const { rows } = await this.place.replica.readStock();
    return rows.find((row) => row.stockItemId === SUGAR.id)?.milli;
  }

  stop(): void {
    this.line.lead(false);
    this.driver.stop();
    this.place.replica.close();
    this.place.ledger.close();
  }
}
