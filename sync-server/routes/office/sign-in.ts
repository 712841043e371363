import { officeMeSchema, officeSignInSchema } from '#protocol/office/session.ts';
import type { App } from '../../app.ts';
import { describeMe } from '../../office/who.ts';
import { giveCookie } from '../../plugins/office-guard.ts';
import { perAddress } from '../../plugins/rate-limits.ts';
import type { Premises } from '../../premises.ts';
import { sendSignInRefusal } from './sign-in-refusal.ts';

/** Tries from one address, whatever the account. */
const SIGN_INS_A_MINUTE = 20;

export function signInRoute(app: App, premises: Premises): void {
  app.route({
    method: 'POST',
    url: '/api/office/v1/sign-in',
    config: perAddress(SIGN_INS_A_MINUTE),
    schema: { summary: 'A person comes in', body: officeSignInSchema, response: { 200: officeMeSchema } },
    handler: async (request, reply) => {
      const result = await premises.officeDesk.signIn(request.body, request.ip);
      if (!result.ok) return sendSignInRefusal(request, reply, result.refusal);
      giveCookie(request, reply, premises, result.value.token);
      request.log.info({ staffId: result.value.person.staff.id }, 'signed in');
      return reply.send(await describeMe(premises, result.value.person));
    },
  });
}
