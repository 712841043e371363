import { invariant } from '#domain/invariant.ts';
import { PUSH_BYTES_MAX } from '#protocol/limits.ts';
import { pushReplySchema, pushRequestSchema } from '#protocol/push.ts';
import type { App } from '../app.ts';
import { acceptPush } from '../ledger/accept-push.ts';
import { sendProblem } from '../plugins/problems.ts';
import { perDevice } from '../plugins/rate-limits.ts';
import { requireProtocol } from '../plugins/require-protocol.ts';
import type { Premises } from '../premises.ts';

/** What stands around the entries of a push: points, totals, a signature, the client's report. */
const ENVELOPE_BYTES_MAX = 16 * 1024;

export function pushRoute(app: App, premises: Premises): void {
  app.route({
    method: 'POST',
    url: '/api/sync/v1/push',
    bodyLimit: PUSH_BYTES_MAX + ENVELOPE_BYTES_MAX,
    config: perDevice(1200),
    preValidation: requireProtocol,
    schema: {
      summary: 'Entries of one epoch, or the hello',
      body: pushRequestSchema,
      response: { 200: pushReplySchema },
    },
    handler: async (request, reply) => {
      invariant(request.session !== null, 'a push comes with a session');
      const result = await acceptPush(premises, request.session, request.body);
      return result.ok ? reply.send(result.value) : sendProblem(reply, result.refusal);
    },
  });
}
