import * as z from 'zod/mini';
import type { App } from '../app.ts';
import { backupStatusSchema } from '../backup/backup-status.ts';
import type { Premises } from '../premises.ts';

/** The command line looks how the backups stand. */
export function consoleBackupStatusRoute(app: App, premises: Premises): void {
  app.route({
    method: 'POST',
    url: '/api/console/v1/backup/view',
    schema: { hide: true, body: z.strictObject({}), response: { 200: backupStatusSchema } },
    handler: async (_request, reply) => reply.send(premises.backups.status()),
  });
}
