import { sql } from 'kysely';
import type { WireEntry } from '#protocol/entry.ts';
import type { CheckpointRecord } from './records.ts';
import { SqlDeskReader } from './sql-desk-reader.ts';
import type { CheckpointPage } from './store.ts';

interface EntryRow {
  readonly seq: number;
  readonly factId: string;
  readonly hash: string;
  readonly body: string;
  readonly originEpoch: string | null;
  readonly originSeq: number | null;
  readonly originHash: string | null;
}

/** A ledger as it was written, for who carries it out of here. */
export class SqlLedgerReader extends SqlDeskReader {
  async readEntries(
    coopId: string,
    epoch: string,
    page: { after: number; limit: number },
  ): Promise<readonly WireEntry[]> {
    const { rows } = await sql<EntryRow>`
      select slot.seq, slot.fact_id as "factId", slot.hash, coalesce(collision.body, fact.body) as body,
        slot.origin_epoch as "originEpoch", slot.origin_seq as "originSeq", slot.origin_hash as "originHash"
      from slot
      join fact on fact.coop_id = slot.coop_id and fact.fact_id = slot.fact_id
      left join collision on collision.coop_id = slot.coop_id and collision.epoch = slot.epoch and collision.seq = slot.seq
      where slot.coop_id = ${coopId} and slot.epoch = ${epoch} and slot.seq > ${page.after}
      order by slot.seq limit ${page.limit}`.execute(this.db);
    return rows.map(({ seq, factId, hash, body, originEpoch, originSeq, originHash }) => {
      const hasMoved = originEpoch !== null && originSeq !== null && originHash !== null;
      const origin = hasMoved ? { epoch: originEpoch, seq: originSeq, hash: originHash } : null;
      return { seq, factId, hash, body, origin };
    });
  }

  async readCheckpoints(
    coopId: string,
    deviceId: string,
    { epoch, after, limit }: CheckpointPage,
  ): Promise<readonly CheckpointRecord[]> {
    let query = this.db
      .selectFrom('checkpoint')
      .selectAll()
      .where('coop_id', '=', coopId)
      .where('device_id', '=', deviceId);
    if (epoch !== null) query = query.where('epoch', '=', epoch);
    if (after !== null)
      query = query.where(({ eb, or, and }) =>
        or([
          eb('server_gen', '>', after.serverGen),
          and([eb('server_gen', '=', after.serverGen), eb('n', '>', after.n)]),
        ]),
      );
    const rows = await query.orderBy('server_gen').orderBy('n').limit(limit).execute();
    return rows.map(({ server_gen: serverGen, n, epoch: of, seq, hash, at, signature }) => ({
      serverGen,
      n,
      epoch: of,
      seq,
      hash,
      at,
      signature,
    }));
  }
}
