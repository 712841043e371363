import * as z from 'zod/mini';
import { actReplySchema } from '#protocol/office/acts.ts';
import type { App } from '../../app.ts';
import { endSession, takeCookie } from '../../plugins/office-guard.ts';
import type { Premises } from '../../premises.ts';

export function signOutRoute(app: App, premises: Premises): void {
  app.route({
    method: 'POST',
    url: '/api/office/v1/sign-out',
    schema: {
      summary: 'The session ends on the server',
      body: z.strictObject({}),
      response: { 200: actReplySchema },
    },
    handler: async (request, reply) => {
      endSession(request, premises);
      takeCookie(reply);
      return reply.send({ ok: true, id: null });
    },
  });
}
