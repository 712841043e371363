import * as z from 'zod/mini';
import { base64UrlSchema } from '#protocol/parts.ts';
import type { App } from '../app.ts';
import { sendProblem } from '../plugins/problems.ts';
import { perAddress } from '../plugins/rate-limits.ts';
import type { Premises } from '../premises.ts';

export function setupCheckRoute(app: App, premises: Premises): void {
  app.route({
    method: 'POST',
    url: '/api/setup/v1/check',
    config: perAddress(30),
    schema: {
      summary: 'Whether a setup link still counts',
      body: z.strictObject({ token: base64UrlSchema }),
      response: { 200: z.object({ state: z.literal('ready') }) },
    },
    handler: async (request, reply) => {
      const isGood = await premises.setup.isGood(request.body.token);
      return isGood ? reply.send({ state: 'ready' }) : sendProblem(reply, { problem: 'not_found' });
    },
  });
}
