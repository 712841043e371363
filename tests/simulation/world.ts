import { invariant } from '#domain/invariant.ts';
import { epochIdFrom } from '#domain/ids.ts';
import { Books } from './books.ts';
import { lendTime, setKnownVersion } from './borrowed.ts';
import { Network } from './network.ts';
import { Oracle } from './oracle.ts';
import type { Plan } from './plan.ts';
import { Prng } from './prng.ts';
import { ServerModel } from './server-model.ts';
import { ServerKilled, SimServer, type Backup } from './sim-server.ts';
import { KEPT_KEYS } from './sim-keys.ts';
import { SimTill } from './sim-till.ts';
import { Tally } from './tally.ts';
import type { Template } from './template.ts';
import { settle, Timeline } from './timeline.ts';
import { Trace } from './trace.ts';
import { MORNING } from '../server/builders/fake-world.ts';
import { HOUSES } from './world-shape.ts';

/** One life of a few tills and their server, from a plan to the last check. */
export class World {
  readonly timeline = new Timeline();
  readonly tally = new Tally();
  readonly trace: Trace;
  readonly plan: Plan;
  readonly server: SimServer;
  readonly tills: SimTill[] = [];
  readonly model = new ServerModel();
  readonly oracle: Oracle;
  readonly network: Network;
  /** Verified backups, the oldest first. */
  readonly backups: Backup[] = [];
  readonly #gens = new Map<string, string>();
  #crash: Error | null = null;
  #written = new Set<string>();

  constructor(plan: Plan, template: Template, isTraced: boolean) {
    this.plan = plan;
    this.backups.push(template.backup);
    this.trace = new Trace(isTraced);
    const { timeline, tally, trace, model } = this;
    this.server = new SimServer(Books.from(template.image), {
      clock: { now: () => this.serverNow() },
      random: new Prng(plan.seed, 3),
      onWritten: (coopId) => this.#written.add(coopId),
    });
    this.network = new Network({ timeline, server: this.server, tally, trace }, plan.weather);
    this.oracle = new Oracle({
      server: this.server,
      model,
      tally,
      backups: () => this.backups,
      serverNow: () => this.serverNow(),
      genOf: (coopId) => this.genOf(coopId),
    });
    plan.tills.forEach(({ house, outlet }, index) => this.#addTill({ house, outlet, index }, template));
  }

  /** Switches the tills on, as their shops open. */
  begin(): void {
    setKnownVersion(this.plan.isServerOld ? 1 : 2);
    this.#lendTime();
    for (const { coopId } of HOUSES) this.model.look(this.server.books, coopId, this.genOf(coopId));
    for (const till of this.tills) this.timeline.plan(till.prng.int(0, 800), () => till.start());
    if (this.plan.isFiveOnOne) this.tally.add('five-tills-one-product');
    if (new Set(this.plan.tills.map(({ house }) => house)).size > 1) this.tally.add('two-tenants');
  }

  serverNow(): number {
    return MORNING + this.timeline.now + this.timeline.calendarMs;
  }

  genOf(coopId: string): string {
    const known = this.#gens.get(coopId);
    if (known !== undefined) return known;
    const [row] = this.server.books.rows('select server_gen from coop where coop_id = ?', coopId);
    const gen = String(row?.['server_gen']);
    this.#gens.set(coopId, gen);
    return gen;
  }

  /** The books were put back: their generations are others now. */
  forgetGenerations(): void {
    this.#gens.clear();
  }

  /** A mistake of the program surfaced outside any promise of ours. */
  crash(error: unknown): void {
    this.#crash ??= error instanceof Error ? error : new Error(String(error));
  }

  /** For the mutant whose cursor comes from a sequence: time passes between a number and its commit. */
  #lendTime(): void {
    const prng = new Prng(this.plan.seed, 4);
    lendTime(
      () =>
        new Promise((resolve, reject) => {
          const { books } = this.server;
          const goOn = (): void =>
            books === this.server.books ? resolve() : reject(new ServerKilled('restored meanwhile'));
          this.timeline.plan(prng.int(1, 2000), goOn);
        }),
    );
  }

  #addTill(at: { house: number; outlet: number; index: number }, template: Template): void {
    const device = template.devices[at.house]?.[at.outlet]?.[at.index];
    invariant(device !== undefined, 'the template has a device for each till');
    const { identity, key, serverGen, series } = device;
    const prng = new Prng(this.plan.seed, 10 + at.index);
    const seed = {
      identity,
      keys: KEPT_KEYS,
      serverGen,
      series,
      epoch: epochIdFrom(prng.bytes(16)),
      serverClock: null,
    };
    this.tills.push(new SimTill({ name: `till${at.index + 1}`, seed, key }, this.tillWorld(), prng));
  }

  /** What tills tell this world. */
  tillWorld(): SimTill['world'] {
    return {
      timeline: this.timeline,
      network: this.network,
      onSaved: (till, { factId, body, epoch, seq }, fact) => {
        this.oracle.custody.note(factId, body, { disk: till.disk, isShown: true });
        this.tally.add('facts');
        if (fact.kind === 'sale.recorded') this.tally.add('sales');
        this.trace.note(
          this.timeline.now,
          `${till.name} saved ${fact.kind} ${factId} at ${epoch.slice(0, 6)}:${seq}`,
        );
      },
      onTorn: () => this.tally.add('power-cut-in-transaction'),
      onCrash: (error) => this.crash(error),
    };
  }

  /** Lets everything happen until an hour, and asks the oracle after each happening. @throws Violation */
  async liveUntil(end: number): Promise<void> {
    while (this.timeline.step(end)) {
      this.tally.add('steps');
      await settle();
      if (this.#crash !== null) throw this.#crash;
      for (const coopId of this.#written) this.#lookAtServer(coopId);
      this.#written.clear();
      for (const till of this.tills) await this.oracle.look(till);
    }
  }

  #lookAtServer(coopId: string): void {
    const gen = this.genOf(coopId);
    this.model.look(this.server.books, coopId, gen);
    if (!this.plan.hasPokes) return;
    const heads = this.server.books.rows('select stream, head from stream_head where coop_id = ?', coopId);
    for (const till of this.tills) {
      if (till.identity.coopId !== coopId || !till.isLinked || till.prng.chance(this.network.weather.loss))
        continue;
      for (const { stream, head } of heads)
        this.timeline.plan(till.prng.int(5, 200), () =>
          till.life?.driver.hearPoke({ gen, stream: String(stream), seq: Number(head) }),
        );
    }
  }
}
