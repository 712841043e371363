import { changePasswordSchema, officeMeSchema } from '#protocol/office/session.ts';
import type { App } from '../../app.ts';
import { describeMe } from '../../office/who.ts';
import { giveCookie, officePersonOf } from '../../plugins/office-guard.ts';
import { perAddress } from '../../plugins/rate-limits.ts';
import type { Premises } from '../../premises.ts';
import { sendSignInRefusal } from './sign-in-refusal.ts';

const TRIES_A_MINUTE = 20;

export function changePasswordRoute(app: App, premises: Premises): void {
  app.route({
    method: 'POST',
    url: '/api/office/v1/change-password',
    config: perAddress(TRIES_A_MINUTE),
    schema: {
      summary: 'One’s own password, with the old one; every other session ends',
      body: changePasswordSchema,
      response: { 200: officeMeSchema },
    },
    handler: async (request, reply) => {
      const { session } = officePersonOf(request);
      const result = await premises.officeDesk.changePassword(session, request.body, request.ip);
      if (!result.ok) return sendSignInRefusal(request, reply, result.refusal);
      giveCookie(request, reply, premises, result.value.token);
      return reply.send(await describeMe(premises, result.value.person));
    },
  });
}
