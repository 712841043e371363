export interface Migration {
  readonly number: number;
  readonly name: string;
  readonly sql: string;
}

/**
 * Forward only: a number that has run anywhere is never edited, the next change gets the next number. One text for both
 * databases, with `text` and `integer` columns only: SQLite runs it as it stands, PostgreSQL reads `integer` as 64 bits and
 * leaves out `strict` and `without rowid`. `coop_id` comes first in every key and index, so that a database spread over
 * machines can take over with the tables as they are.
 */
const MIGRATIONS: readonly Migration[] = [
  {
    number: 1,
    name: 'first sale',
    sql: `
      create table coop (
        coop_id text not null, server_gen text not null, own_epoch text not null, created_at integer not null,
        primary key (coop_id)) strict, without rowid;

      create table outlet_series (
        coop_id text not null, outlet_id text not null, last_series text not null,
        primary key (coop_id, outlet_id), foreign key (coop_id) references coop) strict, without rowid;

      create table device (
        coop_id text not null, device_id text not null, outlet_id text not null, public_key text not null,
        name text not null, series text not null, certified_at integer not null, certificate text not null,
        seen_at integer, client text,
        primary key (coop_id, device_id), foreign key (coop_id) references coop) strict, without rowid;

      create table device_epoch (
        coop_id text not null, epoch text not null, device_id text not null, parent text, reason text not null,
        missing text, genesis_hash text not null, series text not null, start_totals text,
        acked_seq integer not null, head_hash text not null, acked_totals text,
        seen_head_seq integer, seen_head_totals text, durable_seq integer not null,
        primary key (coop_id, epoch),
        foreign key (coop_id, device_id) references device (coop_id, device_id)) strict, without rowid;
      create index device_epoch_by_device on device_epoch (coop_id, device_id);

      create table fact (
        coop_id text not null, fact_id text not null, kind text not null,
        status text not null check (status in ('accepted', 'held', 'quarantined')), reason text,
        content text not null, body text not null, at integer not null, outlet_id text not null,
        device_id text not null, number text, business_date text, received_date text, received_at integer not null,
        primary key (coop_id, fact_id)) strict;
      create index fact_by_number on fact (coop_id, outlet_id, number) where number is not null;
      create index fact_unsettled on fact (coop_id, fact_id) where status <> 'accepted';

      create table slot (
        coop_id text not null, epoch text not null, seq integer not null, fact_id text not null, hash text not null,
        origin_epoch text, origin_seq integer, origin_hash text,
        primary key (coop_id, epoch, seq),
        foreign key (coop_id, epoch) references device_epoch (coop_id, epoch),
        foreign key (coop_id, fact_id) references fact (coop_id, fact_id)) strict, without rowid;
      create index slot_by_fact on slot (coop_id, fact_id);

      create table collision (
        coop_id text not null, epoch text not null, seq integer not null, fact_id text not null,
        content text not null, body text not null,
        primary key (coop_id, epoch, seq),
        foreign key (coop_id, epoch, seq) references slot (coop_id, epoch, seq)) strict;

      create table stock (
        coop_id text not null, place text not null, item text not null, outlet_id text not null, milli integer not null,
        primary key (coop_id, place, item), foreign key (coop_id) references coop) strict, without rowid;

      create table master_row (
        coop_id text not null, entity text not null, id text not null, row text not null,
        primary key (coop_id, entity, id), foreign key (coop_id) references coop) strict;

      create table stream_head (
        coop_id text not null, stream text not null, head integer not null, tombstone_floor integer not null,
        primary key (coop_id, stream), foreign key (coop_id) references coop) strict, without rowid;

      create table change_index (
        coop_id text not null, stream text not null, entity text not null, id text not null,
        log_seq integer not null, deleted integer not null,
        primary key (coop_id, stream, entity, id),
        foreign key (coop_id, stream) references stream_head (coop_id, stream)) strict, without rowid;
      create unique index change_index_in_order on change_index (coop_id, stream, log_seq);

      create table finding (
        coop_id text not null, finding_id text not null, kind text not null, fact_id text, device_id text not null,
        detail text not null, found_at integer not null,
        primary key (coop_id, finding_id), foreign key (coop_id) references coop) strict, without rowid;

      create table checkpoint (
        coop_id text not null, device_id text not null, server_gen text not null, n integer not null,
        epoch text not null, seq integer not null, hash text not null, at integer not null, signature text not null,
        primary key (coop_id, device_id, server_gen, n),
        foreign key (coop_id, device_id) references device (coop_id, device_id)) strict, without rowid;

      create table enrol_code (
        coop_id text not null, code_hash text not null, outlet_id text not null, expires_at integer not null,
        tries integer not null, state text not null, public_key text, device_name text,
        primary key (coop_id, code_hash), foreign key (coop_id) references coop) strict, without rowid;
    `,
  },
  {
    number: 2,
    name: 'backups',
    sql: `
      create table backup_mark (
        coop_id text not null, file text not null, server_gen text not null, made_at integer not null,
        verified_at integer not null, sha256 text not null, entries integer not null,
        primary key (coop_id, file), foreign key (coop_id) references coop) strict, without rowid;
    `,
  },
  {
    number: 3,
    name: 'the whole wire',
    sql: `
      create table pin_code (
        coop_id text not null, staff_id text not null, code_hash text not null, expires_at integer not null,
        tries integer not null,
        primary key (coop_id, staff_id), foreign key (coop_id) references coop) strict, without rowid;

      create table dump_part (
        coop_id text not null, device_id text not null, dump_id text not null, part integer not null,
        is_last integer not null, bytes integer not null, received_at integer not null, epoch text not null,
        reason text not null, epoch_open text not null, lines text not null,
        primary key (coop_id, device_id, dump_id, part),
        foreign key (coop_id, device_id) references device (coop_id, device_id)) strict;

      create table tombstone (
        coop_id text not null, stream text not null, log_seq integer not null, deleted_at integer not null,
        primary key (coop_id, stream, log_seq),
        foreign key (coop_id, stream) references stream_head (coop_id, stream)) strict, without rowid;
    `,
  },
  {
    number: 4,
    name: 'office',
    sql: `
      create table office_account (
        coop_id text not null, account text not null, staff_id text not null, password text,
        invited_code_hash text, invited_until integer, changed_at integer not null,
        primary key (coop_id, account), foreign key (coop_id) references coop) strict, without rowid;
      create unique index office_account_by_person on office_account (coop_id, staff_id);

      create table office_lock (
        coop_id text not null, account text not null, address_hash text not null,
        failures integer not null, failed_at integer not null, locked_until integer not null,
        primary key (coop_id, account, address_hash)) strict, without rowid;

      create table office_act (
        coop_id text not null, act_id text not null, request_hash text not null, answer_id text, at integer not null,
        primary key (coop_id, act_id), foreign key (coop_id) references coop) strict, without rowid;

      create table sale (
        coop_id text not null, fact_id text not null, outlet_id text not null, device_id text not null,
        staff_id text not null, number text, business_date text not null, at integer not null,
        received_at integer not null, status text not null, reason text, total_rupiah integer not null,
        has_total integer not null, methods text not null, line_count integer not null,
        primary key (coop_id, fact_id),
        foreign key (coop_id, fact_id) references fact (coop_id, fact_id)) strict;
      create index sale_in_order on sale (coop_id, business_date, at, fact_id);
      create index sale_by_number on sale (coop_id, number, business_date, at, fact_id);

      create table sale_sum (
        coop_id text not null, business_date text not null, outlet_id text not null, device_id text not null,
        staff_id text not null, status text not null, sale_count integer not null, total_rupiah integer not null,
        primary key (coop_id, business_date, outlet_id, device_id, staff_id, status),
        foreign key (coop_id) references coop) strict, without rowid;

      create table sale_backfill (
        coop_id text not null, done_at integer not null,
        primary key (coop_id), foreign key (coop_id) references coop) strict, without rowid;

      create index finding_in_order on finding (coop_id, found_at, finding_id);
      create index finding_by_fact on finding (coop_id, fact_id);
      create index fact_of_price on fact (coop_id, received_at) where kind = 'price.changed';
    `,
  },
  {
    number: 5,
    name: 'who wrote a row last',
    sql: 'alter table master_row add column device_id text',
  },
];

/** The version of the tables that this program makes and reads. */
export function newestSchema(): number {
  return Math.max(...MIGRATIONS.map(({ number }) => number));
}

/**
 * The steps that a database still needs, in their order.
 * @param applied the numbers that have run there
 * @throws Error when it was written by a newer program
 */
export function migrationsBeyond(applied: readonly number[]): readonly Migration[] {
  const known = new Set(MIGRATIONS.map(({ number }) => number));
  const strange = applied.find((number) => !known.has(number));
  if (strange !== undefined) {
    throw new Error(
      `The database is at version ${strange}, this program knows ${Math.max(...known)}: install the newer program again.`,
    );
  }
  return MIGRATIONS.filter(({ number }) => !applied.includes(number)).toSorted((a, b) => a.number - b.number);
}
