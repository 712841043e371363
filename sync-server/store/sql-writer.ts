import { sql, type Kysely } from 'kysely';
import type {
  BackupMark,
  CheckpointRecord,
  CollisionRecord,
  CoopRecord,
  DeletedRows,
  DeviceRecord,
  EnrolCodeRecord,
  EpochReach,
  EpochRecord,
  FactRecord,
  FindingRecord,
  MasterRecord,
  SlotRecord,
  StockRecord,
  TouchedRow,
} from './records.ts';
import type { OfficeWriter } from './office-store.ts';
import type { SqlForms } from './sql-forms.ts';
import { SqlOfficeWriter } from './sql-office-writer.ts';
import type { StoreWriter } from './store.ts';
import type { Tables } from './tables.ts';
import { rowFromEpoch } from './row-shapes.ts';
import { SqlDeskWriter } from './sql-desk-writer.ts';

/** Writes inside one transaction. Long lists go in by one statement for many rows, in the words of each database. */
export class SqlWriter extends SqlDeskWriter implements StoreWriter {
  override readonly office: OfficeWriter;

  constructor(db: Kysely<Tables>, forms: SqlForms) {
    super(db, forms);
    this.office = new SqlOfficeWriter(db, forms);
  }

  async lockCoop(coopId: string): Promise<CoopRecord | null> {
    return this.coopOf(coopId, this.forms.forUpdate);
  }

  async lockDevice(coopId: string, deviceId: string): Promise<DeviceRecord | null> {
    return this.deviceOf(coopId, deviceId, this.forms.forUpdate);
  }

  async lockEpoch(coopId: string, epoch: string): Promise<EpochRecord | null> {
    return this.epochOf(coopId, epoch, this.forms.forUpdate);
  }

  async lockEnrolCode(codeHash: string): Promise<EnrolCodeRecord | null> {
    return this.enrolCodeOf(codeHash, this.forms.forUpdate);
  }

  async lockLastSeries(coopId: string, outletId: string): Promise<string> {
    // A row that is not there can't be kept: an empty series comes before every other.
    const rows = [{ coop_id: coopId, outlet_id: outletId, last_series: '' }];
    const ending =
      'on conflict (coop_id, outlet_id) do update set last_series = outlet_series.last_series returning *';
    const [row] = await this.forms.insertRows(this.db, { table: 'outlet_series', rows, ending });
    return row?.last_series ?? '';
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

  async updateCoop(coop: CoopRecord): Promise<void> {
    await this.db
      .updateTable('coop')
      .set({ server_gen: coop.serverGen, own_epoch: coop.ownEpoch })
      .where('coop_id', '=', coop.coopId)
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
    const rows = slots.map(({ seq, factId, hash, origin }) => ({
      coop_id: coopId,
      epoch,
      seq,
      fact_id: factId,
      hash,
      origin_epoch: origin?.epoch ?? null,
      origin_seq: origin?.seq ?? null,
      origin_hash: origin?.hash ?? null,
    }));
    await this.forms.insertRows(this.db, { table: 'slot', rows });
  }

  async insertFacts(coopId: string, facts: readonly FactRecord[]): Promise<void> {
    const rows = facts.map((fact) => ({
      coop_id: coopId,
      fact_id: fact.factId,
      kind: fact.kind,
      status: fact.status,
      reason: fact.reason,
      content: fact.content,
      body: fact.body,
      at: fact.at,
      outlet_id: fact.outletId,
      device_id: fact.deviceId,
      number: fact.number,
      business_date: fact.businessDate,
      received_date: fact.receivedDate,
      received_at: fact.receivedAt,
    }));
    await this.forms.insertRows(this.db, { table: 'fact', rows });
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
    const rows = collisions.map(({ seq, factId, content, body }) => ({
      coop_id: coopId,
      epoch,
      seq,
      fact_id: factId,
      content,
      body,
    }));
    await this.forms.insertRows(this.db, { table: 'collision', rows });
  }

  async addStock(
    coopId: string,
    outletId: string,
    moves: readonly StockRecord[],
  ): Promise<readonly StockRecord[]> {
    const given = moves.map(({ place, stockItemId, milli }) => ({
      coop_id: coopId,
      place,
      item: stockItemId,
      outlet_id: outletId,
      milli,
    }));
    const rows = await this.forms.insertRows(this.db, {
      table: 'stock',
      rows: given,
      ending:
        'on conflict (coop_id, place, item) do update set milli = stock.milli + excluded.milli returning *',
    });
    return rows.map(({ place, item, milli }) => ({ place, stockItemId: item, milli }));
  }

  async putMasterRows(coopId: string, rows: readonly MasterRecord[], deviceId: string): Promise<void> {
    await this.forms.insertRows(this.db, {
      table: 'master_row',
      rows: rows
        .toSorted((a, b) => (a.entity === b.entity ? (a.id < b.id ? -1 : 1) : a.entity < b.entity ? -1 : 1))
        .map(({ entity, id, row }) => ({ coop_id: coopId, entity, id, row, device_id: deviceId })),
      ending:
        'on conflict (coop_id, entity, id) do update set row = excluded.row, device_id = excluded.device_id',
    });
  }

  async lockStream(coopId: string, stream: string): Promise<void> {
    await sql`
      insert into stream_head (coop_id, stream, head, tombstone_floor) values (${coopId}, ${stream}, 0, 0)
      on conflict (coop_id, stream) do update set head = stream_head.head`.execute(this.db);
  }

  async stampRows(coopId: string, stream: string, rows: readonly TouchedRow[]): Promise<number> {
    this.noteStamped(coopId, stream);
    const { rows: heads } = await sql<{ head: number }>`
      insert into stream_head (coop_id, stream, head, tombstone_floor) values (${coopId}, ${stream}, ${rows.length}, 0)
      on conflict (coop_id, stream) do update set head = stream_head.head + excluded.head
      returning head`.execute(this.db);
    const head = heads[0]?.head ?? 0;
    const first = head - rows.length + 1;
    await this.forms.insertRows(this.db, {
      table: 'change_index',
      rows: rows.map(({ entity, id }, index) => ({
        coop_id: coopId,
        stream,
        entity,
        id,
        log_seq: first + index,
        deleted: 0,
      })),
      ending:
        'on conflict (coop_id, stream, entity, id) do update set log_seq = excluded.log_seq, deleted = 0',
    });
    return head;
  }

  async deleteRows(coopId: string, stream: string, deleted: DeletedRows): Promise<number> {
    const head = await this.stampRows(coopId, stream, deleted.rows);
    const first = head - deleted.rows.length + 1;
    await this.db
      .updateTable('change_index')
      .set({ deleted: 1 })
      .where('coop_id', '=', coopId)
      .where('stream', '=', stream)
      .where('log_seq', '>=', first)
      .execute();
    for (const [index, { entity, id }] of deleted.rows.entries()) {
      const stone = { coop_id: coopId, stream, log_seq: first + index, deleted_at: deleted.deletedAt };
      await this.db.insertInto('tombstone').values(stone).execute();
      await this.db
        .deleteFrom('master_row')
        .where('coop_id', '=', coopId)
        .where('entity', '=', entity)
        .where('id', '=', id)
        .execute();
    }
    return head;
  }

  async forgetTombstones(deletedBefore: number): Promise<void> {
    const floors = await this.db
      .selectFrom('tombstone')
      .select((expression) => ['coop_id', 'stream', expression.fn.max('log_seq').as('floor')])
      .where('deleted_at', '<', deletedBefore)
      .groupBy(['coop_id', 'stream'])
      .execute();
    for (const { coop_id: coopId, stream, floor } of floors) {
      await this.db
        .updateTable('stream_head')
        .set({ tombstone_floor: floor })
        .where('coop_id', '=', coopId)
        .where('stream', '=', stream)
        .execute();
      // A row that came back has a newer place in the index, and is none of the deleted.
      await this.db
        .deleteFrom('change_index')
        .where('coop_id', '=', coopId)
        .where('stream', '=', stream)
        .where('deleted', '=', 1)
        .where('log_seq', '<=', floor)
        .execute();
      await this.db
        .deleteFrom('tombstone')
        .where('coop_id', '=', coopId)
        .where('stream', '=', stream)
        .where('log_seq', '<=', floor)
        .execute();
    }
  }

  async insertFindings(coopId: string, findings: readonly FindingRecord[]): Promise<void> {
    const rows = findings.map((finding) => ({
      coop_id: coopId,
      finding_id: finding.findingId,
      kind: finding.kind,
      fact_id: finding.factId,
      device_id: finding.deviceId,
      detail: JSON.stringify(finding.detail),
      found_at: finding.foundAt,
    }));
    await this.forms.insertRows(this.db, {
      table: 'finding',
      rows,
      ending: 'on conflict (coop_id, finding_id) do nothing',
    });
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

  async raiseDurable(coopId: string, reached: readonly EpochReach[]): Promise<void> {
    for (const { epoch, seq } of reached) {
      await this.db
        .updateTable('device_epoch')
        .set({ durable_seq: seq })
        .where('coop_id', '=', coopId)
        .where('epoch', '=', epoch)
        .where('durable_seq', '<', seq)
        .execute();
    }
  }

  async putBackupMark(coopId: string, mark: BackupMark): Promise<void> {
    const { file, serverGen, madeAt, verifiedAt, sha256, entries } = mark;
    const marked = {
      server_gen: serverGen,
      made_at: madeAt,
      verified_at: verifiedAt,
      sha256,
      entries,
    };
    await this.db
      .insertInto('backup_mark')
      .values({ coop_id: coopId, file, ...marked })
      .onConflict((conflict) => conflict.columns(['coop_id', 'file']).doUpdateSet(marked))
      .execute();
  }

  async keepBackupMarks(coopId: string, files: readonly string[]): Promise<void> {
    await this.db
      .deleteFrom('backup_mark')
      .where('coop_id', '=', coopId)
      .where('file', 'not in', [...files])
      .execute();
  }
}
