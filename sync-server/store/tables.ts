import type { EnrolCodeState, FactStatus } from './records.ts';

/** The tables as Kysely sees them; `migrations.ts` is what makes them. */
export interface Tables {
  coop: { coop_id: string; server_gen: string; own_epoch: string; created_at: number };
  outlet_series: { coop_id: string; outlet_id: string; last_series: string };
  device: {
    coop_id: string;
    device_id: string;
    outlet_id: string;
    public_key: string;
    name: string;
    series: string;
    certified_at: number;
    certificate: string;
    seen_at: number | null;
    client: string | null;
  };
  device_epoch: {
    coop_id: string;
    epoch: string;
    device_id: string;
    parent: string | null;
    reason: string;
    missing: string | null;
    genesis_hash: string;
    series: string;
    start_totals: string | null;
    acked_seq: number;
    head_hash: string;
    acked_totals: string | null;
    seen_head_seq: number | null;
    seen_head_totals: string | null;
    durable_seq: number;
  };
  fact: {
    coop_id: string;
    fact_id: string;
    kind: string;
    status: FactStatus;
    reason: string | null;
    content: string;
    body: string;
    at: number;
    outlet_id: string;
    device_id: string;
    number: string | null;
    business_date: string | null;
    received_date: string | null;
    received_at: number;
  };
  slot: {
    coop_id: string;
    epoch: string;
    seq: number;
    fact_id: string;
    hash: string;
    origin_epoch: string | null;
    origin_seq: number | null;
    origin_hash: string | null;
  };
  collision: { coop_id: string; epoch: string; seq: number; fact_id: string; content: string; body: string };
  stock: { coop_id: string; place: string; item: string; outlet_id: string; milli: number };
  master_row: { coop_id: string; entity: string; id: string; row: string; device_id: string | null };
  stream_head: { coop_id: string; stream: string; head: number; tombstone_floor: number };
  change_index: {
    coop_id: string;
    stream: string;
    entity: string;
    id: string;
    log_seq: number;
    deleted: number;
  };
  finding: {
    coop_id: string;
    finding_id: string;
    kind: string;
    fact_id: string | null;
    device_id: string;
    detail: string;
    found_at: number;
  };
  checkpoint: {
    coop_id: string;
    device_id: string;
    server_gen: string;
    n: number;
    epoch: string;
    seq: number;
    hash: string;
    at: number;
    signature: string;
  };
  backup_mark: {
    coop_id: string;
    file: string;
    server_gen: string;
    made_at: number;
    verified_at: number;
    sha256: string;
    entries: number;
  };
  enrol_code: {
    coop_id: string;
    code_hash: string;
    outlet_id: string;
    expires_at: number;
    tries: number;
    state: EnrolCodeState;
    public_key: string | null;
    device_name: string | null;
  };
  pin_code: { coop_id: string; staff_id: string; code_hash: string; expires_at: number; tries: number };
  dump_part: {
    coop_id: string;
    device_id: string;
    dump_id: string;
    part: number;
    is_last: number;
    epoch: string;
    epoch_open: string;
    reason: string;
    lines: string;
    bytes: number;
    received_at: number;
  };
  tombstone: { coop_id: string; stream: string; log_seq: number; deleted_at: number };
  office_account: {
    coop_id: string;
    account: string;
    staff_id: string;
    password: string | null;
    invited_code_hash: string | null;
    invited_until: number | null;
    changed_at: number;
  };
  office_lock: {
    coop_id: string;
    account: string;
    address_hash: string;
    failures: number;
    failed_at: number;
    locked_until: number;
  };
  office_act: { coop_id: string; act_id: string; request_hash: string; answer_id: string | null; at: number };
  sale: {
    coop_id: string;
    fact_id: string;
    outlet_id: string;
    device_id: string;
    /** Empty where the body does not tell. */
    staff_id: string;
    number: string | null;
    /** Empty where the body does not tell: such sales stand at the end. */
    business_date: string;
    at: number;
    received_at: number;
    status: FactStatus;
    reason: string | null;
    total_rupiah: number;
    has_total: number;
    /** Payment methods parted by commas. */
    methods: string;
    line_count: number;
  };
  sale_sum: {
    coop_id: string;
    business_date: string;
    outlet_id: string;
    device_id: string;
    staff_id: string;
    status: FactStatus;
    sale_count: number;
    total_rupiah: number;
  };
  sale_backfill: { coop_id: string; done_at: number };
}
