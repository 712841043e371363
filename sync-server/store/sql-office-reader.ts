import { sql, type Kysely, type Selectable } from 'kysely';
import type {
  AccountRecord,
  ActRecord,
  FindingPoint,
  FindingSelection,
  LockKey,
  LockRecord,
  OfficeReader,
  SalePoint,
  SaleRecord,
  SaleSelection,
  SaleSum,
  SeenDevice,
  SlotPlace,
} from './office-store.ts';
import { accountFromRow, saleFromRow, wholeFactFromRow } from './office-row-shapes.ts';
import { OWN_DEVICE } from './own-device.ts';
import type { CheckpointRecord, FactRecord, FindingRecord } from './records.ts';
import { findingFromRow, originFromRow } from './row-shapes.ts';
import type { SqlForms } from './sql-forms.ts';
import type { Tables } from './tables.ts';

/** Numbers on paper are filled up to so many digits. */
const PAPER_DIGITS = 6;
const PAPER_NUMBER = /^[A-Z]{2,4}-[A-Z]{1,4}-[RZS]?\d{6,9}$/;

/** What the office reads, in statements that SQLite and PostgreSQL both run. */
export class SqlOfficeReader implements OfficeReader {
  protected readonly db: Kysely<Tables>;
  protected readonly forms: SqlForms;

  constructor(db: Kysely<Tables>, forms: SqlForms) {
    this.db = db;
    this.forms = forms;
  }

  async isSettled(): Promise<boolean> {
    const { rows } = await sql<{ coops: number; open: number }>`
      select count(*) as coops, sum(case when exists (
        select 1 from office_account a where a.coop_id = coop.coop_id and a.password is not null) then 0 else 1 end) as open
      from coop`.execute(this.db);
    return Number(rows[0]?.coops ?? 0) > 0 && Number(rows[0]?.open ?? 0) === 0;
  }

  async readAccount(coopId: string, account: string): Promise<AccountRecord | null> {
    const row = await this.db
      .selectFrom('office_account')
      .selectAll()
      .where('coop_id', '=', coopId)
      .where('account', '=', account)
      .executeTakeFirst();
    return row === undefined ? null : accountFromRow(row);
  }

  async readAccounts(coopId: string): Promise<readonly AccountRecord[]> {
    const rows = await this.db
      .selectFrom('office_account')
      .selectAll()
      .where('coop_id', '=', coopId)
      .execute();
    return rows.map(accountFromRow);
  }

  async readLock(key: LockKey): Promise<LockRecord | null> {
    const row = await this.db
      .selectFrom('office_lock')
      .selectAll()
      .where('coop_id', '=', key.coopId)
      .where('account', '=', key.account)
      .where('address_hash', '=', key.addressHash)
      .executeTakeFirst();
    if (row === undefined) return null;
    return { failures: row.failures, failedAt: row.failed_at, lockedUntil: row.locked_until };
  }

  async readAct(coopId: string, actId: string): Promise<ActRecord | null> {
    const row = await this.db
      .selectFrom('office_act')
      .selectAll()
      .where('coop_id', '=', coopId)
      .where('act_id', '=', actId)
      .executeTakeFirst();
    return row === undefined
      ? null
      : { actId, requestHash: row.request_hash, answerId: row.answer_id, at: row.at };
  }

  async readSales(
    coopId: string,
    selection: SaleSelection,
    page: { readonly after: SalePoint | null; readonly limit: number },
  ): Promise<readonly SaleRecord[]> {
    const { after, limit } = page;
    let query = this.db.selectFrom('sale').selectAll().where(saleFilter(coopId, selection));
    if (after !== null) {
      query = query.where(
        sql<boolean>`(business_date, at, fact_id) < (${after.businessDate}, ${after.at}, ${after.factId})`,
      );
    }
    const rows = await query
      .orderBy('business_date', 'desc')
      .orderBy('at', 'desc')
      .orderBy('fact_id', 'desc')
      .limit(limit)
      .execute();
    return rows.map(saleFromRow);
  }

  async sumSales(coopId: string, selection: SaleSelection): Promise<readonly SaleSum[]> {
    const isKept = selection.number === undefined;
    const filter = saleFilter(coopId, selection);
    const { rows } = isKept
      ? await sql<SaleSum>`
          select status, sum(sale_count) as count, sum(total_rupiah) as "totalRupiah" from sale_sum
          where ${filter} group by status`.execute(this.db)
      : await sql<SaleSum>`
          select status, count(*) as count, sum(total_rupiah) as "totalRupiah" from sale
          where ${filter} group by status`.execute(this.db);
    // PostgreSQL answers sums as text, because they may pass what a number holds; these can't.
    return rows.map(({ status, count, totalRupiah }) => ({
      status,
      count: Number(count),
      totalRupiah: Number(totalRupiah),
    }));
  }

  async isBackfilled(coopId: string): Promise<boolean> {
    const row = await this.db
      .selectFrom('sale_backfill')
      .select('done_at')
      .where('coop_id', '=', coopId)
      .executeTakeFirst();
    return row !== undefined;
  }

  async readUnlisted(
    coopId: string,
    page: { readonly after: string; readonly limit: number },
  ): Promise<readonly FactRecord[]> {
    const rows = await this.db
      .selectFrom('fact')
      .selectAll()
      .where('coop_id', '=', coopId)
      .where('fact_id', '>', page.after)
      .where('kind', 'in', ['sale.recorded', 'unread'])
      .where(
        sql<boolean>`not exists (select 1 from sale where sale.coop_id = fact.coop_id and sale.fact_id = fact.fact_id)`,
      )
      .orderBy('fact_id')
      .limit(page.limit)
      .execute();
    return rows.map(wholeFactFromRow);
  }

  async readWholeFact(coopId: string, factId: string): Promise<FactRecord | null> {
    const row = await this.db
      .selectFrom('fact')
      .selectAll()
      .where('coop_id', '=', coopId)
      .where('fact_id', '=', factId)
      .executeTakeFirst();
    return row === undefined ? null : wholeFactFromRow(row);
  }

  async readPlaces(coopId: string, factId: string): Promise<readonly SlotPlace[]> {
    const rows = await this.db
      .selectFrom('slot')
      .selectAll()
      .where('coop_id', '=', coopId)
      .where('fact_id', '=', factId)
      .orderBy('epoch')
      .orderBy('seq')
      .execute();
    return rows.map((row) => ({
      epoch: row.epoch,
      seq: row.seq,
      factId,
      hash: row.hash,
      origin: originFromRow(row),
    }));
  }

  async readCheckpointOver(
    coopId: string,
    place: {
      readonly deviceId: string;
      readonly serverGen: string;
      readonly epoch: string;
      readonly seq: number;
    },
  ): Promise<CheckpointRecord | null> {
    const row = await this.db
      .selectFrom('checkpoint')
      .selectAll()
      .where('coop_id', '=', coopId)
      .where('device_id', '=', place.deviceId)
      .where('server_gen', '=', place.serverGen)
      .where('epoch', '=', place.epoch)
      .where('seq', '>=', place.seq)
      .orderBy('n')
      .limit(1)
      .executeTakeFirst();
    if (row === undefined) return null;
    const { server_gen: serverGen, n, epoch, seq, hash, at, signature } = row;
    return { serverGen, n, epoch, seq, hash, at, signature };
  }

  async readDevices(coopId: string): Promise<readonly SeenDevice[]> {
    const rows = await this.db
      .selectFrom('device')
      .selectAll()
      .where('coop_id', '=', coopId)
      .where('device_id', '<>', OWN_DEVICE)
      .orderBy('name')
      .orderBy('device_id')
      .execute();
    return rows.map((row) => ({
      coopId,
      deviceId: row.device_id,
      outletId: row.outlet_id,
      publicKey: row.public_key,
      name: row.name,
      series: row.series,
      certifiedAt: row.certified_at,
      certificateSignature: row.certificate,
      seenAt: row.seen_at,
      client: row.client,
    }));
  }

  async readFindingsPage(
    coopId: string,
    selection: FindingSelection,
    page: { readonly after: FindingPoint | null; readonly limit: number },
  ): Promise<readonly FindingRecord[]> {
    const { after, limit } = page;
    let query = this.db.selectFrom('finding').selectAll().where('coop_id', '=', coopId);
    if (selection.kind !== undefined) query = query.where('kind', '=', selection.kind);
    if (selection.deviceId !== undefined) query = query.where('device_id', '=', selection.deviceId);
    if (after !== null)
      query = query.where(sql<boolean>`(found_at, finding_id) < (${after.foundAt}, ${after.findingId})`);
    const rows = await query.orderBy('found_at', 'desc').orderBy('finding_id', 'desc').limit(limit).execute();
    return rows.map(findingFromRow);
  }

  async readFindingsOn(coopId: string, factId: string): Promise<readonly FindingRecord[]> {
    const rows = await this.db
      .selectFrom('finding')
      .selectAll()
      .where('coop_id', '=', coopId)
      .where('fact_id', '=', factId)
      .orderBy('found_at')
      .orderBy('finding_id')
      .execute();
    return rows.map(findingFromRow);
  }

  async countFindings(coopId: string, by: 'kind' | 'device_id'): Promise<ReadonlyMap<string, number>> {
    const { rows } = await sql<Counted>`
      select ${sql.ref(by)} as name, count(*) as count from finding
      where coop_id = ${coopId} group by ${sql.ref(by)} order by 1`.execute(this.db);
    return counts(rows);
  }

  async countFindingsOn(coopId: string, factIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const { rows } = await sql<Counted>`
      select fact_id as name, count(*) as count from finding
      where coop_id = ${coopId} and fact_id in ${this.forms.list(factIds)} group by fact_id`.execute(this.db);
    return counts(rows);
  }

  async readFactLabels(
    coopId: string,
    factIds: readonly string[],
  ): Promise<ReadonlyMap<string, { readonly number: string | null; readonly body: string }>> {
    const { rows } = await sql<Pick<FactRecord, 'factId' | 'number' | 'body'>>`
      select fact_id as "factId", number, body from fact
      where coop_id = ${coopId} and fact_id in ${this.forms.list(factIds)}`.execute(this.db);
    return new Map(rows.map((row) => [row.factId, row]));
  }

  async readPriceFacts(coopId: string): Promise<readonly Pick<FactRecord, 'body' | 'receivedAt'>[]> {
    const { rows } = await sql<Pick<FactRecord, 'body' | 'receivedAt'>>`
      select body, received_at as "receivedAt" from fact
      where coop_id = ${coopId} and kind = 'price.changed' and status = 'accepted' order by received_at, fact_id`.execute(
      this.db,
    );
    return rows;
  }

  async countRows(coopId: string): Promise<ReadonlyMap<string, number>> {
    const { rows } = await sql<Counted>`
      select entity as name, count(*) as count from master_row where coop_id = ${coopId} group by entity`.execute(
      this.db,
    );
    return counts(rows);
  }
}

interface Counted {
  readonly name: string;
  readonly count: number;
}

function counts(rows: readonly Counted[]): ReadonlyMap<string, number> {
  return new Map(rows.map(({ name, count }) => [name, Number(count)]));
}

type SaleColumn = Extract<keyof Selectable<Tables['sale']>, string>;

/** The columns that sales and their kept sums share are filtered by one text. */
function saleFilter(coopId: string, selection: SaleSelection) {
  const { from, to, outletId, deviceId, staffId, number } = selection;
  const equal = (column: SaleColumn, value: string | undefined) =>
    value === undefined ? [] : [sql<boolean>`${sql.ref(column)} = ${value}`];
  const conditions = [
    ...equal('coop_id', coopId),
    ...(from === undefined ? [] : [sql<boolean>`business_date >= ${from}`]),
    ...(to === undefined ? [] : [sql<boolean>`business_date <= ${to}`]),
    ...equal('outlet_id', outletId),
    ...equal('device_id', deviceId),
    ...equal('staff_id', staffId),
    ...(number === undefined ? [] : [numberFilter(number)]),
  ];
  return sql<boolean>`${sql.join(conditions, sql` and `)}`;
}

/**
 * A whole number is found by its index, and one that lacks its last digits between its first and its last; what is shorter is
 * only compared, because databases order texts of different shapes each in their own way.
 */
function numberFilter(number: string) {
  if (PAPER_NUMBER.test(number)) return sql<boolean>`number = ${number}`;
  const [, label, digits] = /^([A-Z]{2,4}-[A-Z]{1,4}-[RZS]?)(\d{1,5})$/.exec(number) ?? [];
  if (label !== undefined && digits !== undefined) {
    const first = label + digits.padEnd(PAPER_DIGITS, '0');
    const last = label + digits.padEnd(PAPER_DIGITS, '9');
    return sql<boolean>`number >= ${first} and number <= ${last} and substr(number, 1, ${number.length}) = ${number}`;
  }
  return sql<boolean>`substr(number, 1, ${number.length}) = ${number}`;
}
