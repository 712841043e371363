import { invariant } from '#domain/invariant.ts';
import { pinReplySchema, pinRequestSchema } from '#protocol/pin.ts';
import type { App } from '../app.ts';
import { setPin } from '../enrolment/pin-codes.ts';
import { sendProblem } from '../plugins/problems.ts';
import { perDevice } from '../plugins/rate-limits.ts';
import type { Premises } from '../premises.ts';

/** A person sets the own PIN at a till, with the code that an admin started. */
export function pinRoute(app: App, premises: Premises): void {
  app.route({
    method: 'POST',
    url: '/api/sync/v1/pin',
    config: perDevice(20),
    schema: {
      summary: 'A person sets the own PIN with a start code',
      body: pinRequestSchema,
      response: { 200: pinReplySchema },
    },
    handler: async (request, reply) => {
      invariant(request.session !== null, 'a PIN comes with a session');
      const result = await setPin(premises, request.session, request.body);
      return result.ok ? reply.send({ ok: true }) : sendProblem(reply, result.refusal);
    },
  });
}
