// What the replica loads when the first page comes; loaded here, it costs no test its time.
import '#protocol/rows.ts';
import '../../src/storage/replica/marked-rows.ts';
import '../../src/storage/replica/own-rows.ts';
import '../../src/storage/replica/dexie-pages.ts';
import { base64Url } from '#domain/ids.ts';
import { isSignedBy, signText } from '../../src/sync/device-signature.ts';
import { SyncDriver, type SyncParts } from '../../src/sync/sync-driver.ts';
import type { SyncStatus } from '../../src/sync/sync-status.ts';
import { createTransport } from '../../src/sync/transport.ts';
import type { StoredEntry } from '../../src/storage/ledger/ledger-port.ts';
import { createMemoryLedger, type MemoryLedger } from '../../src/storage/ledger/memory-ledger.ts';
import { openReplica } from '../../src/storage/replica/dexie-replica.ts';
import { mirrorsOfPage } from '../../src/storage/replica/mirrors.ts';
import type { Replica } from '../../src/storage/replica/replica.ts';
import { anAppend, COOP, newSeed } from '../storage/ledger-seed.ts';
import { FakeClock } from './fake-clock.ts';
import { FakeServer } from './fake-server.ts';

/** A till, its server, the network between them, and the time that all of them live in. */
export class SyncWorld {
  readonly clock = new FakeClock();
  readonly driver: SyncDriver;
  readonly ledger: MemoryLedger;
  readonly replica: Replica;
  readonly server: FakeServer;
  readonly epoch: string;
  readonly shown: SyncStatus[] = [];
  /** Makes the driver of another start of the program. */
  readonly again: () => SyncDriver;
  isVisible = true;

  private constructor(
    parts: Pick<
      SyncWorld,
      'ledger' | 'replica' | 'server' | 'epoch' | 'driver' | 'again' | 'clock' | 'shown'
    >,
  ) {
    Object.assign(this, parts);
    ({
      ledger: this.ledger,
      replica: this.replica,
      server: this.server,
      epoch: this.epoch,
      driver: this.driver,
      again: this.again,
    } = parts);
  }

  static async begin(): Promise<SyncWorld> {
    const clock = new FakeClock();
    const seed = await newSeed();
    const publicKey = await crypto.subtle.exportKey('raw', seed.keys.signing.publicKey);
    const server = await new FakeServer(COOP, base64Url(new Uint8Array(publicKey)), () =>
      clock.now(),
    ).prepare();
    const identity = { ...seed.identity, serverKey: server.serverKey };
    const ledger = createMemoryLedger({ ...seed, identity });
    const { deviceId, outletId } = identity;
    const replica = await openReplica({ deviceId, outletId, pinKey: seed.keys.pinKey });
    const shown: SyncStatus[] = [];
    let world: SyncWorld | null = null;
    const parts: SyncParts = {
      identity,
      ledger,
      replica,
      mirrors: mirrorsOfPage(ledger, replica),
      clock,
      // The longest wait of every range, and ids that never come twice.
      random: {
        bytes: (count) =>
          count === 1 ? new Uint8Array([255]) : crypto.getRandomValues(new Uint8Array(count)),
      },
      build: '0.1.0+test',
      transport: createTransport(server.fetch, clock),
      sign: (text) => signText(seed.keys.signing.privateKey, text),
      isSignedBy,
      isVisible: () => world?.isVisible ?? true,
      isPersisted: () => true,
      show: (status) => shown.push(status),
      tellPage: () => undefined,
    };
    const again = (): SyncDriver => new SyncDriver(parts);
    world = new SyncWorld({
      clock,
      ledger,
      replica,
      server,
      epoch: seed.epoch,
      driver: again(),
      again,
      shown,
    });
    return world;
  }

  /** Starts the program in the tab that leads. */
  async start(): Promise<void> {
    this.driver.lead(true);
    await this.driver.start();
  }

  /** Sells something and tells the sync, as the ledger's own listener does. */
  async sell(count = 1): Promise<void> {
    for (let sale = 0; sale < count; sale += 1) await this.ledger.append(anAppend());
    this.driver.noteLedgerChange();
  }

  async unsent(): Promise<number> {
    const epochs = await this.ledger.readEpochs();
    return epochs.reduce((sum, epoch) => sum + epoch.seq - epoch.acked, 0);
  }

  entries(): Promise<readonly StoredEntry[]> {
    return this.ledger.readEntries(this.epoch, 0, 10_000);
  }

  status(): SyncStatus {
    const status = this.shown.at(-1);
    if (status === undefined) throw new Error('nothing was shown yet');
    return status;
  }

  /** Lets everything that is under way come to its end, without any time passing: signing has threads of its own. */
  async settle(): Promise<void> {
    for (let quiet = 0; quiet < 6;) {
      const before = this.server.heard.length + this.shown.length;
      for (let turn = 0; turn < 3; turn += 1) {
        await crypto.subtle.digest('SHA-256', new Uint8Array(1));
        for (let tick = 0; tick < 4; tick += 1) await new Promise((resolve) => setImmediate(resolve));
      }
      quiet = this.server.heard.length + this.shown.length === before ? quiet + 1 : 0;
    }
  }

  /** Lets time pass in small steps, so that whatever falls due meets a world that goes on. */
  async pass(ms: number, stepMs = 500): Promise<void> {
    for (let passed = 0; passed < ms; passed += stepMs) {
      this.clock.pass(Math.min(stepMs, ms - passed));
      await this.settle();
    }
  }

  /** Lets time pass until something is true. @returns how long it took */
  async passUntil(isTrue: () => boolean | Promise<boolean>, limitMs: number): Promise<number> {
    const startedAt = this.clock.mono();
    await this.settle();
    while (!(await isTrue())) {
      if (this.clock.mono() - startedAt > limitMs) throw new Error(`not within ${limitMs} ms`);
      await this.pass(250, 250);
    }
    const took = this.clock.mono() - startedAt;
    await this.settle();
    return took;
  }
}
