import { sql, type Kysely } from 'kysely';
import type {
  CheckpointRecord,
  CollisionRecord,
  CoopRecord,
  DeviceRecord,
  EnrolCodeRecord,
  EpochRecord,
  FactRecord,
  FindingRecord,
  MasterRecord,
  SlotRecord,
  StockRecord,
  TouchedRow,
} from '../records.ts';
import type { StoreWriter } from '../store.ts';
import type { Bound, NodeSqliteDatabase } from './dialect.ts';
import { rowFromEpoch } from './row-shapes.ts';
import { SqliteReader } from './sqlite-reader.ts';
import type { Tables } from './tables.ts';

/** Rows in one insert statement. Two lengths only (this and 1), so that both stay prepared. */
const ROWS_AT_ONCE = 50;

/** Writes inside one transaction of SQLite; long lists go in by multi-row statements without an await between them. */
export class SqliteWriter extends SqliteReader implements StoreWriter {
  readonly #connection: NodeSqliteDatabase;

  /** @param connection the one connection that `db` works on too, for the statements that Kysely would only slow down */
  constructor(db: Kysely<Tables>, connection: NodeSqliteDatabase) {
    super(db);
    this.#connection = connection;
  }

  async insertCoop(coop: CoopRecord, createdAt: number): Promise<void> {
    await this.db
      .insertInto('coop')
      .values({
        coop_id: coop.coopId,
        server_gen: coop.serverGen,
        own_epoch: coop.ownEpoch,
        created_at: createdAt,
      })
      .execute();
  }

  async putDevice(device: DeviceRecord): Promise<void> {
    const changing = {
      outlet_id: device.outletId,
      public_key: device.publicKey,
      name: device.name,
      series: device.series,
      certified_at: device.certifiedAt,
      certificate: device.certificateSignature,
    };
    await this.db
      .insertInto('device')
      .values({
        coop_id: device.coopId,
        device_id: device.deviceId,
        ...changing,
        seen_at: null,
        client: null,
      })
      .onConflict((conflict) => conflict.columns(['coop_id', 'device_id']).doUpdateSet(changing))
      .execute();
  }

  async noteDeviceSeen(
    coopId: string,
    deviceId: string,
    seen: { at: number; client: string },
  ): Promise<void> {
    await this.db
      .updateTable('device')
      .set({ seen_at: seen.at, client: seen.client })
      .where('coop_id', '=', coopId)
      .where('device_id', '=', deviceId)
      .execute();
  }

  async insertEpoch(epoch: EpochRecord): Promise<void> {
    await this.db.insertInto('device_epoch').values(rowFromEpoch(epoch)).execute();
  }

  async updateEpoch(epoch: EpochRecord): Promise<void> {
    const { acked_seq, head_hash, acked_totals, seen_head_seq, seen_head_totals } = rowFromEpoch(epoch);
    await this.db
      .updateTable('device_epoch')
      .set({ acked_seq, head_hash, acked_totals, seen_head_seq, seen_head_totals })
      .where('coop_id', '=', epoch.coopId)
      .where('epoch', '=', epoch.epoch)
      .execute();
  }

  async insertSlots(coopId: string, epoch: string, slots: readonly SlotRecord[]): Promise<void> {
    const columns = [
      'coop_id',
      'epoch',
      'seq',
      'fact_id',
      'hash',
      'origin_epoch',
      'origin_seq',
      'origin_hash',
    ];
    this.#insert(
      'slot',
      columns,
      slots.map(({ seq, factId, hash, origin }) => [
        coopId,
        epoch,
        seq,
        factId,
        hash,
        origin?.epoch ?? null,
        origin?.seq ?? null,
        origin?.hash ?? null,
      ]),
    );
  }

  async insertFacts(coopId: string, facts: readonly FactRecord[]): Promise<void> {
    const columns = [
      'coop_id',
      'fact_id',
      'kind',
      'status',
      'reason',
      'content',
      'body',
      'at',
      'outlet_id',
      'device_id',
      'number',
      'business_date',
      'received_date',
      'received_at',
    ];
    this.#insert(
      'fact',
      columns,
      facts.map((fact) => [
        coopId,
        fact.factId,
        fact.kind,
        fact.status,
        fact.reason,
        fact.content,
        fact.body,
        fact.at,
        fact.outletId,
        fact.deviceId,
        fact.number,
        fact.businessDate,
        fact.receivedDate,
        fact.receivedAt,
      ]),
    );
  }

  async settleFact(coopId: string, fact: FactRecord): Promise<void> {
    const { kind, status, reason, at, number, businessDate, receivedDate } = fact;
    await this.db
      .updateTable('fact')
      .set({ kind, status, reason, at, number, business_date: businessDate, received_date: receivedDate })
      .where('coop_id', '=', coopId)
      .where('fact_id', '=', fact.factId)
      .execute();
  }

  async insertCollisions(
    coopId: string,
    epoch: string,
    collisions: readonly CollisionRecord[],
  ): Promise<void> {
    const columns = ['coop_id', 'epoch', 'seq', 'fact_id', 'content', 'body'];
    const rows = collisions.map(({ seq, factId, content, body }) => [
      coopId,
      epoch,
      seq,
      factId,
      content,
      body,
    ]);
    this.#insert('collision', columns, rows);
  }

  async addStock(
    coopId: string,
    outletId: string,
    moves: readonly StockRecord[],
  ): Promise<readonly StockRecord[]> {
    if (moves.length === 0) return [];
    const { rows } = await sql<StockRecord>`
      insert into stock (coop_id, place, item, outlet_id, milli)
      select ${coopId}, value ->> 'place', value ->> 'stockItemId', ${outletId}, value ->> 'milli'
      from json_each(${JSON.stringify(moves)}) where true
      on conflict (coop_id, place, item) do update set milli = stock.milli + excluded.milli
      returning place, item as "stockItemId", milli`.execute(this.db);
    return rows;
  }

  async putMasterRows(coopId: string, rows: readonly MasterRecord[]): Promise<void> {
    await sql`
      insert into master_row (coop_id, entity, id, row)
      select ${coopId}, value ->> 'entity', value ->> 'id', value ->> 'row'
      from json_each(${JSON.stringify(rows)}) where true
      on conflict (coop_id, entity, id) do update set row = excluded.row`.execute(this.db);
  }

  async stampRows(coopId: string, stream: string, rows: readonly TouchedRow[]): Promise<number> {
    const { rows: heads } = await sql<{ head: number }>`
      insert into stream_head (coop_id, stream, head, tombstone_floor) values (${coopId}, ${stream}, ${rows.length}, 0)
      on conflict (coop_id, stream) do update set head = head + excluded.head
      returning head`.execute(this.db);
    const head = heads[0]?.head ?? 0;
    const first = head - rows.length + 1;
    const stamped = rows.map((row, index) => ({ ...row, seq: first + index }));
    await sql`
      insert into change_index (coop_id, stream, entity, id, log_seq, deleted)
      select ${coopId}, ${stream}, value ->> 'entity', value ->> 'id', value ->> 'seq', 0
      from json_each(${JSON.stringify(stamped)}) where true
      on conflict (coop_id, stream, entity, id) do update set log_seq = excluded.log_seq, deleted = 0`.execute(
      this.db,
    );
    return head;
  }

  async insertFindings(coopId: string, findings: readonly FindingRecord[]): Promise<void> {
    if (findings.length === 0) return;
    const rows = findings.map((finding) => ({
      coop_id: coopId,
      finding_id: finding.findingId,
      kind: finding.kind,
      fact_id: finding.factId,
      device_id: finding.deviceId,
      detail: JSON.stringify(finding.detail),
      found_at: finding.foundAt,
    }));
    const columns = ['coop_id', 'finding_id', 'kind', 'fact_id', 'device_id', 'detail', 'found_at'];
    this.#insert(
      'finding',
      columns,
      rows.map(Object.values<Bound>),
      'on conflict (coop_id, finding_id) do nothing',
    );
  }

  async insertCheckpoint(coopId: string, deviceId: string, checkpoint: CheckpointRecord): Promise<void> {
    const { serverGen, ...rest } = checkpoint;
    await this.db
      .insertInto('checkpoint')
      .values({ coop_id: coopId, device_id: deviceId, server_gen: serverGen, ...rest })
      .execute();
  }

  async putLastSeries(coopId: string, outletId: string, series: string): Promise<void> {
    await this.db
      .insertInto('outlet_series')
      .values({ coop_id: coopId, outlet_id: outletId, last_series: series })
      .onConflict((conflict) =>
        conflict.columns(['coop_id', 'outlet_id']).doUpdateSet({ last_series: series }),
      )
      .execute();
  }

  async putEnrolCode(code: EnrolCodeRecord): Promise<void> {
    const changing = {
      expires_at: code.expiresAt,
      tries: code.tries,
      state: code.state,
      public_key: code.publicKey,
      device_name: code.deviceName,
    };
    await this.db
      .insertInto('enrol_code')
      .values({ coop_id: code.coopId, code_hash: code.codeHash, outlet_id: code.outletId, ...changing })
      .onConflict((conflict) => conflict.columns(['coop_id', 'code_hash']).doUpdateSet(changing))
      .execute();
  }

  async deleteEnrolCodes(expiredBefore: number): Promise<void> {
    await this.db.deleteFrom('enrol_code').where('expires_at', '<', expiredBefore).execute();
  }

  #insert(
    table: string,
    columns: readonly string[],
    rows: readonly (readonly Bound[])[],
    onConflict = '',
  ): void {
    const row = `(${columns.map(() => '?').join(', ')})`;
    for (let start = 0; start < rows.length;) {
      const length = rows.length - start >= ROWS_AT_ONCE ? ROWS_AT_ONCE : 1;
      const values = Array.from({ length }, () => row).join(', ');
      const statement = this.#connection.prepare(
        `insert into ${table} (${columns.join(', ')}) values ${values} ${onConflict}`,
      );
      statement.run(rows.slice(start, start + length).flat());
      start += length;
    }
  }
}
