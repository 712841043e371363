import type { Staff } from '#domain/coop.ts';
import { accepted, refused, type Result } from '#domain/result.ts';
import type { PutPerson } from '#protocol/office/acts.ts';
import type { Problem } from '#protocol/problem.ts';
import type { Acting } from './do-act.ts';
import { cleanText, staffIdFrom } from './staff-id.ts';

/** Adds a person or changes one. Whoever loses the office loses it at once. @returns the person's id */
export async function putPerson(acting: Acting, wish: PutPerson): Promise<Result<string, Problem>> {
  const { tx, ground, person, append } = acting;
  const { coopId } = person.session;
  const { staff } = await ground.knowledge.read(tx, coopId);
  const before = wish.staffId === null ? undefined : staff.get(wish.staffId);
  if (wish.staffId !== null && before === undefined) return refused({ problem: 'not_found' });
  const name = cleanText(wish.name);
  if (name === '') return refused({ problem: 'malformed', detail: '/name' });
  // The city looks at several co-operatives and is nobody's staff; its way in comes with its own screens.
  if (wish.role === 'city') return refused({ problem: 'malformed', detail: '/role' });
  const id = before?.id ?? staffIdFrom(name, new Set(staff.keys()));
  const after: Staff = { id, name, role: wish.role, isActive: wish.isActive };
  if (isSameStaff(before, after)) return accepted(id);
  if (await leavesNobody(acting, after)) return refused({ problem: 'forbidden', detail: 'last_admin' });
  await append({ kind: 'person.changed', person: after, moves: [] });
  if (before !== undefined && (before.role !== after.role || !after.isActive))
    ground.officeSessions.closeAllOf(coopId, id);
  return accepted(id);
}

function isSameStaff(before: Staff | undefined, after: Staff): boolean {
  if (before === undefined) return false;
  return before.name === after.name && before.role === after.role && before.isActive === after.isActive;
}

/** True when nobody who can sign in could change people any more: the office would be shut for good. */
async function leavesNobody({ tx, ground, person }: Acting, after: Staff): Promise<boolean> {
  if (after.role === 'admin' && after.isActive) return false;
  const { coopId } = person.session;
  const { staff } = await ground.knowledge.read(tx, coopId);
  const accounts = await tx.office.readAccounts(coopId);
  return !accounts.some(({ staffId, password }) => {
    const holder = staff.get(staffId);
    return password !== null && staffId !== after.id && holder?.role === 'admin' && holder.isActive;
  });
}
