import type { CoopProof } from './backup-sheet.ts';

/** What can be wrong with a backup, by name; `report-words` has a sentence for each. */
export type FaultKind =
  /** The bytes are not those that the sheet was written for. */
  | 'file_differs'
  /** SQLite can't read the file, or finds its pages damaged. */
  | 'damaged_pages'
  | 'broken_reference'
  | 'newer_program'
  | 'not_gerai'
  | 'genesis_differs'
  | 'broken_link'
  | 'head_differs'
  | 'totals_differ'
  | 'content_differs'
  | 'column_differs'
  | 'fact_without_place'
  | 'stock_differs'
  | 'checkpoint_differs'
  | 'checkpoint_forged'
  | 'own_ledger_broken'
  /** No accepted fact made a row what it is. */
  | 'row_differs'
  | 'row_missing'
  /** A row has no place in its stream, or a stream's counter is below one that it gave. */
  | 'index_differs'
  | 'series_differs'
  | 'durable_differs'
  | 'device_differs'
  | 'origin_differs';

export interface BackupFault {
  readonly kind: FaultKind;
  /** Ids only, never what stands in a body. */
  readonly place: string;
}

/** How the server's key in use stands to the keys that signed what is in a backup. */
export type KeyMatch = 'same' | 'other' | 'absent';

export interface BackupReport {
  readonly isSound: boolean;
  /** The first faults; `faultCount` counts all. */
  readonly faults: readonly BackupFault[];
  readonly faultCount: number;
  readonly coops: readonly CoopProof[];
  readonly sha256: string;
  readonly bytes: number;
  /** The version of the tables; 0 when that could not be read. */
  readonly schema: number;
  readonly keyMatch: KeyMatch;
  readonly hasSheet: boolean;
  /** When the backup was made, where its sheet says so. */
  readonly madeAt: number | null;
}

const FAULTS_KEPT_MAX = 50;

/** Collects faults; a damaged file may have a million, and nobody reads those. */
export class FaultList {
  readonly kept: BackupFault[] = [];
  count = 0;

  add(kind: FaultKind, place: string): void {
    this.count += 1;
    if (this.kept.length < FAULTS_KEPT_MAX) this.kept.push({ kind, place });
  }
}
