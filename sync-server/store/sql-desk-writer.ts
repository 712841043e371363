import type { DumpPartRecord, PinCodeRecord } from './records.ts';
import { SqlReader } from './sql-reader.ts';

/** Writes what `SqlDeskReader` reads. */
export class SqlDeskWriter extends SqlReader {
  readonly #stamped = new Set<string>();

  override hasStamped(coopId: string, stream: string): boolean {
    return this.#stamped.has(`${coopId}|${stream}`);
  }

  protected noteStamped(coopId: string, stream: string): void {
    this.#stamped.add(`${coopId}|${stream}`);
  }

  async putPinCode({ coopId, staffId, codeHash, expiresAt, tries }: PinCodeRecord): Promise<void> {
    const changing = { code_hash: codeHash, expires_at: expiresAt, tries };
    await this.db
      .insertInto('pin_code')
      .values({ coop_id: coopId, staff_id: staffId, ...changing })
      .onConflict((conflict) => conflict.columns(['coop_id', 'staff_id']).doUpdateSet(changing))
      .execute();
  }

  async deletePinCode(coopId: string, staffId: string): Promise<void> {
    await this.db
      .deleteFrom('pin_code')
      .where('coop_id', '=', coopId)
      .where('staff_id', '=', staffId)
      .execute();
  }

  async insertDumpPart(part: DumpPartRecord): Promise<void> {
    await this.db
      .insertInto('dump_part')
      .values({
        coop_id: part.coopId,
        device_id: part.deviceId,
        dump_id: part.dumpId,
        part: part.part,
        is_last: part.isLast ? 1 : 0,
        epoch: part.epoch,
        epoch_open: part.epochOpen,
        reason: part.reason,
        lines: part.lines,
        bytes: part.bytes,
        received_at: part.receivedAt,
      })
      .onConflict((conflict) => conflict.columns(['coop_id', 'device_id', 'dump_id', 'part']).doNothing())
      .execute();
  }
}
