import { inviteAccountSchema, madeCodeSchema } from '#protocol/office/acts.ts';
import type { App } from '../../app.ts';
import { inviteAccount } from '../../office/invite-account.ts';
import type { Premises } from '../../premises.ts';
import { officeAct } from './office-route.ts';

export function inviteAccountRoute(app: App, premises: Premises): void {
  officeAct(app, {
    act: 'invite-account',
    summary: 'A code with which a person chooses a password',
    body: inviteAccountSchema,
    reply: madeCodeSchema,
    run: (person, body) => inviteAccount(premises, person, body),
  });
}
