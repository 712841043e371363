import { firstBrokenLink } from '#domain/chain.ts';
import { afterEach, expect } from 'vitest';
import type {
  Appended,
  EpochState,
  LedgerPort,
  LedgerSeed,
  StoredCart,
} from '../../src/storage/ledger/ledger-port.ts';
import { allEntries, anAppend, COOP, newSeed, type AppendWish } from './ledger-seed.ts';

/** One place where a ledger can lie, with the faults that the contract asks of it. */
export interface LedgerGround {
  readonly ledger: LedgerPort;
  /** A second connection, as another tab has. */
  openAgain(): Promise<LedgerPort>;
  /** Closes it and opens it anew, as a restart does. */
  restart(): Promise<LedgerPort>;
  /** Lets the next transaction that writes entries or carts fail when it is to complete. */
  failNextCommit(): void;
  /** Hurts what lies at a place: the row is gone, or its body is another. */
  damage(epoch: string, seq: number, body: string | null): Promise<void>;
  /** Makes the ledger one that a program of writer schema 1 has written. */
  writeAsFirstProgram(): Promise<void>;
  /** Keeps an image of the disk. @returns what puts it back, and the ledger as the next start finds it */
  keepImage(): Promise<() => Promise<LedgerPort>>;
  /** Leaves the ledger as a newer program would. */
  writeAsNewerProgram(): Promise<void>;
  discard(): Promise<void>;
}

/** What the cases of the contract work with. `seed` and `ground` are those of the last `start`. */
export interface LedgerKit {
  readonly seed: LedgerSeed;
  readonly ground: LedgerGround;
  start(over?: Partial<LedgerSeed>): Promise<LedgerPort>;
}

/** Makes ledgers for the cases and clears them away after each. */
export function ledgerKit(begin: (seed: LedgerSeed) => Promise<LedgerGround>): LedgerKit {
  const grounds: LedgerGround[] = [];
  let last: { readonly seed: LedgerSeed; readonly ground: LedgerGround } | null = null;
  const current = () => {
    if (last === null) throw new Error('start a ledger first');
    return last;
  };
  afterEach(async () => {
    await Promise.all(grounds.splice(0).map((used) => used.discard()));
  });
  return {
    get seed() {
      return current().seed;
    },
    get ground() {
      return current().ground;
    },
    async start(over = {}) {
      const seed = await newSeed(over);
      const ground = await begin(seed);
      grounds.push(ground);
      last = { seed, ground };
      return ground.ledger;
    },
  };
}

export async function sell(ledger: LedgerPort, wish: AppendWish = {}): Promise<Appended> {
  const appended = await ledger.append(anAppend(wish));
  if (!appended.ok) throw new Error(`refused: ${JSON.stringify(appended.refusal)}`);
  return appended.value;
}

export async function sellMany(ledger: LedgerPort, count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) await sell(ledger);
}

export async function openEpoch(ledger: LedgerPort): Promise<EpochState> {
  const epoch = (await ledger.readEpochs()).find((one) => one.isOpen);
  if (epoch === undefined) throw new Error('no open epoch');
  return epoch;
}

/** Recomputes the open epoch from its genesis. @returns how many entries it has */
export async function expectWhole(ledger: LedgerPort): Promise<number> {
  const epoch = await openEpoch(ledger);
  const entries = await allEntries(ledger, epoch.epoch);
  const run = { coopId: COOP, epoch: epoch.epoch, fromSeq: 1, previousHash: epoch.genesisHash };
  expect(firstBrokenLink(run, entries)).toBeNull();
  expect(entries.map((entry) => entry.seq)).toEqual(entries.map((_, index) => index + 1));
  expect(epoch.seq).toBe(entries.length);
  expect(epoch.hash).toBe(entries.at(-1)?.hash ?? epoch.genesisHash);
  return entries.length;
}

/** Writes a cart that nobody has touched. */
export async function keepCart(ledger: LedgerPort, cart: StoredCart): Promise<void> {
  expect(await ledger.writeCart(cart)).toBe(true);
}
