import type { Selectable } from 'kysely';
import type { AccountRecord, PaymentMethod, SaleRecord } from './office-store.ts';
import type { FactRecord } from './records.ts';
import type { Tables } from './tables.ts';

const METHODS: readonly PaymentMethod[] = ['cash', 'qris', 'transfer', 'credit'];

export function accountFromRow(row: Selectable<Tables['office_account']>): AccountRecord {
  return {
    coopId: row.coop_id,
    account: row.account,
    staffId: row.staff_id,
    password: row.password,
    invitedCodeHash: row.invited_code_hash,
    invitedUntil: row.invited_until,
    changedAt: row.changed_at,
  };
}

export function saleFromRow(row: Selectable<Tables['sale']>): SaleRecord {
  const methods = new Set(row.methods.split(','));
  return {
    factId: row.fact_id,
    outletId: row.outlet_id,
    deviceId: row.device_id,
    staffId: row.staff_id === '' ? null : row.staff_id,
    number: row.number,
    businessDate: row.business_date === '' ? null : row.business_date,
    at: row.at,
    receivedAt: row.received_at,
    status: row.status,
    reason: row.reason,
    totalRupiah: row.has_total === 1 ? row.total_rupiah : null,
    methods: METHODS.filter((method) => methods.has(method)),
    lineCount: row.line_count,
  };
}

/** What is unknown is empty or zero in the table, so that it can be compared and summed. */
export function rowFromSale(coopId: string, sale: SaleRecord): Selectable<Tables['sale']> {
  return {
    coop_id: coopId,
    fact_id: sale.factId,
    outlet_id: sale.outletId,
    device_id: sale.deviceId,
    staff_id: sale.staffId ?? '',
    number: sale.number,
    business_date: sale.businessDate ?? '',
    at: sale.at,
    received_at: sale.receivedAt,
    status: sale.status,
    reason: sale.reason,
    total_rupiah: sale.totalRupiah ?? 0,
    has_total: sale.totalRupiah === null ? 0 : 1,
    methods: sale.methods.join(','),
    line_count: sale.lineCount,
  };
}

export function wholeFactFromRow(row: Selectable<Tables['fact']>): FactRecord {
  return {
    factId: row.fact_id,
    kind: row.kind,
    status: row.status,
    reason: row.reason,
    content: row.content,
    body: row.body,
    at: row.at,
    outletId: row.outlet_id,
    deviceId: row.device_id,
    number: row.number,
    businessDate: row.business_date,
    receivedDate: row.received_date,
    receivedAt: row.received_at,
  };
}
