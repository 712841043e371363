import type { Kysely } from 'kysely';
import type { PinCodeRecord } from './records.ts';
import type { SqlForms } from './sql-forms.ts';
import type { Tables } from './tables.ts';

/** What goes over the counter beside the books: start codes that were handed out, and ledgers that were handed in. */
export class SqlDeskReader {
  protected readonly db: Kysely<Tables>;
  protected readonly forms: SqlForms;

  constructor(db: Kysely<Tables>, forms: SqlForms) {
    this.db = db;
    this.forms = forms;
  }

  /** Who only reads stamps nothing. */
  hasStamped(_coopId: string, _stream: string): boolean {
    return false;
  }

  async readPinCode(coopId: string, staffId: string): Promise<PinCodeRecord | null> {
    const row = await this.db
      .selectFrom('pin_code')
      .selectAll()
      .where('coop_id', '=', coopId)
      .where('staff_id', '=', staffId)
      .executeTakeFirst();
    if (row === undefined) return null;
    return { coopId, staffId, codeHash: row.code_hash, expiresAt: row.expires_at, tries: row.tries };
  }

  async readDumpParts(coopId: string, deviceId: string, dumpId: string): Promise<readonly number[]> {
    const rows = await this.db
      .selectFrom('dump_part')
      .select('part')
      .where('coop_id', '=', coopId)
      .where('device_id', '=', deviceId)
      .where('dump_id', '=', dumpId)
      .orderBy('part')
      .execute();
    return rows.map(({ part }) => part);
  }

  async readDumpedBytes(coopId: string, deviceId: string): Promise<number> {
    const row = await this.db
      .selectFrom('dump_part')
      .select((expression) => expression.fn.sum<number | string | null>('bytes').as('bytes'))
      .where('coop_id', '=', coopId)
      .where('device_id', '=', deviceId)
      .executeTakeFirst();
    // A sum of whole numbers comes back as text from a database that counts further than JavaScript.
    return Number(row?.bytes ?? 0);
  }
}
