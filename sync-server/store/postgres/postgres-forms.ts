import { CompiledQuery, sql } from 'kysely';
import type { SqlForms } from '../sql-forms.ts';
import { storableJson } from './storable-text.ts';

/** How PostgreSQL says it: lists are arrays, many rows travel as one JSON text that is read by the table's own columns. */
export const postgresForms: SqlForms = {
  list: (values) => sql`(select unnest(${[...values]}::text[]))`,
  insertRows: async (db, { table, rows, ending = '' }) => {
    const [first] = rows;
    if (first === undefined) return [];
    const columns = Object.keys(first)
      .map((column) => `"${column}"`)
      .join(', ');
    const text = `insert into "${table}" (${columns}) select ${columns} from json_populate_recordset(null::"${table}", $1) ${ending}`;
    const done = await db.executeQuery<typeof first>(CompiledQuery.raw(text, [storableJson(rows)]));
    return done.rows;
  },
  // As exclusive among writers as `for update`, but a row that only refers to this one need not wait.
  forUpdate: sql`for no key update`,
};
