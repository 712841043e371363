import type { Totals } from '#domain/chain.ts';
import type { Cart } from '#domain/cart.ts';
import type { Fact } from '#domain/facts.ts';
import type { AppendRefusal } from '#domain/refusal.ts';
import type { Result } from '#domain/result.ts';
import type { PaperKind } from '#domain/series.ts';
import type { OpenShift } from '#domain/shift.ts';
import type { BusinessDate } from '#domain/time.ts';
import type { WireEntry } from '#protocol/entry.ts';
import type { Stamp } from '#protocol/pull.ts';
import type { Checkpoint, EntryStatus, EpochOpen } from '#protocol/push.ts';
import type { Certificate } from '#protocol/session.ts';

/**
 * What the server has said of an entry: nothing yet, or one of its words. A `duplicate` is an entry whose effects were in
 * the rows before, so the till reads it as `accepted`.
 */
export type EntryState = 'saved' | Exclude<EntryStatus, 'duplicate'>;

/** A fact at its place in the ledger of this device, with what the server has said of it. */
export interface StoredEntry extends WireEntry {
  readonly epoch: string;
  readonly state: EntryState;
  /** The server's reason for `held` or `quarantined`. */
  readonly reason: string | null;
  /** Copied from the body so that lists need not parse every body. */
  readonly kind: Fact['kind'];
  readonly at: number;
  readonly businessDate: BusinessDate;
}

/** A place of a lineage with its hash; seq 0 is the genesis. */
export interface LedgerPoint {
  readonly seq: number;
  readonly hash: string;
}

/** Entries up to `seq` were taken away, because the server keeps them for good. What they had summed up to is kept here. */
export interface PrunedThrough extends LedgerPoint {
  readonly totals: Totals;
}

/** When it was learnt, by the server's clock, that the entries up to `seq` lie in a verified backup. */
export interface DurableMark {
  readonly seq: number;
  readonly learntAt: number;
}

/** One lineage of the ledger. */
export interface EpochState {
  readonly epoch: string;
  /** The order in which epochs began on this device, from 1. */
  readonly ordinal: number;
  readonly open: EpochOpen;
  readonly isOpen: boolean;
  /** hash_0. */
  readonly genesisHash: string;
  /** Running totals before the first entry: zero for an install, else the parent's. */
  readonly startTotals: Totals;
  readonly seq: number;
  readonly hash: string;
  readonly totals: Totals;
  readonly acked: number;
  /** Running gross at `acked`: what is still to be sent is `totals.gross − ackedGross`. */
  readonly ackedGross: number;
  /** Inside a verified backup of the server. */
  readonly durable: number;
  /** Server time at which `durable` was last moved; null before the first. */
  readonly durableAt: number | null;
  /** How `durable` came about, oldest first, a bounded list; absent in a ledger of writer schema 1. */
  readonly durableMarks?: readonly DurableMark[] | undefined;
  /** Absent as long as every entry is here. */
  readonly prunedThrough?: PrunedThrough | undefined;
  /** How many entries the server holds or has quarantined. */
  readonly needsAttention: number;
}

/** Who this device is; made at enrolment, never changed. */
export interface DeviceIdentity {
  readonly deviceId: string;
  readonly coopId: string;
  readonly outletId: string;
  readonly outletCode: string;
  readonly name: string;
  readonly certificate: Certificate;
  /** The server's public key, base64url. */
  readonly serverKey: string;
}

/** Everything about the device that changes, besides entries and carts. */
export interface LedgerMeta {
  readonly identity: DeviceIdentity;
  /** The server generation last heard of. */
  readonly serverGen: string;
  readonly series: string;
  /** Last number given, per kind of paper, in this series. */
  readonly counters: Readonly<Record<PaperKind, number>>;
  /** How often the program has started. */
  readonly boot: number;
  readonly openShift: OpenShift | null;
  readonly lastFactDate: BusinessDate | null;
  /** The last server time heard and what it said of our clock; null before the first. */
  readonly serverClock: { readonly serverAt: number; readonly offset: number } | null;
  readonly isRevoked: boolean;
  /** True when a newer program has written here: this one may only read, and asks for the update. */
  readonly needsUpdate: boolean;
}

/** The one changing record of the ledger database, as both adapters keep it. */
export interface LedgerRecord extends Omit<LedgerMeta, 'needsUpdate'> {
  readonly openEpoch: string;
  readonly writerSchema: number;
  /** Server times of the last re-homes, oldest first; absent before the first. */
  readonly rehomedAt?: readonly number[] | undefined;
}

/** All that a ledger says of itself besides entries, carts, checkpoints and keys, in one snapshot. */
export interface LedgerStanding {
  readonly record: LedgerRecord;
  /** Oldest first. */
  readonly epochs: readonly EpochState[];
}

/** An entry as a second copy has it. */
export interface CopiedEntry extends WireEntry {
  readonly epoch: string;
}

/** What a second copy of a ledger holds: how the ledger stood, and entries by epoch and seq, those not sent yet among them. */
export interface LedgerCopy {
  readonly standing: LedgerStanding;
  readonly entries: readonly CopiedEntry[];
}

/** `taken-back`: entries came back · `whole`: the ledger lacked nothing · `diverged`: nothing was done. */
export type TakenBack = 'taken-back' | 'whole' | 'diverged';

/** The device's secrets. Neither can be exported: a script can use them but never carry them away. */
export interface DeviceKeys {
  /** ECDSA P-256, by which the device signs its heads and its sessions. */
  readonly signing: CryptoKeyPair;
  /** HMAC-SHA-256, by which PIN hashes are sealed. */
  readonly pinKey: CryptoKey;
}

/** What enrolment brings, from which a ledger begins. */
export interface LedgerSeed {
  readonly identity: DeviceIdentity;
  readonly keys: DeviceKeys;
  readonly serverGen: string;
  readonly series: string;
  /** `epochIdFrom(random.bytes(16))`. */
  readonly epoch: string;
  readonly serverClock: LedgerMeta['serverClock'];
}

/** A moment by the clock that nobody can set: which start of the program, and whole milliseconds since it. */
export interface Moment {
  readonly boot: number;
  readonly mono: number;
}

/** Whether a PIN may be tried now. */
export interface PinLock {
  /** Wrong PINs in a row. */
  readonly failures: number;
  /** Wrong PINs that are still free before the next wait; 0 while waiting. */
  readonly triesLeft: number;
  /** How long until a PIN may be tried, milliseconds; 0 when it may be tried now. */
  readonly waitMs: number;
}

/** An entry that the server holds or has quarantined. */
export interface FlaggedEntry {
  readonly epoch: string;
  readonly seq: number;
  readonly state: 'held' | 'quarantined';
  readonly reason: string | null;
}

/** What a decision may read inside the append's transaction. */
export interface AppendState {
  readonly epoch: EpochState;
  readonly meta: LedgerMeta;
  /** Allocates the next number of a kind; it is used up only if the append completes. */
  readonly number: (kind: PaperKind) => string;
}

export interface AppendRequest<Refusal> {
  readonly factId: string;
  /** The cart that becomes this sale: it must still be there in this revision, and goes in the same transaction. */
  readonly cart: { readonly cartId: string; readonly revision: number } | null;
  /** Tells whether an entry that already bears this factId is the same act (`isSamePurchase`). */
  readonly isSame: (existing: Fact) => boolean;
  /** Decides the fact, totals and number included. Synchronous: an await here would tear the transaction. */
  readonly decide: (state: AppendState) => Result<Fact, Refusal>;
}

export interface Appended {
  readonly entry: StoredEntry;
  readonly fact: Fact;
  /** True when the factId was there already and nothing new was written. */
  readonly isRepeat: boolean;
}

/** A cart as it lies in the ledger database, beside the entries it may become one of. */
export interface StoredCart {
  readonly cart: Cart;
  readonly state: 'active' | 'parked';
  /** What the cashier calls a parked cart: the buyer, a jacket, a motorbike. */
  readonly name?: string | undefined;
  /** Grows with each change; a second tab's stale copy is refused by it. */
  readonly revision: number;
  readonly updatedAt: number;
}

/** What a push reply lets the till note, all in one transaction. */
export interface PushMark {
  readonly epoch: string;
  /** `max(acked, ackedTo)`, once the own hash there was found equal to `matched.hash`; null leaves it. */
  readonly ackedTo: number | null;
  /** Sets `acked` down again (gap, rewind, another server generation); it is applied before `ackedTo`. */
  readonly ackedBackTo: number | null;
  readonly statuses: readonly (readonly [seq: number, status: EntryStatus, reason: string | null])[];
  readonly checkpoint: Checkpoint | null;
  readonly durableThrough: number;
  /** Another one than last heard of sets `acked` of every epoch to 0, in this same transaction, before anything else. */
  readonly serverGen: string;
  /** Adopted, with its counters at 0, when it is a later one and the reply is for the open epoch. */
  readonly series: string;
  readonly serverClock: { readonly serverAt: number; readonly offset: number };
}

/**
 * A lineage that is given up, as the caller read it. What stands after `parent` goes on in a new epoch; an open epoch is
 * followed by an open one, a closed one by a closed one.
 */
export interface RehomeRequest {
  readonly epoch: string;
  readonly isOpen: boolean;
  readonly reason: Exclude<EpochOpen['reason'], 'install'>;
  /** The last point that holds; null is the point just before the oldest entry that is here. */
  readonly parent: LedgerPoint | null;
  /** Entries after `parent` through this seq are lost; null when none is. */
  readonly missingTo: number | null;
  /** The generation of the server whose answer asks for this. */
  readonly serverGen: string;
  /** `epochIdFrom(random.bytes(16))`. */
  readonly newEpoch: string;
}

/**
 * `moved`: the new epoch is there · `overtaken`: the ledger does not stand as it was read any more, nothing was done ·
 * `too-often`: {@link REHOMES_A_DAY_MAX} in 24 hours were enough, nothing was done.
 */
export type RehomeOutcome = 'moved' | 'overtaken' | 'too-often';

/** A new lineage each time would hide a fault that only a person can find. */
export const REHOMES_A_DAY_MAX = 5;

/** What may be taken away now. */
export interface PruneRequest {
  /** What the rows in use of every stream hold of own entries, by the stamps of the pages that caught up. */
  readonly contained: Stamp;
  readonly entriesMax: number;
}

/** A checkpoint with the generation of the server that signed it. */
export interface StoredCheckpoint extends Checkpoint {
  readonly serverGen: string;
}

/**
 * The narrow port to the irreplaceable half of the device's memory. Two adapters keep one contract: Dexie in the browser,
 * and memory with power loss for tests and the simulator. Every method is one transaction; a promise resolves only once it
 * is complete, and rejects with `StorageFailure` when the world failed, in which case nothing has changed.
 */
export interface LedgerPort {
  readMeta(): Promise<LedgerMeta>;
  readKeys(): Promise<DeviceKeys>;
  /** Counts a start of the program. @returns its number, which no other tab or start has */
  countBoot(): Promise<number>;
  /** Changes that are not facts: the boot count, the server clock, revocation. */
  patchMeta(patch: Partial<Pick<LedgerMeta, 'boot' | 'serverClock' | 'isRevoked'>>): Promise<void>;
  /** The record and all epochs, read together: what a second copy is made of besides entries. */
  readStanding(): Promise<LedgerStanding>;
  /** All epochs, oldest first. */
  readEpochs(): Promise<readonly EpochState[]>;
  append<Refusal>(request: AppendRequest<Refusal>): Promise<Result<Appended, Refusal | AppendRefusal>>;
  /** Entries of an epoch with seq > `afterSeq` that are here, in order: pruned ones are passed over. */
  readEntries(epoch: string, afterSeq: number, limit: number): Promise<readonly StoredEntry[]>;
  /** One entry, or the genesis point for seq 0 as null. */
  readEntry(epoch: string, seq: number): Promise<StoredEntry | null>;
  /** The entry that holds a fact, or null. */
  findEntry(factId: string): Promise<StoredEntry | null>;
  /** Own entries of a business date, newest first. */
  readDay(date: BusinessDate): Promise<readonly StoredEntry[]>;
  /** Entries of all epochs that the server holds or has quarantined. */
  readFlagged(): Promise<readonly FlaggedEntry[]>;
  markPush(mark: PushMark): Promise<void>;
  /**
   * Another generation of the server was heard of elsewhere than in a push reply: `acked` of every epoch goes to 0 and
   * everything is offered again. Nothing is wiped. The generation last heard of changes nothing.
   */
  adoptServerGen(serverGen: string): Promise<void>;
  /**
   * Gives up a lineage and goes on in a new epoch: entries after the parent move there with their factIds, their bytes and
   * the place where they first stood.
   */
  rehome(request: RehomeRequest): Promise<RehomeOutcome>;
  /** Brings back what a second copy has and this ledger has lost, at the places where it stood. */
  takeBack(copy: LedgerCopy): Promise<TakenBack>;
  /**
   * Takes away the oldest entries that the server has acknowledged, accepted, shown in its rows and kept in verified backups
   * for 35 days, and closed epochs of which nothing is left. @returns how many entries went
   */
  prune(request: PruneRequest): Promise<number>;
  /** What a pulled page's `mine` says of own entries: what is neither held nor quarantined any more is accepted again. */
  noteStamp(stamp: Stamp): Promise<void>;
  /** The newest checkpoint of each epoch and server generation. */
  readCheckpoints(): Promise<readonly StoredCheckpoint[]>;
  /** Whether a PIN of this person may be tried. Reading it is what lets the wait run down. */
  readPinLock(staffId: string, at: Moment): Promise<PinLock>;
  /** Counts a wrong PIN and says what follows from it. */
  notePinFailure(staffId: string, at: Moment): Promise<PinLock>;
  /** Forgets the wrong PINs, after a right one. */
  clearPinFailures(staffId: string): Promise<void>;
  /** Carts by last change, newest first. */
  readCarts(): Promise<readonly StoredCart[]>;
  /**
   * Writes a cart if its stored revision is `revision − 1`, or if there is none and `revision` is 1: false when another tab
   * was faster. A cart that was deleted or became a sale can't come back by a late write of its next revision.
   */
  writeCart(cart: StoredCart): Promise<boolean>;
  deleteCart(cartId: string): Promise<void>;
  /** Finishes what runs and lets the memory go; calls after it reject. */
  close(): void;
}
