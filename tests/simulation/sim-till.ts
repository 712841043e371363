import type { Fact } from '#domain/facts.ts';
import { invariant } from '#domain/invariant.ts';
import { createMemoryLedger, type MemoryLedger } from '../../src/storage/ledger/memory-ledger.ts';
import type { LedgerSeed, StoredEntry } from '../../src/storage/ledger/ledger-port.ts';
import { OnHandMirror } from '../../src/storage/replica/on-hand-mirror.ts';
import { StorageFailure } from '../../src/storage/storage-failure.ts';
import { SyncDriver } from '../../src/sync/sync-driver.ts';
import { createTransport } from '../../src/sync/transport.ts';
import { MemoryReplica, ReplicaDisk } from './memory-replica.ts';
import type { Network, WireEnd } from './network.ts';
import type { Prng } from './prng.ts';
import { checkSignature, signer, type FixedKey } from './sim-keys.ts';
import { TillClock } from './till-clock.ts';
import type { Timeline } from './timeline.ts';

/** What a till is told to do or suffer comes from its world; what happened it tells there. */
export interface TillWorld {
  readonly timeline: Timeline;
  readonly network: Network;
  /** A fact was shown as saved. */
  readonly onSaved: (till: SimTill, entry: StoredEntry, fact: Fact) => void;
  /** The power went between the two halves of a transaction. */
  readonly onTorn: () => void;
  readonly onCrash: (error: unknown) => void;
}

/** A device as enrolment made it. */
export interface Enrolled {
  readonly name: string;
  readonly seed: LedgerSeed;
  readonly key: FixedKey;
}

/** What is on a till's disk. */
export interface TillDisks {
  readonly ledger: MemoryLedger;
  readonly replica: ReplicaDisk;
}

/** Transactions take their time, in thousandths: the power may go in the middle of these. */
const SLOW_PERMILLE = 50;
const SLOW_MS_MAX = 400;

/** One program on a till, from its start to its end. */
interface Life {
  readonly clock: TillClock;
  readonly driver: SyncDriver;
  readonly mirror: OnHandMirror;
  readonly quantities: Map<string, number>;
  readonly replica: MemoryReplica;
  readonly boot: number;
}

/** A till: the product's driver, ledger, pages and overlay, on memories that survive it. */
export class SimTill implements WireEnd {
  readonly name: string;
  readonly enrolled: Enrolled;
  readonly prng: Prng;
  readonly world: TillWorld;
  readonly wall = { offsetMs: 0 };
  isLinked = true;
  /** Another name for what its disk holds: a rolled back or cloned one is another disk. */
  disk: string;
  ledger: MemoryLedger;
  replicaDisk: ReplicaDisk;
  life: Life | null = null;
  /** Transactions under way. */
  busy = 0;
  /** Grows with whatever may have changed what the till knows. */
  changes = 0;
  #pauseLife = 0;
  #starts = 0;

  constructor(enrolled: Enrolled, world: TillWorld, prng: Prng, from?: TillDisks) {
    this.name = enrolled.name;
    this.disk = enrolled.name;
    this.enrolled = enrolled;
    this.world = world;
    this.prng = prng;
    const pause = (): Promise<void> => this.#pause();
    this.ledger = from?.ledger.copyDisk(pause) ?? createMemoryLedger(enrolled.seed, pause);
    this.replicaDisk = from?.replica ?? new ReplicaDisk();
  }

  readonly #noteChange = (): void => {
    this.changes += 1;
  };

  get identity(): LedgerSeed['identity'] {
    return this.enrolled.seed.identity;
  }

  /** Starts the program on what lies on the disk. */
  start(): void {
    if (this.life !== null) return;
    this.#starts += 1;
    void this.#start(this.#starts).catch((error: unknown) => {
      if (!(error instanceof StorageFailure)) this.world.onCrash(error);
      else this.world.timeline.plan(1000, () => this.start());
    });
  }

  /** The program ends between two instructions. @param isPowerCut takes what the replica had not flushed along */
  end(isPowerCut: boolean): void {
    this.#starts += 1;
    if (this.busy > 0) this.world.onTorn();
    this.busy = 0;
    this.#pauseLife += 1;
    this.life?.driver.stop();
    this.life?.clock.die();
    this.life?.replica.close();
    this.life = null;
    this.ledger = this.ledger.powerCut();
    this.replicaDisk.cutPower(isPowerCut ? this.prng.int(0, 3) : 0);
    this.changes += 1;
  }

  /** What is on the disk now, as an image of the tablet has it. */
  image(): TillDisks {
    return { ledger: this.ledger.copyDisk(), replica: this.replicaDisk.copy() };
  }

  /** The next transaction that writes fails, as on a full disk. */
  fillDisk(isReplica: boolean): void {
    if (isReplica) this.replicaDisk.failure = 'quota';
    else this.ledger.failNextCommit('quota');
  }

  /** What screens show as on hand, by stock key. */
  get onHand(): ReadonlyMap<string, number> | null {
    return this.life?.quantities ?? null;
  }

  async #start(start: number): Promise<void> {
    const { ledger, identity } = { ledger: this.ledger, identity: this.identity };
    const { timeline, network } = this.world;
    const clock = new TillClock(timeline, this.wall);
    const boot = await ledger.countBoot();
    const { pinKey } = this.enrolled.seed.keys;
    const replica = new MemoryReplica(
      this.replicaDisk,
      { outletId: identity.outletId, pinKey },
      this.#noteChange,
    );
    const quantities = new Map<string, number>();
    const mirror = new OnHandMirror(quantities, this.#noteChange);
    await mirror.rebuild(ledger, replica);
    if (start !== this.#starts) return;
    const driver = new SyncDriver({
      identity,
      ledger,
      replica,
      mirrors: {
        takePage: (page) => mirror.takePage(ledger, replica, page),
        takeVerdicts: () => mirror.takeFlags(ledger),
        rebuild: () => mirror.rebuild(ledger, replica),
      },
      clock,
      random: this.prng,
      build: '0.1.0+sim',
      transport: createTransport(network.fetchFor(this), clock),
      sign: signer(this.enrolled.key),
      isSignedBy: checkSignature,
      isVisible: () => true,
      isPersisted: () => true,
      show: () => undefined,
      tellPage: () => undefined,
    });
    this.life = { clock, driver, mirror, quantities, replica, boot };
    this.changes += 1;
    driver.lead(true);
    await driver.start();
  }

  /** Before a transaction's writes reach the disk, and again before it is said to be complete. */
  #pause(): Promise<void> {
    this.changes += 1;
    if (!this.prng.chance(SLOW_PERMILLE)) return Promise.resolve();
    this.busy += 1;
    const life = this.#pauseLife;
    return new Promise((resolve) => {
      this.world.timeline.plan(this.prng.int(1, SLOW_MS_MAX), () => {
        if (life !== this.#pauseLife) return;
        this.busy -= 1;
        this.changes += 1;
        resolve();
      });
    });
  }

  /** Takes another disk into the tablet: an image of earlier days. */
  putBack(disks: TillDisks, disk: string): void {
    invariant(this.life === null, 'a disk is changed while the tablet is off');
    this.ledger = disks.ledger;
    this.replicaDisk = disks.replica;
    this.disk = disk;
  }
}
