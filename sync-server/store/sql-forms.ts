import type { Kysely, RawBuilder, Selectable } from 'kysely';
import type { Tables } from './tables.ts';

/** Rows that go into one table together. */
export interface Insertion<Table extends keyof Tables> {
  readonly table: Table;
  readonly rows: readonly Selectable<Tables[Table]>[];
  /** What follows the rows: `on conflict …`, or nothing. */
  readonly ending?: string;
}

/** The few things that our databases say differently. All other statements are one text for both. */
export interface SqlForms {
  /** A list as one parameter, to stand after `in`: the text of the statement never varies with its length. */
  list(values: readonly string[]): RawBuilder<string>;
  /** Inserts many rows without a round trip for each. @returns the rows as they are now, where the ending ends with `returning *` */
  insertRows<Table extends keyof Tables>(
    db: Kysely<Tables>,
    insertion: Insertion<Table>,
  ): Promise<readonly Selectable<Tables[Table]>[]>;
  /** Keeps selected rows as they are until the transaction ends. Nothing to say where a writer is alone anyway. */
  readonly forUpdate: RawBuilder<unknown>;
}
