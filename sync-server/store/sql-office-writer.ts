import { rowFromSale } from './office-row-shapes.ts';
import type {
  AccountRecord,
  ActRecord,
  LockKey,
  LockRecord,
  OfficeWriter,
  SaleRecord,
} from './office-store.ts';
import { SqlOfficeReader } from './sql-office-reader.ts';
import type { Tables } from './tables.ts';

const ADD_TO_SUM = `on conflict (coop_id, business_date, outlet_id, device_id, staff_id, status) do update set
  sale_count = sale_sum.sale_count + excluded.sale_count, total_rupiah = sale_sum.total_rupiah + excluded.total_rupiah`;

/** What the office writes beside the facts of the server's own ledger, and the list of sales. */
export class SqlOfficeWriter extends SqlOfficeReader implements OfficeWriter {
  async putAccount(account: AccountRecord): Promise<void> {
    const changing = {
      staff_id: account.staffId,
      password: account.password,
      invited_code_hash: account.invitedCodeHash,
      invited_until: account.invitedUntil,
      changed_at: account.changedAt,
    };
    await this.db
      .insertInto('office_account')
      .values({ coop_id: account.coopId, account: account.account, ...changing })
      .onConflict((conflict) => conflict.columns(['coop_id', 'account']).doUpdateSet(changing))
      .execute();
  }

  async deleteAccountOf(coopId: string, staffId: string): Promise<void> {
    await this.db
      .deleteFrom('office_account')
      .where('coop_id', '=', coopId)
      .where('staff_id', '=', staffId)
      .execute();
  }

  async putLock(key: LockKey, lock: LockRecord): Promise<void> {
    const changing = {
      failures: lock.failures,
      failed_at: lock.failedAt,
      locked_until: lock.lockedUntil,
    };
    await this.db
      .insertInto('office_lock')
      .values({ coop_id: key.coopId, account: key.account, address_hash: key.addressHash, ...changing })
      .onConflict((conflict) =>
        conflict.columns(['coop_id', 'account', 'address_hash']).doUpdateSet(changing),
      )
      .execute();
  }

  async deleteLock(key: LockKey): Promise<void> {
    await this.db
      .deleteFrom('office_lock')
      .where('coop_id', '=', key.coopId)
      .where('account', '=', key.account)
      .where('address_hash', '=', key.addressHash)
      .execute();
  }

  async deleteLocks(failedBefore: number): Promise<void> {
    await this.db.deleteFrom('office_lock').where('failed_at', '<', failedBefore).execute();
  }

  async insertAct(coopId: string, act: ActRecord): Promise<void> {
    const { actId, requestHash, answerId, at } = act;
    await this.db
      .insertInto('office_act')
      .values({ coop_id: coopId, act_id: actId, request_hash: requestHash, answer_id: answerId, at })
      .execute();
  }

  async insertSales(coopId: string, sales: readonly SaleRecord[]): Promise<void> {
    const rows = sales.map((sale) => rowFromSale(coopId, sale));
    await this.forms.insertRows(this.db, { table: 'sale', rows });
    await this.#addToSums(rows);
  }

  async removeSale(coopId: string, factId: string): Promise<void> {
    const row = await this.db
      .deleteFrom('sale')
      .where('coop_id', '=', coopId)
      .where('fact_id', '=', factId)
      .returningAll()
      .executeTakeFirst();
    if (row !== undefined) await this.#addToSums([row], -1);
  }

  async markBackfilled(coopId: string, at: number): Promise<void> {
    await this.db.insertInto('sale_backfill').values({ coop_id: coopId, done_at: at }).execute();
  }

  /** Sums each group once, in sorted order, so that two writers can never wait for each other. */
  async #addToSums(rows: readonly Tables['sale'][], sign = 1): Promise<void> {
    const groups = new Map<string, Tables['sale_sum']>();
    for (const { coop_id, business_date, outlet_id, device_id, staff_id, status, total_rupiah } of rows) {
      const key = [business_date, outlet_id, device_id, staff_id, status].join('|');
      const sum = groups.get(key);
      groups.set(key, {
        coop_id,
        business_date,
        outlet_id,
        device_id,
        staff_id,
        status,
        sale_count: (sum?.sale_count ?? 0) + sign,
        total_rupiah: (sum?.total_rupiah ?? 0) + sign * total_rupiah,
      });
    }
    const sums = [...groups].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, sum]) => sum);
    await this.forms.insertRows(this.db, { table: 'sale_sum', rows: sums, ending: ADD_TO_SUM });
  }
}
