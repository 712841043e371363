import * as z from 'zod/mini';
import type { App } from '../app.ts';
import type { Premises } from '../premises.ts';

/** The command line asks for a backup. It is made beside the answer: a large one takes longer than a request may. */
export function consoleBackupRoute(app: App, premises: Premises): void {
  app.route({
    method: 'POST',
    url: '/api/console/v1/backup',
    schema: { hide: true, body: z.strictObject({}), response: { 200: z.object({ endsAs: z.int() }) } },
    handler: async (_request, reply) => reply.send({ endsAs: premises.backups.begin() }),
  });
}
