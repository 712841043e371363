import type { OfficePeople } from '#protocol/office/reads.ts';
import { parseRow } from '#protocol/rows.ts';
import type { OfficeGround } from './office-ground.ts';

/** The people of a co-operative with the ways in that they have. */
export async function readPeople(ground: OfficeGround, coopId: string): Promise<OfficePeople> {
  return ground.store.read(async (snapshot) => {
    const accounts = await snapshot.office.readAccounts(coopId);
    const byPerson = new Map(accounts.map((account) => [account.staffId, account]));
    const rows = await snapshot.readMasterRows(coopId, ['staff']);
    const codes = new Map<string, number>();
    for (const { id } of rows) {
      const code = await snapshot.readPinCode(coopId, id);
      if (code !== null && code.expiresAt > ground.clock.now()) codes.set(id, code.expiresAt);
    }
    const people = rows.flatMap(({ row }) => parseRow('staff', JSON.parse(row)) ?? []);
    return {
      people: people.map(({ id, name, role, isActive, pin }) => {
        const account = byPerson.get(id);
        return {
          staffId: id,
          name,
          role,
          isActive,
          hasPin: pin !== null,
          pinCodeUntil: codes.get(id) ?? null,
          account: account?.account ?? null,
          isInvited: account !== undefined && account.password === null,
        };
      }),
    };
  });
}
