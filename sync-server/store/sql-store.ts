import type { Kysely } from 'kysely';
import { retrying, type Verdict } from './retrying.ts';
import type { SqlForms } from './sql-forms.ts';
import { SqlReader } from './sql-reader.ts';
import { SqlWriter } from './sql-writer.ts';
import type { Store, StoreReader, StoreWriter } from './store.ts';
import type { Tables } from './tables.ts';

/** An open database, and what its adapter knows of it. */
export interface OpenDatabase {
  readonly name: Store['database'];
  readonly db: Kysely<Tables>;
  readonly forms: SqlForms;
  /** What an error of this database means. */
  readonly judge: (error: unknown) => Verdict;
  /** Closes what lies under `db`. */
  readonly release: () => Promise<void>;
}

/**
 * The store over any of our databases. Writers work READ COMMITTED: they lock what they change, and a stream's counter, taken
 * last, lets one after the other pass. Readers see one snapshot. SQLite has one writer at a time and needs neither word.
 */
export class SqlStore implements Store {
  readonly database: Store['database'];
  readonly #database: OpenDatabase;
  #isClosed = false;

  constructor(database: OpenDatabase) {
    this.database = database.name;
    this.#database = database;
  }

  async write<Outcome>(work: (tx: StoreWriter) => Promise<Outcome>): Promise<Outcome> {
    const { db, forms, judge } = this.#database;
    const transaction = db.transaction().setIsolationLevel('read committed');
    return retrying(() => transaction.execute((tx) => work(new SqlWriter(tx, forms))), judge);
  }

  async read<Outcome>(work: (snapshot: StoreReader) => Promise<Outcome>): Promise<Outcome> {
    const { db, forms, judge } = this.#database;
    const transaction = db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only');
    return retrying(() => transaction.execute((tx) => work(new SqlReader(tx, forms))), judge);
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await this.#database.db.destroy();
    await this.#database.release();
  }
}
