import type { Premises } from '../premises.ts';

/** Fixed on purpose, and printed: a demonstration is for looking around. */
export const DEMO_ACCOUNT = { account: 'sari', staffId: 'ibu-sari', password: 'gerai untuk dicoba' } as const;

/**
 * Makes the demonstration's office account in every co-operative that has nobody who can sign in.
 * @throws Error outside a demonstration
 */
export async function makeDemoAccounts(premises: Premises): Promise<void> {
  if (premises.mode !== 'demo') throw new Error('Only a demonstration has an account with a known password');
  const { account, staffId } = DEMO_ACCOUNT;
  const without = await premises.store.read(async (snapshot) => {
    const coops: string[] = [];
    for (const { coopId } of await snapshot.readCoops())
      if ((await snapshot.office.readAccounts(coopId)).length === 0) coops.push(coopId);
    return coops;
  });
  if (without.length === 0) return;
  const password = await premises.passwords.hash(DEMO_ACCOUNT.password);
  const nothingInvited = { invitedCodeHash: null, invitedUntil: null };
  await premises.store.write(async (tx) => {
    for (const coopId of without) {
      const changedAt = premises.clock.now();
      await tx.office.putAccount({ coopId, account, staffId, password, ...nothingInvited, changedAt });
    }
  });
}
