import type { parseRow, RowEntity } from '#protocol/rows.ts';
import type { PullReply, Stamp } from '#protocol/pull.ts';

/** The version of what the replica stores. A pull request tells it, and rows of an earlier one are loaded anew. */
export const REPLICA_SCHEMA = 1;

/** A row of a known entity, as the screens may trust it. */
export type RowOf<Entity extends RowEntity> = NonNullable<ReturnType<typeof parseRow<Entity>>>;

export interface Cursor {
  readonly gen: string;
  readonly seq: number;
}

/** Where a stream stands. */
export interface StreamState {
  /** What the next pull asks from: the set being loaded if there is one, else the one in use. Null to start over. */
  readonly cursor: Cursor | null;
  readonly scopeHash: string | null;
  /** The cursor of the set in use; null until the stream was loaded to its end once. */
  readonly inUse: Cursor | null;
  /** What the server had of own entries at the last page of the set in use that caught up; empty before the first. */
  readonly caughtUp: Stamp;
}

/** A master row in use with what is needed to build on it. */
export interface MarkedRow {
  readonly entity: string;
  readonly id: string;
  /** Its counter. */
  readonly seq: number;
  /** What the server had of own entries when it was read: of its own page, or of a later one that caught up. */
  readonly mine: Stamp;
}

/** What taking a page has changed. */
export interface TakenPage {
  /** False when the page does not follow the cursor, because another tab was faster: nothing was written, ask again. */
  readonly isTaken: boolean;
  /** A whole set has been loaded and is in use now: any row may differ. */
  readonly isSwapped: boolean;
  /** The stream is caught up with the server as it was when the page was read. */
  readonly isCaughtUp: boolean;
  /** Entities whose rows in use this page changed. */
  readonly entities: ReadonlySet<string>;
  /** Ids of the stock rows among them. */
  readonly stockIds: readonly string[];
}

/** What the server had of the device's own entries, and its place in the order of pages. */
export interface PageStamp {
  readonly stampId: number;
  readonly mine: Stamp;
}

/** One stock row with the stamp of the page that brought it. */
export interface StampedStock {
  readonly place: string;
  readonly stockItemId: string;
  readonly milli: number;
  /** Null when a later page of the stream caught up: `StockView.caughtUp` speaks for the row then. */
  readonly stamp: PageStamp | null;
}

export interface StockView {
  readonly rows: readonly StampedStock[];
  /** The stamp of the last page that caught up with the server; null before the first. */
  readonly caughtUp: PageStamp | null;
  /** Server time of that page; null when nobody knows. */
  readonly asOf: number | null;
}

/**
 * The half of the device's memory that the server owns and that can be loaded again at any time. Rows are kept as they
 * came, columns that this program does not know included.
 */
export interface Replica {
  /** The outlet of this device: the one among the outlets whose name and places it shows. */
  readonly outletId: string;
  readStream(stream: string): Promise<StreamState>;
  /**
   * Stores a page and its cursor in one transaction. A page with `reset` begins a set beside the one in use; its last page
   * swaps the two. PIN hashes are sealed before anything is stored.
   * @throws StorageFailure when the world failed; nothing has changed then
   */
  takePage(reply: PullReply, stream: string): Promise<TakenPage>;
  /** Lets every stream be loaded anew beside what is in use: after a re-home the rows' stamps speak of a lineage that is left. */
  resetCursors(): Promise<void>;
  /** Deletes the rows of a stream that is none of this device's any more. @returns what the mirrors have to show */
  dropStream(stream: string): Promise<TakenPage>;
  /** Rows in use that this program can read, in any order. */
  readRows<Entity extends RowEntity>(entity: Entity): Promise<readonly RowOf<Entity>[]>;
  readRow<Entity extends RowEntity>(entity: Entity, id: string): Promise<RowOf<Entity> | null>;
  /** Those of these master rows that are in use, whether this program can read them or not. */
  readMarked(rows: readonly Pick<MarkedRow, 'entity' | 'id'>[]): Promise<readonly MarkedRow[]>;
  /** Stock rows in use: all, or those with these ids that are still there. */
  readStock(ids?: readonly string[]): Promise<StockView>;
  /** Lets the memory go; calls after it reject. */
  close(): void;
}
