import type { EpochReason, Totals } from '#domain/chain.ts';
import type { EntryStatus } from '#protocol/push.ts';

/** What the store keeps of a co-operative beside its rows. */
export interface CoopRecord {
  readonly coopId: string;
  readonly serverGen: string;
  /** The epoch of the server's own ledger in this generation. */
  readonly ownEpoch: string;
}

export interface DeviceRecord {
  readonly coopId: string;
  readonly deviceId: string;
  readonly outletId: string;
  readonly publicKey: string;
  readonly name: string;
  /** The series given at the last enrolment. */
  readonly series: string;
  readonly certifiedAt: number;
  readonly certificateSignature: string;
}

/** A point of a ledger: an entry's place and hash. */
export interface Point {
  readonly seq: number;
  readonly hash: string;
}

/** One lineage of a device's ledger, as far as the server holds it. */
export interface EpochRecord {
  readonly coopId: string;
  readonly epoch: string;
  readonly deviceId: string;
  readonly parent: { readonly epoch: string; readonly seq: number; readonly hash: string } | null;
  readonly reason: EpochReason;
  readonly missing: { readonly from: number; readonly to: number } | null;
  readonly genesisHash: string;
  readonly series: string;
  /** Running totals before the first entry; null when nobody knows them. */
  readonly startTotals: Totals | null;
  readonly acked: Point;
  /** Running totals at `acked`; null when an unreadable entry hides them. */
  readonly ackedTotals: Totals | null;
  /** The newest head whose signature held. */
  readonly seenHead: { readonly seq: number; readonly totals: Totals } | null;
  readonly durableSeq: number;
}

/** What became of a fact. `duplicate` is an answer to a device and never a state. */
export type FactStatus = Exclude<EntryStatus, 'duplicate'>;

export interface FactRecord {
  readonly factId: string;
  readonly kind: string;
  readonly status: FactStatus;
  readonly reason: string | null;
  readonly content: string;
  readonly body: string;
  readonly at: number;
  readonly outletId: string;
  readonly deviceId: string;
  readonly number: string | null;
  readonly businessDate: string | null;
  /** The server's day at receipt, in the fact's zone; null for a fact that could not be read. */
  readonly receivedDate: string | null;
  readonly receivedAt: number;
}

export type KnownFact = Pick<FactRecord, 'factId' | 'content' | 'status' | 'reason'>;

export type HeldFact = Pick<
  FactRecord,
  'factId' | 'content' | 'body' | 'outletId' | 'deviceId' | 'receivedAt'
>;

export interface SlotRecord {
  readonly seq: number;
  readonly factId: string;
  readonly hash: string;
  readonly origin: { readonly epoch: string; readonly seq: number; readonly hash: string } | null;
}

/** A body whose factId belongs to other content: kept beside the fact it collided with. */
export interface CollisionRecord {
  readonly seq: number;
  readonly factId: string;
  readonly content: string;
  readonly body: string;
}

/** What the server says of one place in a ledger. */
export interface SlotVerdict {
  readonly seq: number;
  readonly status: FactStatus;
  readonly reason: string | null;
}

export interface FindingRecord {
  /** Made from what it is about, so that the same finding can't be booked twice. */
  readonly findingId: string;
  readonly kind: string;
  readonly factId: string | null;
  readonly deviceId: string;
  readonly detail: Readonly<Record<string, string | number | null>>;
  readonly foundAt: number;
}

export interface CheckpointRecord {
  readonly serverGen: string;
  readonly n: number;
  readonly epoch: string;
  readonly seq: number;
  readonly hash: string;
  readonly at: number;
  readonly signature: string;
}

/** The store's word that a verified backup holds a co-operative's books as they were at an instant. */
export interface BackupMark {
  /** The file's name, without its folder. */
  readonly file: string;
  readonly serverGen: string;
  readonly madeAt: number;
  readonly verifiedAt: number;
  /** Of the file's bytes, lower-case hex. */
  readonly sha256: string;
  /** Entries of all ledgers of the co-operative in it. */
  readonly entries: number;
}

/** How far an epoch reaches in something that holds it. */
export interface EpochReach {
  readonly epoch: string;
  readonly seq: number;
}

/** A row that something happened to, to be stamped in its stream. */
export interface TouchedRow {
  readonly entity: string;
  readonly id: string;
}

/** A row as a page carries it; `row` is the stored JSON, null when it was deleted. */
export interface ChangeRecord {
  readonly entity: string;
  readonly id: string;
  readonly seq: number;
  readonly row: string | null;
}

/** Rows that are gone, and when. */
export interface DeletedRows {
  readonly rows: readonly TouchedRow[];
  readonly deletedAt: number;
}

export interface MasterRecord {
  readonly entity: string;
  readonly id: string;
  /** The whole row as JSON. */
  readonly row: string;
}

/** Where a row stands in its stream, and who wrote it last. */
export interface RowMark extends TouchedRow {
  readonly seq: number;
  /** The device whose fact made it what it is, `server` for the server's own ledger; null for rows of before that was kept. */
  readonly deviceId: string | null;
}

export interface StockRecord {
  readonly place: string;
  readonly stockItemId: string;
  readonly milli: number;
}

export interface StreamHead {
  readonly seq: number;
  /** Deleted rows below this counter are no longer remembered: an older cursor has to start over. */
  readonly tombstoneFloor: number;
}

export type EnrolCodeState = 'open' | 'knocking' | 'confirmed' | 'denied' | 'enrolled';

export interface EnrolCodeRecord {
  readonly coopId: string;
  readonly codeHash: string;
  readonly outletId: string;
  readonly expiresAt: number;
  readonly tries: number;
  readonly state: EnrolCodeState;
  /** The key that first came with the code. */
  readonly publicKey: string | null;
  readonly deviceName: string | null;
}

/** A start code for a person's new PIN, as its keyed hash. */
export interface PinCodeRecord {
  readonly coopId: string;
  readonly staffId: string;
  readonly codeHash: string;
  readonly expiresAt: number;
  readonly tries: number;
}

/** A part of a device's ledger that was handed over as it lies there: kept, and never booked. */
export interface DumpPartRecord {
  readonly coopId: string;
  readonly deviceId: string;
  readonly dumpId: string;
  readonly part: number;
  readonly isLast: boolean;
  readonly epoch: string;
  /** How the epoch began, as JSON. */
  readonly epochOpen: string;
  readonly reason: string;
  readonly lines: string;
  /** UTF-8 bytes of `lines`. */
  readonly bytes: number;
  readonly receivedAt: number;
}
