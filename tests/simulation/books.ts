import { DatabaseSync } from 'node:sqlite';
import { FaultList } from '../../sync-server/backup/backup-report.ts';
import type { CoopProof } from '../../sync-server/backup/backup-sheet.ts';
import { verifyBooks } from '../../sync-server/backup/verify-books.ts';
import { verifyChains } from '../../sync-server/backup/verify-chains.ts';
import { verifyCheckpoints } from '../../sync-server/backup/verify-checkpoints.ts';
import { verifyRows } from '../../sync-server/backup/verify-rows.ts';
import { NodeSqliteDatabase } from '../../sync-server/store/sqlite/dialect.ts';
import { migrate } from '../../sync-server/store/sqlite/migrate.ts';
import { sqliteStoreOn } from '../../sync-server/store/sqlite/open-sqlite-store.ts';
import type { Store } from '../../sync-server/store/store.ts';

const OPTIONS = { enableForeignKeyConstraints: true } as const;

/** A server's database in memory. A copy of its pages is a backup, and a database begun from one is a restored one. */
export class Books {
  readonly database: DatabaseSync;
  readonly store: Store;

  private constructor(database: DatabaseSync) {
    this.database = database;
    this.store = sqliteStoreOn(new NodeSqliteDatabase(database));
  }

  /** Books with their tables and nothing in them. */
  static empty(): Books {
    const database = new DatabaseSync(':memory:', OPTIONS);
    migrate(new NodeSqliteDatabase(database), 0);
    return new Books(database);
  }

  static from(image: Uint8Array): Books {
    return new Books(opened(image));
  }

  image(): Uint8Array {
    return this.database.serialize();
  }

  rows(sql: string, ...bound: (string | number)[]): Record<string, unknown>[] {
    return this.#statement(sql).all(...bound);
  }

  close(): void {
    if (this.database.isOpen) this.database.close();
  }

  readonly #kept = new Map<string, ReturnType<DatabaseSync['prepare']>>();

  #statement(sql: string): ReturnType<DatabaseSync['prepare']> {
    const known = this.#kept.get(sql);
    if (known !== undefined) return known;
    const fresh = this.database.prepare(sql);
    this.#kept.set(sql, fresh);
    return fresh;
  }
}

function opened(image: Uint8Array): DatabaseSync {
  const database = new DatabaseSync(':memory:', OPTIONS);
  database.deserialize(image);
  return database;
}

/**
 * Recomputes what a copy of the books holds with the product's own verifier.
 * @returns what it proves, or null with nothing proved when it is not sound
 */
export function proveBackup(image: Uint8Array): {
  readonly coops: readonly CoopProof[];
  readonly faults: readonly string[];
} {
  const database = opened(image);
  const faults = new FaultList();
  const coops = database.prepare('select coop_id, server_gen from coop order by coop_id').all();
  const proofs = coops.map((row): CoopProof => {
    const coopId = String(row['coop_id']);
    const epochs = [...verifyChains(database, coopId, faults)];
    verifyRows(database, coopId, faults);
    return {
      coopId,
      serverGen: String(row['server_gen']),
      epochs,
      entries: epochs.reduce((sum, { seq }) => sum + seq, 0),
      ...verifyBooks(database, coopId, faults),
      checkpoints: verifyCheckpoints(database, coopId, faults),
    };
  });
  database.close();
  return { coops: proofs, faults: faults.kept.map((fault) => JSON.stringify(fault)) };
}
