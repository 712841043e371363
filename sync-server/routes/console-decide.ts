import * as z from 'zod/mini';
import { enrolRequestSchema } from '#protocol/enrol.ts';
import type { App } from '../app.ts';
import { sendProblem } from '../plugins/problems.ts';
import type { Premises } from '../premises.ts';

/** The command line says whether the digits on both screens are the same. */
export function consoleDecideRoute(app: App, premises: Premises): void {
  app.route({
    method: 'POST',
    url: '/api/console/v1/enrol-code/decide',
    schema: {
      hide: true,
      body: z.strictObject({
        code: enrolRequestSchema.shape.code,
        match: z.string().check(z.regex(/^\d{6}$/)),
        isConfirmed: z.boolean(),
      }),
      response: { 200: z.object({ state: z.literal('decided') }) },
    },
    handler: async (request, reply) => {
      const isDone = await premises.desk.decide(request.body);
      return isDone ? reply.send({ state: 'decided' }) : sendProblem(reply, { problem: 'not_found' });
    },
  });
}
