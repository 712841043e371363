import * as z from 'zod/mini';
import { enrolRequestSchema } from '#protocol/enrol.ts';
import type { App } from '../app.ts';
import { sendProblem } from '../plugins/problems.ts';
import type { Premises } from '../premises.ts';

const viewSchema = z.object({
  state: z.enum(['open', 'knocking', 'confirmed', 'denied', 'enrolled', 'expired']),
  expiresAt: z.int(),
  match: z.nullable(z.string()),
  deviceName: z.nullable(z.string()),
});

/** The command line looks whether a device has come with the code. */
export function consoleViewCodeRoute(app: App, premises: Premises): void {
  app.route({
    method: 'POST',
    url: '/api/console/v1/enrol-code/view',
    schema: {
      hide: true,
      body: z.strictObject({ code: enrolRequestSchema.shape.code }),
      response: { 200: viewSchema },
    },
    handler: async (request, reply) => {
      const view = await premises.desk.viewCode(request.body.code);
      return view === null ? sendProblem(reply, { problem: 'not_found' }) : reply.send(view);
    },
  });
}
