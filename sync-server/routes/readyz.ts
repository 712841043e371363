import * as z from 'zod/mini';
import type { App } from '../app.ts';
import { sendProblem } from '../plugins/problems.ts';
import type { Premises } from '../premises.ts';

/** The store answers too, and nobody has asked the process to stop. */
export function readyzRoute(app: App, premises: Premises): void {
  app.route({
    method: 'GET',
    url: '/readyz',
    schema: { summary: 'The store answers', response: { 200: z.object({ state: z.literal('ready') }) } },
    handler: async (request, reply) => {
      try {
        await premises.store.read((snapshot) => snapshot.readCoops());
        return await reply.send({ state: 'ready' });
      } catch (error) {
        request.log.error({ cause: String(error) }, 'the store does not answer');
        return sendProblem(reply, { problem: 'unavailable' });
      }
    },
  });
}
