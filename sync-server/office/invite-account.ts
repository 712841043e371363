import { crockfordCode } from '#domain/crockford.ts';
import { mayDo } from '#domain/permissions.ts';
import { accepted, refused, type Result } from '#domain/result.ts';
import { ENROL_CODE_LIFE_MS } from '#protocol/limits.ts';
import type { InviteAccount, MadeCode } from '#protocol/office/acts.ts';
import type { Problem } from '#protocol/problem.ts';
import { appendFor } from './do-act.ts';
import type { OfficeGround } from './office-ground.ts';
import type { OfficePerson } from './who.ts';

const CODE_BYTES = 5;

/**
 * Invites somebody to an office account: they choose the password with the code, nobody else ever knows it. An account that
 * has a password loses it at once, because the invitation is also what is done about a lost or stolen one.
 */
export async function inviteAccount(
  ground: OfficeGround,
  person: OfficePerson,
  wish: InviteAccount,
): Promise<Result<MadeCode, Problem>> {
  const { clock, keys, knowledge, random, store, officeSessions } = ground;
  const { coopId } = person.session;
  const { staffId, account } = wish;
  if (staffId === person.staff.id) return refused({ problem: 'forbidden', detail: 'self' });
  return store.write(async (tx) => {
    await tx.lockCoop(coopId);
    const staff = (await knowledge.read(tx, coopId)).staff.get(staffId);
    if (staff === undefined) return refused({ problem: 'not_found' });
    if (!staff.isActive || !mayDo('office.enter', staff.role))
      return refused({ problem: 'forbidden', detail: 'role' });
    const holder = await tx.office.readAccount(coopId, account);
    if (holder !== null && holder.staffId !== staffId) return refused({ problem: 'taken' });
    const code = crockfordCode(random.bytes(CODE_BYTES));
    const now = clock.now();
    const expiresAt = now + ENROL_CODE_LIFE_MS;
    await tx.office.deleteAccountOf(coopId, staffId);
    await tx.office.putAccount({
      coopId,
      account,
      staffId,
      password: null,
      invitedCodeHash: keys.hideCode(code),
      invitedUntil: expiresAt,
      changedAt: now,
    });
    await appendFor(tx, ground, person)({ kind: 'account.invited', staffId, account, moves: [] });
    officeSessions.closeAllOf(coopId, staffId);
    return accepted({ code, expiresAt });
  });
}
