import { enrolReplySchema, enrolRequestSchema } from '#protocol/enrol.ts';
import type { App } from '../app.ts';
import { sendProblem } from '../plugins/problems.ts';
import { perAddress } from '../plugins/rate-limits.ts';
import type { Premises } from '../premises.ts';

export function enrolRoute(app: App, premises: Premises): void {
  app.route({
    method: 'POST',
    url: '/api/sync/v1/enrol',
    config: perAddress(60),
    schema: {
      summary: 'A device comes with a one-time code',
      body: enrolRequestSchema,
      response: { 200: enrolReplySchema },
    },
    handler: async (request, reply) => {
      const result = await premises.desk.enrol(request.body, request.ip);
      return result.ok ? reply.send(result.value) : sendProblem(reply, result.refusal);
    },
  });
}
