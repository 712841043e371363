import type { Act } from './acts.ts';
import { Prng } from './prng.ts';
import type { Weather } from './network.ts';
import { HOUSES, PRODUCTS } from './world-shape.ts';

/** Something that a world does to itself at its hour. */
export type Deed =
  | { readonly kind: 'act'; readonly till: number; readonly what: Act; readonly product: number }
  | { readonly kind: 'link'; readonly till: number; readonly isLinked: boolean }
  | { readonly kind: 'end'; readonly till: number; readonly isPowerCut: boolean; readonly awayMs: number }
  | { readonly kind: 'take-image'; readonly till: number }
  | { readonly kind: 'roll-back'; readonly till: number }
  | { readonly kind: 'clone'; readonly till: number }
  | { readonly kind: 'quota'; readonly till: number; readonly isReplica: boolean }
  | { readonly kind: 'upgrade-client'; readonly till: number }
  | { readonly kind: 'set-clock'; readonly till: number; readonly offsetMs: number }
  | { readonly kind: 'revoke'; readonly till: number; readonly isRevoked: boolean }
  | { readonly kind: 'move-outlet'; readonly till: number; readonly isAway: boolean }
  | { readonly kind: 'expire-session'; readonly till: number }
  | { readonly kind: 'kill-server'; readonly atCall: number }
  | { readonly kind: 'server-up'; readonly isUp: boolean }
  | { readonly kind: 'upgrade-server' }
  | { readonly kind: 'backup' }
  | { readonly kind: 'restore'; readonly back: number }
  | { readonly kind: 'tiny-pages'; readonly rows: number }
  | { readonly kind: 'push-limit'; readonly entries: number }
  | { readonly kind: 'month' };

export interface PlannedDeed {
  readonly atMs: number;
  readonly deed: Deed;
}

/** Everything about a world that its seed decides beforehand. */
export interface Plan {
  readonly seed: number;
  /** Index into `HOUSES` and outlet of each till. */
  readonly tills: readonly { readonly house: number; readonly outlet: number }[];
  readonly weather: Weather;
  readonly deeds: readonly PlannedDeed[];
  readonly isServerOld: boolean;
  readonly hasPokes: boolean;
  readonly isFiveOnOne: boolean;
}

/** How long things go wrong. */
export const STORM_MS = 45_000;

const YEAR_MS = 365 * 24 * 3_600_000;

/** Makes a world from a seed. Each has some kinds of faults only: with all of them at once nothing would get far enough to break. */
export function planOf(seed: number): Plan {
  const prng = new Prng(seed);
  const isFiveOnOne = prng.chance(120);
  const tills = isFiveOnOne ? Array.from({ length: 5 }, () => ({ house: 0, outlet: 0 })) : someTills(prng);
  const planner = new Planner(prng, tills.length, isFiveOnOne);
  planner.addActs();
  const count = prng.int(2, 5);
  for (let index = 0; index < count; index += 1) planner.addFault();
  const isRough = prng.chance(750);
  const weather: Weather = {
    loss: isRough ? prng.pick([20, 80, 200]) : 0,
    doubling: isRough ? prng.pick([0, 60, 200]) : 0,
    delay: isRough ? prng.pick([0, 40, 150]) : 0,
    damage: isRough ? prng.pick([0, 0, 30, 80]) : 0,
    strangers: isRough ? prng.pick([0, 0, 60]) : 0,
    slowMsMax: prng.pick([60, 400, 1500]),
  };
  const deeds = planner.deeds.toSorted((a, b) => a.atMs - b.atMs);
  return {
    seed,
    tills,
    weather,
    deeds,
    isServerOld: prng.chance(300),
    hasPokes: prng.chance(500),
    isFiveOnOne,
  };
}

function someTills(prng: Prng): Plan['tills'] {
  const count = prng.int(2, 3);
  return Array.from({ length: count }, (_, index) => {
    const house = index > 0 && prng.chance(300) ? 1 : 0;
    const outlets = HOUSES[house]?.outlets.length ?? 1;
    return { house, outlet: prng.chance(650) ? 0 : prng.int(0, outlets - 1) };
  });
}

class Planner {
  readonly deeds: { readonly atMs: number; readonly deed: Deed }[] = [];
  readonly #prng: Prng;
  readonly #tills: number;
  readonly #isFiveOnOne: boolean;

  constructor(prng: Prng, tills: number, isFiveOnOne: boolean) {
    this.#prng = prng;
    this.#tills = tills;
    this.#isFiveOnOne = isFiveOnOne;
  }

  addActs(): void {
    const prng = this.#prng;
    const count = prng.int(5, 10);
    const kinds: readonly Act[] = [
      'member',
      'member-changed',
      'price',
      'shift-closed',
      'unknown',
      'newer',
      'poison',
    ];
    for (let index = 0; index < count; index += 1) {
      const what = prng.chance(800) ? 'sale' : prng.pick(kinds);
      const product = this.#isFiveOnOne ? 0 : prng.int(0, PRODUCTS.length - 1);
      this.#add(prng.int(300, STORM_MS), { kind: 'act', till: this.#till(), what, product });
    }
  }

  addFault(): void {
    const prng = this.#prng;
    const at = prng.int(2000, STORM_MS - 8000);
    const till = this.#till();
    const later = at + prng.int(1500, 12_000);
    switch (prng.int(0, 15)) {
      case 0:
        this.#add(at, { kind: 'link', till, isLinked: false });
        return this.#add(later, { kind: 'link', till, isLinked: true });
      case 1:
      case 2:
        return this.#add(at, {
          kind: 'end',
          till,
          isPowerCut: prng.chance(500),
          awayMs: prng.int(100, 4000),
        });
      case 3:
        this.#add(at, { kind: 'take-image', till });
        return this.#add(later, { kind: 'roll-back', till });
      case 4:
        return this.#addClone(at, till);
      case 5:
        return this.#add(at, { kind: 'quota', till, isReplica: prng.chance(400) });
      case 6:
        return this.#add(at, { kind: 'upgrade-client', till });
      case 7:
        return this.#add(at, { kind: 'set-clock', till, offsetMs: prng.pick([-5, -1, 1, 3]) * YEAR_MS });
      case 8:
        this.#add(at, { kind: 'revoke', till, isRevoked: true });
        return this.#add(later, { kind: 'revoke', till, isRevoked: false });
      case 9:
        this.#add(at, { kind: 'move-outlet', till, isAway: true });
        return this.#add(later, { kind: 'move-outlet', till, isAway: false });
      case 10:
        return this.#add(at, { kind: 'expire-session', till });
      case 11:
        this.#add(at, { kind: 'kill-server', atCall: prng.int(1, 18) });
        return this.#add(later, { kind: 'kill-server', atCall: prng.int(1, 18) });
      case 12:
        this.#add(at, { kind: 'server-up', isUp: false });
        this.#add(later, { kind: 'server-up', isUp: true });
        return this.#add(later + 4000, { kind: 'upgrade-server' });
      case 13:
        return this.#addRestores(at);
      case 14:
        return this.#addMonth();
      default:
        return this.#addTinyPages(prng.int(0, at));
    }
  }

  /** Two tablets from one image go on selling, and neither knows of the other. */
  #addClone(at: number, till: number): void {
    const prng = this.#prng;
    const twin = this.#tills;
    if (prng.chance(500)) this.#addUnsentClone(at, till);
    this.#add(at, { kind: 'clone', till });
    for (const clone of [till, twin])
      for (let sale = 0; sale < 2; sale += 1)
        this.#add(at + prng.int(500, 4000), { kind: 'act', till: clone, what: 'sale', product: 0 });
    this.#add(at + prng.int(4000, 6000), { kind: 'link', till, isLinked: true });
    this.#add(at + prng.int(4000, 9000), { kind: 'link', till: twin, isLinked: true });
  }

  /** The image holds sales that nobody has sent, and the server takes them one by one. */
  #addUnsentClone(at: number, till: number): void {
    const prng = this.#prng;
    this.#add(at - 1900, { kind: 'link', till, isLinked: false });
    this.#add(at - 1900, { kind: 'push-limit', entries: prng.int(1, 2) });
    for (let sale = 0; sale < 2; sale += 1)
      this.#add(at - prng.int(300, 1500), { kind: 'act', till, what: 'sale', product: 0 });
  }

  /** Pages of a row or two, and a rush in which everything is sold: rows of one round then come from different hours. */
  #addTinyPages(at: number): void {
    const prng = this.#prng;
    this.#add(at, { kind: 'tiny-pages', rows: prng.int(1, 2) });
    for (let product = 0; product < PRODUCTS.length; product += 1)
      for (let till = 0; till < Math.min(3, this.#tills); till += 1)
        this.#add(at + prng.int(500, 2500), { kind: 'act', till, what: 'sale', product });
  }

  #addRestores(at: number): void {
    const prng = this.#prng;
    this.#add(prng.int(500, at), { kind: 'backup' });
    if (prng.chance(500)) this.#add(prng.int(500, at), { kind: 'backup' });
    this.#add(at, { kind: 'restore', back: prng.int(0, 2) });
    if (prng.chance(250)) this.#add(at + prng.int(3000, 15_000), { kind: 'restore', back: prng.int(0, 2) });
  }

  /** What is in a backup is learnt, 35 days pass, entries are let go, and the books are put back to before them, or twice. */
  #addMonth(): void {
    const prng = this.#prng;
    this.#add(prng.int(6000, 9000), { kind: 'backup' });
    for (let till = 0; till < this.#tills; till += 1) {
      this.#add(prng.int(500, 5000), { kind: 'act', till, what: 'sale', product: 0 });
      this.#add(prng.int(12_000, 13_000), { kind: 'act', till, what: 'shift-closed', product: 0 });
      this.#add(prng.int(16_000, 18_000), { kind: 'act', till, what: 'sale', product: 0 });
    }
    this.#add(14_000, { kind: 'month' });
    if (!prng.chance(500)) return;
    this.#add(24_000, { kind: 'backup' });
    this.#add(prng.int(26_000, 30_000), { kind: 'restore', back: prng.int(1, 2) });
    if (prng.chance(600)) this.#add(prng.int(34_000, 42_000), { kind: 'restore', back: 0 });
  }

  #till(): number {
    return this.#prng.int(0, this.#tills - 1);
  }

  /** What would come after the storm does not come at all: from then on nothing goes wrong any more. */
  #add(atMs: number, deed: Deed): void {
    if (atMs < STORM_MS) this.deeds.push({ atMs, deed });
  }
}
