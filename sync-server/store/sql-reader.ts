import { sql, type Kysely, type RawBuilder } from 'kysely';
import type { FactKind } from '#domain/facts.ts';
import { stockKey } from '#domain/stock.ts';
import type {
  BackupMark,
  ChangeRecord,
  CheckpointRecord,
  CoopRecord,
  DeviceRecord,
  EnrolCodeRecord,
  EpochRecord,
  FindingRecord,
  HeldFact,
  KnownFact,
  MasterRecord,
  RowMark,
  SlotRecord,
  SlotVerdict,
  StockRecord,
  StreamHead,
  TouchedRow,
} from './records.ts';
import type { OfficeReader } from './office-store.ts';
import { SqlOfficeReader } from './sql-office-reader.ts';
import type { SqlForms } from './sql-forms.ts';
import type { StoreReader } from './store.ts';
import type { Tables } from './tables.ts';
import { SqlLedgerReader } from './sql-ledger-reader.ts';
import { enrolCodeFromRow, epochFromRow, findingFromRow, originFromRow } from './row-shapes.ts';

const NO_LOCK = sql``;

/** Reads inside one transaction. Every statement here is one text that SQLite and PostgreSQL both run; the rest is in `SqlForms`. */
export class SqlReader extends SqlLedgerReader implements StoreReader {
  readonly office: OfficeReader;

  constructor(db: Kysely<Tables>, forms: SqlForms) {
    super(db, forms);
    this.office = new SqlOfficeReader(db, forms);
  }

  async readCoops(): Promise<readonly CoopRecord[]> {
    const rows = await this.db.selectFrom('coop').selectAll().orderBy('coop_id').execute();
    return rows.map((row) => ({ coopId: row.coop_id, serverGen: row.server_gen, ownEpoch: row.own_epoch }));
  }

  async readCoop(coopId: string): Promise<CoopRecord | null> {
    return this.coopOf(coopId, NO_LOCK);
  }

  protected async coopOf(coopId: string, lock: RawBuilder<unknown>): Promise<CoopRecord | null> {
    const row = await this.db
      .selectFrom('coop')
      .selectAll()
      .where('coop_id', '=', coopId)
      .modifyEnd(lock)
      .executeTakeFirst();
    return row === undefined ? null : { coopId, serverGen: row.server_gen, ownEpoch: row.own_epoch };
  }

  async readDevice(coopId: string, deviceId: string): Promise<DeviceRecord | null> {
    return this.deviceOf(coopId, deviceId, NO_LOCK);
  }

  protected async deviceOf(
    coopId: string,
    deviceId: string,
    lock: RawBuilder<unknown>,
  ): Promise<DeviceRecord | null> {
    const row = await this.db
      .selectFrom('device')
      .selectAll()
      .where('coop_id', '=', coopId)
      .where('device_id', '=', deviceId)
      .modifyEnd(lock)
      .executeTakeFirst();
    if (row === undefined) return null;
    return {
      coopId,
      deviceId,
      outletId: row.outlet_id,
      publicKey: row.public_key,
      name: row.name,
      series: row.series,
      certifiedAt: row.certified_at,
      certificateSignature: row.certificate,
    };
  }

  async readEpoch(coopId: string, epoch: string): Promise<EpochRecord | null> {
    return this.epochOf(coopId, epoch, NO_LOCK);
  }

  protected async epochOf(
    coopId: string,
    epoch: string,
    lock: RawBuilder<unknown>,
  ): Promise<EpochRecord | null> {
    const row = await this.db
      .selectFrom('device_epoch')
      .selectAll()
      .where('coop_id', '=', coopId)
      .where('epoch', '=', epoch)
      .modifyEnd(lock)
      .executeTakeFirst();
    return row === undefined ? null : epochFromRow(row);
  }

  async readEpochsOf(coopId: string, deviceId: string): Promise<readonly EpochRecord[]> {
    const rows = await this.db
      .selectFrom('device_epoch')
      .selectAll()
      .where('coop_id', '=', coopId)
      .where('device_id', '=', deviceId)
      .execute();
    return rows.map(epochFromRow);
  }

  async readSlots(
    coopId: string,
    epoch: string,
    range: { from: number; to: number },
  ): Promise<readonly SlotRecord[]> {
    const rows = await this.db
      .selectFrom('slot')
      .selectAll()
      .where('coop_id', '=', coopId)
      .where('epoch', '=', epoch)
      .where('seq', '>=', range.from)
      .where('seq', '<=', range.to)
      .orderBy('seq')
      .execute();
    return rows.map((row) => ({
      seq: row.seq,
      factId: row.fact_id,
      hash: row.hash,
      origin: originFromRow(row),
    }));
  }

  async readSlotBody(
    coopId: string,
    epoch: string,
    seq: number,
  ): Promise<{ hash: string; body: string } | null> {
    const { rows } = await sql<{ hash: string; body: string }>`
      select slot.hash, coalesce(collision.body, fact.body) as body
      from slot
      join fact on fact.coop_id = slot.coop_id and fact.fact_id = slot.fact_id
      left join collision on collision.coop_id = slot.coop_id and collision.epoch = slot.epoch and collision.seq = slot.seq
      where slot.coop_id = ${coopId} and slot.epoch = ${epoch} and slot.seq = ${seq}`.execute(this.db);
    return rows[0] ?? null;
  }

  async readVerdicts(
    coopId: string,
    epoch: string,
    range: { from: number; to: number },
  ): Promise<readonly SlotVerdict[]> {
    const { rows } = await sql<SlotVerdict>`
      select slot.seq,
        case when collision.seq is null then fact.status else 'quarantined' end as status,
        case when collision.seq is null then fact.reason else 'id_collision' end as reason
      from slot
      join fact on fact.coop_id = slot.coop_id and fact.fact_id = slot.fact_id
      left join collision on collision.coop_id = slot.coop_id and collision.epoch = slot.epoch and collision.seq = slot.seq
      where slot.coop_id = ${coopId} and slot.epoch = ${epoch} and slot.seq between ${range.from} and ${range.to}
      order by slot.seq`.execute(this.db);
    return rows;
  }

  async readUnsettled(coopId: string, epoch: string): Promise<readonly SlotVerdict[]> {
    // Unsettled facts and collisions are few: both are found first, and only then the places where they stand.
    const { rows } = await sql<SlotVerdict>`
      select slot.seq, 'quarantined' as status, 'id_collision' as reason
      from collision join slot on slot.coop_id = collision.coop_id and slot.epoch = collision.epoch and slot.seq = collision.seq
      where collision.coop_id = ${coopId} and collision.epoch = ${epoch}
      union all
      select slot.seq, fact.status, fact.reason
      from fact cross join slot
      where slot.coop_id = fact.coop_id and slot.fact_id = fact.fact_id and fact.coop_id = ${coopId} and fact.status <> 'accepted' and slot.epoch = ${epoch}
        and not exists (select 1 from collision c where c.coop_id = slot.coop_id and c.epoch = slot.epoch and c.seq = slot.seq)
      order by 1`.execute(this.db);
    return rows;
  }

  async readFacts(coopId: string, factIds: readonly string[]): Promise<readonly KnownFact[]> {
    const { rows } = await sql<KnownFact>`
      select fact_id as "factId", content, status, reason from fact
      where coop_id = ${coopId} and fact_id in ${this.forms.list(factIds)}`.execute(this.db);
    return rows;
  }

  async readHeldFacts(coopId: string): Promise<readonly HeldFact[]> {
    const { rows } = await sql<HeldFact>`
      select fact_id as "factId", content, body, outlet_id as "outletId", device_id as "deviceId", received_at as "receivedAt"
      from fact where coop_id = ${coopId} and status <> 'accepted' and status = 'held' order by fact_id`.execute(
      this.db,
    );
    return rows;
  }

  async readFactBodies(coopId: string, kind: FactKind): Promise<readonly string[]> {
    const rows = await this.db
      .selectFrom('fact')
      .select('body')
      .where('coop_id', '=', coopId)
      .where('kind', '=', kind)
      .where('status', '=', 'accepted')
      .orderBy('fact_id')
      .execute();
    return rows.map((row) => row.body);
  }

  async readTakenNumbers(
    coopId: string,
    outletId: string,
    asked: { numbers: readonly string[]; besides: readonly string[] },
  ): Promise<ReadonlySet<string>> {
    const { rows } = await sql<{ number: string }>`
      select number from fact
      where coop_id = ${coopId} and outlet_id = ${outletId} and number is not null
        and number in ${this.forms.list(asked.numbers)} and fact_id not in ${this.forms.list(asked.besides)}`.execute(
      this.db,
    );
    return new Set(rows.map((row) => row.number));
  }

  async readStreamHead(coopId: string, stream: string): Promise<StreamHead> {
    const row = await this.db
      .selectFrom('stream_head')
      .select(['head', 'tombstone_floor'])
      .where('coop_id', '=', coopId)
      .where('stream', '=', stream)
      .executeTakeFirst();
    return { seq: row?.head ?? 0, tombstoneFloor: row?.tombstone_floor ?? 0 };
  }

  async readChanges(
    coopId: string,
    stream: string,
    page: { after: number; limit: number },
  ): Promise<readonly ChangeRecord[]> {
    const { rows } = await sql<ChangeRecord>`
      select c.entity, c.id, c.log_seq as seq, case when c.deleted = 1 then null else master_row.row end as "row"
      from change_index c
      left join master_row on master_row.coop_id = c.coop_id and master_row.entity = c.entity and master_row.id = c.id
      where c.coop_id = ${coopId} and c.stream = ${stream} and c.log_seq > ${page.after}
      order by c.log_seq limit ${page.limit}`.execute(this.db);
    const keys = rows.filter((row) => row.entity === 'stock').map((row) => row.id);
    if (keys.length === 0) return rows;
    const stock = await this.#readStockRows(coopId, keys);
    return rows.map((row) => (row.entity === 'stock' ? { ...row, row: stock.get(row.id) ?? null } : row));
  }

  /** Stock rows as JSON by their keys. Place and item are asked for apart, so that the primary key serves the question. */
  async #readStockRows(coopId: string, keys: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const parts = keys.map((key) => key.split('|'));
    const places = [...new Set(parts.map(([place = '']) => place))];
    const items = [...new Set(parts.map(([, item = '']) => item))];
    const { rows } = await sql<StockRecord>`
      select place, item as "stockItemId", milli from stock
      where coop_id = ${coopId} and place in ${this.forms.list(places)} and item in ${this.forms.list(items)}`.execute(
      this.db,
    );
    return new Map(
      rows.map(({ place, stockItemId, milli }) => [
        stockKey(place, stockItemId),
        JSON.stringify({ place, stockItemId, milli }),
      ]),
    );
  }

  async readMasterRows(coopId: string, entities: readonly string[]): Promise<readonly MasterRecord[]> {
    return this.db
      .selectFrom('master_row')
      .select(['entity', 'id', 'row'])
      .where('coop_id', '=', coopId)
      .where('entity', 'in', [...entities])
      .orderBy('entity')
      .orderBy('id')
      .execute();
  }

  async readRowMarks(
    coopId: string,
    stream: string,
    rows: readonly TouchedRow[],
  ): Promise<readonly RowMark[]> {
    const marks: RowMark[] = [];
    // One question an entity: a list of pairs is written differently in each database.
    for (const [entity, group] of Map.groupBy(rows, (row) => row.entity)) {
      const found = await this.db
        .selectFrom('change_index')
        .innerJoin('master_row', (join) =>
          join
            .onRef('master_row.coop_id', '=', 'change_index.coop_id')
            .onRef('master_row.entity', '=', 'change_index.entity')
            .onRef('master_row.id', '=', 'change_index.id'),
        )
        .select(['change_index.id', 'change_index.log_seq', 'master_row.device_id'])
        .where('change_index.coop_id', '=', coopId)
        .where('change_index.stream', '=', stream)
        .where('change_index.entity', '=', entity)
        .where(
          'change_index.id',
          'in',
          group.map((row) => row.id),
        )
        .execute();
      marks.push(
        ...found.map(({ id, log_seq: seq, device_id: deviceId }) => ({ entity, id, seq, deviceId })),
      );
    }
    return marks;
  }

  async readStock(coopId: string): Promise<readonly StockRecord[]> {
    const { rows } = await sql<StockRecord>`
      select place, item as "stockItemId", milli from stock where coop_id = ${coopId} order by place, item`.execute(
      this.db,
    );
    return rows;
  }

  async readFindings(coopId: string): Promise<readonly FindingRecord[]> {
    const rows = await this.db
      .selectFrom('finding')
      .selectAll()
      .where('coop_id', '=', coopId)
      .orderBy('finding_id')
      .execute();
    return rows.map(findingFromRow);
  }

  async readLastCheckpoint(
    coopId: string,
    deviceId: string,
    serverGen: string,
  ): Promise<CheckpointRecord | null> {
    const row = await this.db
      .selectFrom('checkpoint')
      .selectAll()
      .where('coop_id', '=', coopId)
      .where('device_id', '=', deviceId)
      .where('server_gen', '=', serverGen)
      .orderBy('n', 'desc')
      .limit(1)
      .executeTakeFirst();
    if (row === undefined) return null;
    const { n, epoch, seq, hash, at, signature } = row;
    return { serverGen, n, epoch, seq, hash, at, signature };
  }

  async readLastSeries(coopId: string, outletId: string): Promise<string> {
    const row = await this.db
      .selectFrom('outlet_series')
      .select('last_series')
      .where('coop_id', '=', coopId)
      .where('outlet_id', '=', outletId)
      .executeTakeFirst();
    return row?.last_series ?? '';
  }

  protected async enrolCodeOf(codeHash: string, lock: RawBuilder<unknown>): Promise<EnrolCodeRecord | null> {
    const row = await this.db
      .selectFrom('enrol_code')
      .selectAll()
      .where('code_hash', '=', codeHash)
      .modifyEnd(lock)
      .executeTakeFirst();
    return row === undefined ? null : enrolCodeFromRow(row);
  }

  async readEnrolCode(codeHash: string): Promise<EnrolCodeRecord | null> {
    return this.enrolCodeOf(codeHash, NO_LOCK);
  }

  async readBackupMarks(coopId: string): Promise<readonly BackupMark[]> {
    const rows = await this.db
      .selectFrom('backup_mark')
      .selectAll()
      .where('coop_id', '=', coopId)
      .orderBy('made_at', 'desc')
      .execute();
    return rows.map(({ file, server_gen, made_at, verified_at, sha256, entries }) => ({
      file,
      serverGen: server_gen,
      madeAt: made_at,
      verifiedAt: verified_at,
      sha256,
      entries,
    }));
  }
}
