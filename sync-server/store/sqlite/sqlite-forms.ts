import { CompiledQuery, sql } from 'kysely';
import type { SqlForms } from '../sql-forms.ts';

/** Rows in one insert statement. Two lengths only (this and 1), so that both stay prepared. */
const ROWS_AT_ONCE = 50;

/** How SQLite says it: lists are JSON, long insertions are cut into statements that stay prepared. */
export const sqliteForms: SqlForms = {
  list: (values) => sql`(select value from json_each(${JSON.stringify(values)}))`,
  insertRows: async (db, { table, rows, ending = '' }) => {
    const columns = Object.keys(rows[0] ?? {});
    const marks = `(${columns.map(() => '?').join(', ')})`;
    const results: (typeof rows)[number][] = [];
    for (let start = 0; start < rows.length;) {
      const length = rows.length - start >= ROWS_AT_ONCE ? ROWS_AT_ONCE : 1;
      const values = Array.from({ length }, () => marks).join(', ');
      const text = `insert into ${table} (${columns.join(', ')}) values ${values} ${ending}`;
      const bound = rows.slice(start, start + length).flatMap((row) => Object.values(row));
      const done = await db.executeQuery<(typeof rows)[number]>(CompiledQuery.raw(text, bound));
      results.push(...done.rows);
      start += length;
    }
    return results;
  },
  forUpdate: sql``,
};
