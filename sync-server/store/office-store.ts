import type {
  CheckpointRecord,
  DeviceRecord,
  FactRecord,
  FactStatus,
  FindingRecord,
  SlotRecord,
} from './records.ts';

/** Somebody who may sign in at the office. */
export interface AccountRecord {
  readonly coopId: string;
  /** What is typed at the sign-in; unique in the co-operative. */
  readonly account: string;
  readonly staffId: string;
  /** A self-describing hash; null until its owner has chosen one. */
  readonly password: string | null;
  /** A keyed hash of the code with which its owner chooses a password. */
  readonly invitedCodeHash: string | null;
  readonly invitedUntil: number | null;
  readonly changedAt: number;
}

/** Wrong passwords for one account name from one address. The account need not exist. */
export interface LockKey {
  readonly coopId: string;
  readonly account: string;
  readonly addressHash: string;
}

export interface LockRecord {
  readonly failures: number;
  readonly failedAt: number;
  readonly lockedUntil: number;
}

/** An act of the office that was done, so that the same act again does nothing more. */
export interface ActRecord {
  readonly actId: string;
  readonly requestHash: string;
  readonly answerId: string | null;
  readonly at: number;
}

export type PaymentMethod = 'cash' | 'qris' | 'transfer' | 'credit';

/** A sale as lists show it. What the body does not tell is null; the fact itself stays the truth. */
export interface SaleRecord {
  readonly factId: string;
  readonly outletId: string;
  readonly deviceId: string;
  readonly staffId: string | null;
  readonly number: string | null;
  readonly businessDate: string | null;
  readonly at: number;
  readonly receivedAt: number;
  readonly status: FactStatus;
  readonly reason: string | null;
  readonly totalRupiah: number | null;
  readonly methods: readonly PaymentMethod[];
  readonly lineCount: number;
}

/** Which sales; absent means all. Dates are business dates, both included. */
export interface SaleSelection {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly outletId?: string | undefined;
  readonly deviceId?: string | undefined;
  readonly staffId?: string | undefined;
  /** A whole number on paper, or its beginning. */
  readonly number?: string | undefined;
}

/** The place of a sale in the order of lists: newest business date first, then newest clock. */
export interface SalePoint {
  readonly businessDate: string;
  readonly at: number;
  readonly factId: string;
}

export interface SaleSum {
  readonly status: FactStatus;
  readonly count: number;
  readonly totalRupiah: number;
}

export interface FindingSelection {
  readonly kind?: string | undefined;
  readonly deviceId?: string | undefined;
}

export interface FindingPoint {
  readonly foundAt: number;
  readonly findingId: string;
}

/** A device with what it said of itself last. */
export interface SeenDevice extends DeviceRecord {
  readonly seenAt: number | null;
  /** The JSON of its last report. */
  readonly client: string | null;
}

/** A place in a ledger, with the hash before it. */
export interface SlotPlace extends SlotRecord {
  readonly epoch: string;
}

export interface OfficeReader {
  /** True when every co-operative has somebody who can sign in, and there is one at all. */
  isSettled(): Promise<boolean>;
  readAccount(coopId: string, account: string): Promise<AccountRecord | null>;
  readAccounts(coopId: string): Promise<readonly AccountRecord[]>;
  readLock(key: LockKey): Promise<LockRecord | null>;
  readAct(coopId: string, actId: string): Promise<ActRecord | null>;
  /** Sales after a point, in the order of lists. */
  readSales(
    coopId: string,
    selection: SaleSelection,
    page: { readonly after: SalePoint | null; readonly limit: number },
  ): Promise<readonly SaleRecord[]>;
  /** Sums of a selection by status. Without a number they come from sums kept at writing. */
  sumSales(coopId: string, selection: SaleSelection): Promise<readonly SaleSum[]>;
  /** True when facts from before there was a list of sales are in it. */
  isBackfilled(coopId: string): Promise<boolean>;
  /** Facts that may be sales and stand in no list, by id. */
  readUnlisted(
    coopId: string,
    page: { readonly after: string; readonly limit: number },
  ): Promise<readonly FactRecord[]>;
  readWholeFact(coopId: string, factId: string): Promise<FactRecord | null>;
  readPlaces(coopId: string, factId: string): Promise<readonly SlotPlace[]>;
  /** The oldest checkpoint of a generation at or after a place. */
  readCheckpointOver(
    coopId: string,
    place: {
      readonly deviceId: string;
      readonly serverGen: string;
      readonly epoch: string;
      readonly seq: number;
    },
  ): Promise<CheckpointRecord | null>;
  /** Devices without the server's own, by name. */
  readDevices(coopId: string): Promise<readonly SeenDevice[]>;
  /** Findings after a point, newest first. */
  readFindingsPage(
    coopId: string,
    selection: FindingSelection,
    page: { readonly after: FindingPoint | null; readonly limit: number },
  ): Promise<readonly FindingRecord[]>;
  readFindingsOn(coopId: string, factId: string): Promise<readonly FindingRecord[]>;
  countFindings(coopId: string, by: 'kind' | 'device_id'): Promise<ReadonlyMap<string, number>>;
  countFindingsOn(coopId: string, factIds: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** Number on paper and actor's source of facts, by id. */
  readFactLabels(
    coopId: string,
    factIds: readonly string[],
  ): Promise<ReadonlyMap<string, { readonly number: string | null; readonly body: string }>>;
  /** Price changes, oldest receipt first. */
  readPriceFacts(coopId: string): Promise<readonly Pick<FactRecord, 'body' | 'receivedAt'>[]>;
  countRows(coopId: string): Promise<ReadonlyMap<string, number>>;
}

export interface OfficeWriter extends OfficeReader {
  putAccount(account: AccountRecord): Promise<void>;
  deleteAccountOf(coopId: string, staffId: string): Promise<void>;
  putLock(key: LockKey, lock: LockRecord): Promise<void>;
  deleteLock(key: LockKey): Promise<void>;
  /** Forgets wrong passwords whose last one is older than an instant. */
  deleteLocks(failedBefore: number): Promise<void>;
  insertAct(coopId: string, act: ActRecord): Promise<void>;
  /** Lists sales and adds them to the sums. */
  insertSales(coopId: string, sales: readonly SaleRecord[]): Promise<void>;
  /** Takes sales out of the list and out of the sums. */
  removeSale(coopId: string, factId: string): Promise<void>;
  markBackfilled(coopId: string, at: number): Promise<void>;
}
