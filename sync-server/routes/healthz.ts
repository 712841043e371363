import * as z from 'zod/mini';
import type { App } from '../app.ts';

/** The process answers. */
export function healthzRoute(app: App): void {
  app.route({
    method: 'GET',
    url: '/healthz',
    schema: { summary: 'The process answers', response: { 200: z.object({ state: z.literal('alive') }) } },
    handler: async (_request, reply) => reply.send({ state: 'alive' }),
  });
}
