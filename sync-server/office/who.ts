import type { Outlet, Staff } from '#domain/coop.ts';
import { mayDo } from '#domain/permissions.ts';
import type { OfficeMe } from '#protocol/office/session.ts';
import { parseRow } from '#protocol/rows.ts';
import type { KnowledgeCache } from '../ledger/knowledge.ts';
import type { StoreReader } from '../store/store.ts';
import type { OfficeGround } from './office-ground.ts';
import type { OfficeSession } from './office-sessions.ts';

/** Somebody in the office, as the roster has them at this moment. */
export interface OfficePerson {
  readonly session: OfficeSession;
  readonly staff: Staff;
}

/** The person of an account, if the roster lets them into the office; a role that was taken away counts at once. */
export async function personOf(
  snapshot: StoreReader,
  knowledge: KnowledgeCache,
  who: { readonly coopId: string; readonly staffId: string },
): Promise<Staff | null> {
  const staff = (await knowledge.read(snapshot, who.coopId)).staff.get(who.staffId);
  return staff === undefined || !staff.isActive || !mayDo('office.enter', staff.role) ? null : staff;
}

/** The outlet whose zone and day the office's own acts carry: the first one. */
export async function headOutlet(
  snapshot: StoreReader,
  knowledge: KnowledgeCache,
  coopId: string,
): Promise<Outlet> {
  const [outlet] = (await knowledge.read(snapshot, coopId)).outlets.values();
  if (outlet === undefined) throw new Error(`The co-operative ${coopId} has no outlet`);
  return outlet;
}

/** What the office says of whoever asks. */
export async function describeMe(ground: OfficeGround, person: OfficePerson): Promise<OfficeMe> {
  const { session, staff } = person;
  const { coopId, account, idleUntil, absoluteUntil } = session;
  return ground.store.read(async (snapshot) => {
    const { outlets } = await ground.knowledge.read(snapshot, coopId);
    return {
      coopId,
      coopName: await readCoopName(snapshot, coopId),
      staffId: staff.id,
      name: staff.name,
      account,
      role: staff.role,
      mode: ground.mode,
      outlets: [...outlets.values()].map(({ id, code, name, zone, places }) => ({
        id,
        code,
        name,
        zone,
        places: [...places],
      })),
      serverTime: ground.clock.now(),
      idleUntil,
      absoluteUntil,
    };
  });
}

/** The name of a co-operative; its id where there is no row of it. */
export async function readCoopName(snapshot: StoreReader, coopId: string): Promise<string> {
  const [record] = await snapshot.readMasterRows(coopId, ['coop']);
  const row = record === undefined ? null : parseRow('coop', JSON.parse(record.row));
  return row?.name ?? coopId;
}
