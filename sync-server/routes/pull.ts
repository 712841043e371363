import { invariant } from '#domain/invariant.ts';
import { pullReplySchema, pullRequestSchema } from '#protocol/pull.ts';
import type { App } from '../app.ts';
import { readPage } from '../ledger/read-page.ts';
import { sendProblem } from '../plugins/problems.ts';
import { perDevice } from '../plugins/rate-limits.ts';
import type { Premises } from '../premises.ts';

export function pullRoute(app: App, premises: Premises): void {
  app.route({
    method: 'POST',
    url: '/api/sync/v1/pull',
    config: perDevice(1200),
    schema: {
      summary: 'One page of rows of a stream',
      body: pullRequestSchema,
      response: { 200: pullReplySchema },
    },
    handler: async (request, reply) => {
      invariant(request.session !== null, 'a pull comes with a session');
      if (request.session.isRevoked) return sendProblem(reply, { problem: 'revoked' });
      const result = await readPage(premises, request.session, request.body);
      return result.ok ? reply.send(result.value) : sendProblem(reply, result.refusal);
    },
  });
}
