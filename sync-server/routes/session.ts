import { sessionReplySchema, sessionRequestSchema } from '#protocol/session.ts';
import type { App } from '../app.ts';
import { openSession } from '../enrolment/open-session.ts';
import { sendProblem } from '../plugins/problems.ts';
import { perAddress } from '../plugins/rate-limits.ts';
import type { Premises } from '../premises.ts';

export function sessionRoute(app: App, premises: Premises): void {
  app.route({
    method: 'POST',
    url: '/api/sync/v1/session',
    config: perAddress(240),
    schema: {
      summary: 'A token for a device that signs a nonce',
      body: sessionRequestSchema,
      response: { 200: sessionReplySchema },
    },
    handler: async (request, reply) => {
      const result = await openSession(premises, request.body);
      return result.ok ? reply.send(result.value) : sendProblem(reply, result.refusal);
    },
  });
}
