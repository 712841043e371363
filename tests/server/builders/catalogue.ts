import { isOnPostgres, queryPlace, type StorePlace } from './store-place.ts';

/** A key, an index or a reference as the database itself describes it. */
export interface Lead {
  readonly table: string;
  readonly kind: 'key' | 'index' | 'reference' | 'referenced';
  /** The column that comes first. */
  readonly column: string;
}

/** Every key, index and reference of a database with its first column, read from its catalogue. */
export async function readLeads(place: StorePlace): Promise<readonly Lead[]> {
  const sql = isOnPostgres ? ON_POSTGRES : ON_SQLITE;
  return (await queryPlace(place, sql)) as Lead[];
}

const ON_SQLITE = `
  select t.name as "table", 'key' as kind, c.name as "column"
  from pragma_table_list t join pragma_table_info(t.name) c on c.pk = 1 where t.schema = 'main'
  union all
  select t.name, 'index', c.name
  from pragma_table_list t join pragma_index_list(t.name) i join pragma_index_info(i.name) c on c.seqno = 0
  where t.schema = 'main'
  union all
  select t.name, 'reference', f."from"
  from pragma_table_list t join pragma_foreign_key_list(t.name) f on f.seq = 0 where t.schema = 'main'
  union all
  select t.name, 'referenced', coalesce(f."to", 'coop_id')
  from pragma_table_list t join pragma_foreign_key_list(t.name) f on f.seq = 0 where t.schema = 'main'`;

const ON_POSTGRES = `
  select t.relname as "table", case when x.indisprimary then 'key' else 'index' end as kind, a.attname as "column"
  from pg_index x
  join pg_class t on t.oid = x.indrelid and t.relnamespace = current_schema()::regnamespace
  left join pg_attribute a on a.attrelid = t.oid and a.attnum = x.indkey[0]
  union all
  select t.relname, 'reference', a.attname
  from pg_constraint c join pg_class t on t.oid = c.conrelid
  join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
  where c.contype = 'f' and c.connamespace = current_schema()::regnamespace
  union all
  select t.relname, 'referenced', a.attname
  from pg_constraint c join pg_class t on t.oid = c.conrelid
  join pg_attribute a on a.attrelid = c.confrelid and a.attnum = c.confkey[1]
  where c.contype = 'f' and c.connamespace = current_schema()::regnamespace`;
