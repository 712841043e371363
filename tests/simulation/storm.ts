import { act, finishCarts } from './acts.ts';
import { isUpgraded, setKnownVersion } from './borrowed.ts';
import type { Oracle } from './oracle.ts';
import type { Deed } from './plan.ts';
import { Prng } from './prng.ts';
import { SimTill, type TillDisks } from './sim-till.ts';
import type { World } from './world.ts';
import { HOUSES, PRODUCTS } from './world-shape.ts';

const MONTH_MS = 36 * 24 * 3_600_000;

/** Does to a world what its plan says, deed by deed. */
export class Storm {
  /** Devices that were revoked at some time, or given to another outlet. */
  readonly revoked = new Set<string>();
  readonly moved = new Set<string>();
  readonly #world: World;
  readonly #images = new Map<SimTill, TillDisks>();
  #copies = 0;

  constructor(world: World) {
    this.#world = world;
  }

  async perform(deed: Deed): Promise<void> {
    try {
      this.#world.trace.note(this.#world.timeline.now, JSON.stringify(deed));
      await this.#do(deed);
    } catch (error) {
      this.#world.crash(error);
    }
  }

  async #do(deed: Deed): Promise<void> {
    const till = 'till' in deed ? this.#world.tills[deed.till] : undefined;
    if ('till' in deed && till === undefined) return;
    switch (deed.kind) {
      case 'kill-server':
        this.#world.server.killAtCall = deed.atCall;
        return;
      case 'server-up':
        if (!deed.isUp) this.#world.tally.add('server-down');
        if (!deed.isUp) this.#world.server.isUp = false;
        else await this.restartServer();
        return;
      case 'upgrade-server':
        return await this.upgradeServer();
      case 'backup':
        return await this.#backUp();
      case 'restore':
        return await this.#restore(deed.back);
      case 'tiny-pages':
        this.#world.tally.add('tiny-pages');
        this.#world.server.pageRowsMax = deed.rows;
        return;
      case 'push-limit':
        this.#world.tally.add('too-large');
        this.#world.server.pushEntriesMax = deed.entries;
        return;
      case 'month':
        this.#world.tally.add('month-passed');
        this.#world.timeline.calendarMs += MONTH_MS;
        return;
      default:
        if (till !== undefined) await this.#doAt(till, deed);
    }
  }

  async #doAt(till: SimTill, deed: Extract<Deed, { till: number }>): Promise<void> {
    switch (deed.kind) {
      case 'act': {
        if (deed.what === 'unknown') this.#world.tally.add('unknown-fact');
        if (deed.what === 'poison') this.#world.tally.add('poison-fact');
        if (deed.what === 'newer' && this.#world.plan.isServerOld)
          this.#world.tally.add('client-upgraded-first');
        const product = PRODUCTS[deed.product];
        if (product !== undefined && till.life !== null) await act(till, deed.what, product);
        return;
      }
      case 'link':
        if (!deed.isLinked) this.#world.tally.add('link-down');
        till.isLinked = deed.isLinked;
        if (deed.isLinked) till.life?.driver.kick();
        return;
      case 'end':
        this.#world.tally.add(deed.isPowerCut ? 'power-cut' : 'till-killed');
        till.end(deed.isPowerCut);
        this.#world.timeline.plan(deed.awayMs, () => this.startAgain(till));
        return;
      case 'take-image':
        if (till.busy === 0) this.#images.set(till, till.image());
        await this.#noteDisk(till);
        return;
      case 'roll-back':
        return this.#rollBack(till);
      case 'clone':
        return this.#clone(till);
      case 'quota':
        this.#world.tally.add('quota-error');
        till.fillDisk(deed.isReplica);
        return;
      case 'upgrade-client':
        till.end(false);
        till.replicaDisk.writeAsOlderProgram();
        till.ledger.writeAsFirstProgram();
        this.#world.tally.add('client-upgraded-first');
        return this.startAgain(till);
      case 'set-clock':
        this.#world.tally.add('clock-off-by-years');
        till.wall.offsetMs = deed.offsetMs;
        return;
      case 'revoke':
        if (deed.isRevoked) this.#world.tally.add('device-revoked');
        return this.revoke(till, deed.isRevoked);
      case 'move-outlet':
        if (deed.isAway) this.#world.tally.add('scope-changed');
        return await this.moveOutlet(till, deed.isAway);
      case 'expire-session':
        this.#world.tally.add('session-expired');
        this.#world.server.ground.sessions.closeAllOf(till.identity.coopId, till.identity.deviceId);
        return;
    }
  }

  /** What lies on a disk before it is copied belongs to both copies. */
  async #noteDisk(till: SimTill): Promise<void> {
    if (till.busy === 0) await this.#world.oracle.look(till);
  }

  startAgain(till: SimTill): void {
    till.start();
    this.#world.timeline.plan(500, () => void finishCarts(till).catch(() => undefined));
  }

  #rollBack(till: SimTill): void {
    const image = this.#images.get(till);
    if (image === undefined) return;
    this.#images.delete(till);
    this.#world.tally.add('image-rolled-back');
    const { custody } = this.#world.oracle;
    const { coopId } = till.identity;
    till.end(true);
    const before = till.disk;
    const disk = `${till.name}-${(this.#copies += 1)}`;
    till.putBack(image, disk);
    this.#world.oracle.forget(till);
    this.#world.timeline.plan(0, () => void this.#settleRollBack(till, { before, disk }, custody, coopId));
  }

  async #settleRollBack(
    till: SimTill,
    disks: { before: string; disk: string },
    custody: Oracle['custody'],
    coopId: string,
  ): Promise<void> {
    for (const { epoch } of await till.ledger.readEpochs())
      for (const { factId, body } of await till.ledger.readEntries(epoch, 0, 10_000))
        custody.note(factId, body, { disk: disks.disk, isShown: false });
    custody.dropDisk(disks.before, (factId) => this.#world.oracle.isOnServer(coopId, factId));
    till.start();
  }

  #clone(till: SimTill): void {
    if (till.busy > 0 || this.#copies > 3) return;
    this.#world.tally.add('profile-cloned');
    this.#copies += 1;
    const name = `${till.name}-twin${this.#copies}`;
    const twin = new SimTill(
      { ...till.enrolled, name },
      this.#world.tillWorld(),
      new Prng(this.#world.plan.seed, 40 + this.#copies),
      till.image(),
    );
    this.#world.oracle.custody.copyDisk(till.disk, name);
    twin.isLinked = till.isLinked;
    this.#world.tills.push(twin);
    twin.start();
  }

  revoke(till: SimTill, isRevoked: boolean): void {
    const { coopId, deviceId } = till.identity;
    this.revoked.add(deviceId);
    this.#world.server.ground.revocations.set(coopId, deviceId, isRevoked);
    this.#world.server.ground.sessions.closeAllOf(coopId, deviceId);
  }

  /** The co-operative gives a tablet to another outlet, or back. */
  async moveOutlet(till: SimTill, isAway: boolean): Promise<void> {
    const { coopId, deviceId, outletId } = till.identity;
    const other = HOUSES.find((house) => house.coopId === coopId)?.outlets.find((id) => id !== outletId);
    if (other === undefined) return;
    this.moved.add(deviceId);
    await this.#world.server.books.store.write(async (tx) => {
      const device = await tx.readDevice(coopId, deviceId);
      if (device !== null) await tx.putDevice({ ...device, outletId: isAway ? other : outletId });
    });
    this.#world.server.ground.sessions.closeAllOf(coopId, deviceId);
  }

  async restartServer(): Promise<void> {
    const settled = await this.#world.server.restart();
    this.#world.tally.add('held-replayed', settled);
    if (settled > 0)
      for (const { coopId } of HOUSES)
        this.#world.model.readAgain(this.#world.server.books, coopId, this.#world.genOf(coopId));
  }

  async upgradeServer(): Promise<void> {
    if (isUpgraded()) return;
    setKnownVersion(2);
    this.#world.tally.add('server-upgraded');
    await this.restartServer();
  }

  async #backUp(): Promise<void> {
    if (!this.#world.server.isUp) return;
    const kept = this.#world.backups.map(({ file }) => file);
    this.#world.backups.push(await this.#world.server.makeBackup(`backup-${kept.length + 1}.db`, kept));
    this.#world.tally.add('backups');
  }

  async #restore(back: number): Promise<void> {
    const backup = this.#world.backups.at(-1 - Math.min(back, this.#world.backups.length - 1));
    if (backup === undefined) return;
    this.#world.tally.add(
      back === 0 || this.#world.backups.length === 1 ? 'restored-from-latest' : 'restored-from-older',
    );
    await this.#world.server.restore(backup);
    this.#world.forgetGenerations();
    for (const { coopId } of HOUSES)
      this.#world.model.readAgain(this.#world.server.books, coopId, this.#world.genOf(coopId));
    this.#world.oracle.custody.restoreBooks((factId) =>
      HOUSES.some(({ coopId }) => this.#world.oracle.isOnServer(coopId, factId)),
    );
  }
}
