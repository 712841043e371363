import type { FactKind } from '#domain/facts.ts';
import type { WireEntry } from '#protocol/entry.ts';
import type {
  BackupMark,
  ChangeRecord,
  CheckpointRecord,
  CollisionRecord,
  CoopRecord,
  DeletedRows,
  DeviceRecord,
  DumpPartRecord,
  EnrolCodeRecord,
  EpochReach,
  EpochRecord,
  FactRecord,
  FindingRecord,
  HeldFact,
  KnownFact,
  MasterRecord,
  PinCodeRecord,
  RowMark,
  SlotRecord,
  SlotVerdict,
  StockRecord,
  StreamHead,
  TouchedRow,
} from './records.ts';
import type { OfficeReader, OfficeWriter } from './office-store.ts';

/**
 * The narrow port to what the server remembers. Everything happens inside a transaction. `read` sees one snapshot. `write` is
 * alone with what it has locked or changed, and is tried again from the start when the database asks for it, so its work may
 * run more than once. Two writers may otherwise run side by side: what is read in order to be changed has to be read by a
 * `lock…` method. A rejected promise means that nothing has changed, save for `StoreUnreachable`, which leaves it open.
 */
export interface Store {
  readonly database: 'sqlite' | 'postgresql';
  write<Outcome>(work: (tx: StoreWriter) => Promise<Outcome>): Promise<Outcome>;
  read<Outcome>(work: (snapshot: StoreReader) => Promise<Outcome>): Promise<Outcome>;
  close(): Promise<void>;
}

/** A page of a device's checkpoints by generation, then by their count there. */
export interface CheckpointPage {
  /** Of one epoch, or of all. */
  readonly epoch: string | null;
  readonly after: { readonly serverGen: string; readonly n: number } | null;
  readonly limit: number;
}

export interface StoreReader {
  /** What the office asks for. */
  readonly office: OfficeReader;
  readCoops(): Promise<readonly CoopRecord[]>;
  readCoop(coopId: string): Promise<CoopRecord | null>;
  readDevice(coopId: string, deviceId: string): Promise<DeviceRecord | null>;
  readEpoch(coopId: string, epoch: string): Promise<EpochRecord | null>;
  readEpochsOf(coopId: string, deviceId: string): Promise<readonly EpochRecord[]>;
  /** Slots with `from ≤ seq ≤ to`, in order. */
  readSlots(
    coopId: string,
    epoch: string,
    range: { from: number; to: number },
  ): Promise<readonly SlotRecord[]>;
  /** The bytes that stand at a place of a ledger, with its hash. */
  readSlotBody(coopId: string, epoch: string, seq: number): Promise<{ hash: string; body: string } | null>;
  /** Entries of an epoch after a seq, as they were written, in order. */
  readEntries(
    coopId: string,
    epoch: string,
    page: { after: number; limit: number },
  ): Promise<readonly WireEntry[]>;
  readVerdicts(
    coopId: string,
    epoch: string,
    range: { from: number; to: number },
  ): Promise<readonly SlotVerdict[]>;
  /** Places of an epoch whose fact is held or quarantined, in order. */
  readUnsettled(coopId: string, epoch: string): Promise<readonly SlotVerdict[]>;
  readFacts(coopId: string, factIds: readonly string[]): Promise<readonly KnownFact[]>;
  /** Facts that wait for a program that knows their kind or version. */
  readHeldFacts(coopId: string): Promise<readonly HeldFact[]>;
  /** Bodies of all accepted facts of a kind. It walks through the co-operative's facts: for rare acts, not for a push. */
  readFactBodies(coopId: string, kind: FactKind): Promise<readonly string[]>;
  /** Those of these numbers on paper that facts of the outlet bear, other facts than the ones named besides. */
  readTakenNumbers(
    coopId: string,
    outletId: string,
    asked: { numbers: readonly string[]; besides: readonly string[] },
  ): Promise<ReadonlySet<string>>;
  readStreamHead(coopId: string, stream: string): Promise<StreamHead>;
  /** True when this transaction has moved the stream's counter itself: what is read by it may still come to nothing. */
  hasStamped(coopId: string, stream: string): boolean;
  /** Changed rows of a stream after a counter, in its order. */
  readChanges(
    coopId: string,
    stream: string,
    page: { after: number; limit: number },
  ): Promise<readonly ChangeRecord[]>;
  readMasterRows(coopId: string, entities: readonly string[]): Promise<readonly MasterRecord[]>;
  /** Those of these master rows that there are. */
  readRowMarks(coopId: string, stream: string, rows: readonly TouchedRow[]): Promise<readonly RowMark[]>;
  readStock(coopId: string): Promise<readonly StockRecord[]>;
  readFindings(coopId: string): Promise<readonly FindingRecord[]>;
  readLastCheckpoint(coopId: string, deviceId: string, serverGen: string): Promise<CheckpointRecord | null>;
  readCheckpoints(
    coopId: string,
    deviceId: string,
    page: CheckpointPage,
  ): Promise<readonly CheckpointRecord[]>;
  readLastSeries(coopId: string, outletId: string): Promise<string>;
  readEnrolCode(codeHash: string): Promise<EnrolCodeRecord | null>;
  /** Verified backups that are still kept, the newest first. */
  readBackupMarks(coopId: string): Promise<readonly BackupMark[]>;
  readPinCode(coopId: string, staffId: string): Promise<PinCodeRecord | null>;
  /** Numbers of the parts of a dump that are here, in order. */
  readDumpParts(coopId: string, deviceId: string, dumpId: string): Promise<readonly number[]>;
  /** Bytes of everything a device has dumped. */
  readDumpedBytes(coopId: string, deviceId: string): Promise<number>;
}

export interface StoreWriter extends StoreReader {
  readonly office: OfficeWriter;
  /** Reads a co-operative and keeps it for this transaction: what the server itself writes there goes one after the other. */
  lockCoop(coopId: string): Promise<CoopRecord | null>;
  /** Reads a device and keeps it for this transaction: its pushes go one after the other, a first one included. */
  lockDevice(coopId: string, deviceId: string): Promise<DeviceRecord | null>;
  /** Reads an epoch and keeps it for this transaction. */
  lockEpoch(coopId: string, epoch: string): Promise<EpochRecord | null>;
  /** Reads a code and keeps it for this transaction: two devices can't come with it at once. */
  lockEnrolCode(codeHash: string): Promise<EnrolCodeRecord | null>;
  /** Reads the last series of an outlet and keeps it for this transaction: none is given twice. */
  lockLastSeries(coopId: string, outletId: string): Promise<string>;
  insertCoop(coop: CoopRecord, createdAt: number): Promise<void>;
  /** Moves a co-operative to another generation and the own epoch that goes with it. */
  updateCoop(coop: CoopRecord): Promise<void>;
  /** Writes a device, or writes it again when it enrols once more. */
  putDevice(device: DeviceRecord): Promise<void>;
  /** What a device says of itself with each push. */
  noteDeviceSeen(coopId: string, deviceId: string, seen: { at: number; client: string }): Promise<void>;
  insertEpoch(epoch: EpochRecord): Promise<void>;
  /** Moves what grows in an epoch: acked, its totals, the head seen. */
  updateEpoch(epoch: EpochRecord): Promise<void>;
  insertSlots(coopId: string, epoch: string, slots: readonly SlotRecord[]): Promise<void>;
  insertFacts(coopId: string, facts: readonly FactRecord[]): Promise<void>;
  /** Writes what became of a held fact; its bytes stay. */
  settleFact(coopId: string, fact: FactRecord): Promise<void>;
  insertCollisions(coopId: string, epoch: string, collisions: readonly CollisionRecord[]): Promise<void>;
  /** Adds movements to stock rows. @returns the rows as they are now */
  addStock(coopId: string, outletId: string, moves: readonly StockRecord[]): Promise<readonly StockRecord[]>;
  /** Writes whole rows, each at most once. @param deviceId whose facts made them */
  putMasterRows(coopId: string, rows: readonly MasterRecord[], deviceId: string): Promise<void>;
  /** Keeps a stream's counter for this transaction: whoever stamps rows there goes before it or after it. */
  lockStream(coopId: string, stream: string): Promise<void>;
  /** Takes the stream's counter once and stamps the rows with what it grew by. @returns the new head */
  stampRows(coopId: string, stream: string, rows: readonly TouchedRow[]): Promise<number>;
  /** Deletes master rows and leaves a tombstone of each in its stream, stamped like a change. @returns the new head */
  deleteRows(coopId: string, stream: string, deleted: DeletedRows): Promise<number>;
  /** Drops tombstones from before an instant and raises the floors of their streams: an older cursor starts over. */
  forgetTombstones(deletedBefore: number): Promise<void>;
  insertFindings(coopId: string, findings: readonly FindingRecord[]): Promise<void>;
  insertCheckpoint(coopId: string, deviceId: string, checkpoint: CheckpointRecord): Promise<void>;
  putLastSeries(coopId: string, outletId: string, series: string): Promise<void>;
  putEnrolCode(code: EnrolCodeRecord): Promise<void>;
  /** Forgets codes that expired before an instant. */
  deleteEnrolCodes(expiredBefore: number): Promise<void>;
  /** Notes how far epochs lie in a verified backup. It never moves back: an older backup proves nothing less. */
  raiseDurable(coopId: string, reached: readonly EpochReach[]): Promise<void>;
  putBackupMark(coopId: string, mark: BackupMark): Promise<void>;
  /** Forgets the marks of all backups but these. */
  keepBackupMarks(coopId: string, files: readonly string[]): Promise<void>;
  /** Writes the person's start code in place of an older one. */
  putPinCode(code: PinCodeRecord): Promise<void>;
  deletePinCode(coopId: string, staffId: string): Promise<void>;
  /** Keeps a part; the same part again changes nothing. */
  insertDumpPart(part: DumpPartRecord): Promise<void>;
}

/** The disk under the store is full: reads go on, writes heal by themselves when there is room. */
export class StorageFull extends Error {
  override readonly name = 'StorageFull';
}

/** Another process owns the store's files. */
export class StoreOwned extends Error {
  override readonly name = 'StoreOwned';
}

/** A data folder does not fit the books: opened as it is, it would lead on to wrong ones. The message says what to do. */
export class FolderRefused extends Error {
  override readonly name = 'FolderRefused';
}

/**
 * The database does not answer, or the link to it broke. Whether a transaction under way was committed is not known: whoever
 * asked sends the same again, which changes nothing that is there.
 */
export class StoreUnreachable extends Error {
  override readonly name = 'StoreUnreachable';
}
