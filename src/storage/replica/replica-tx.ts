import type { ReplicaRow, ReplicaSet, ReplicaStamp } from './replica-database.ts';

/**
 * What one transaction of the replica reads and writes. Every promise belongs to the database, and a transaction awaits these
 * and nothing else. What it reads after it wrote is undefined, so each transaction reads first.
 */
export interface ReplicaTx {
  /** Sets of a stream; of all streams when none is named. */
  sets(stream?: string): PromiseLike<readonly ReplicaSet[]>;
  /** @returns the key it was given */
  addSet(set: Omit<ReplicaSet, 'set'>): PromiseLike<number>;
  putSet(set: ReplicaSet): PromiseLike<unknown>;
  /** Deletes sets with their stamps; their rows are swept later. */
  dropSets(sets: readonly number[]): PromiseLike<unknown>;
  /** @returns the key it was given, later than all before */
  addStamp(stamp: Omit<ReplicaStamp, 'stampId'>): PromiseLike<number>;
  dropStampsBefore(set: number, stampId: number): PromiseLike<unknown>;
  putRows(rows: readonly ReplicaRow[]): PromiseLike<unknown>;
  deleteRows(set: number, rows: readonly Pick<ReplicaRow, 'entity' | 'id'>[]): PromiseLike<unknown>;
}
