import * as z from 'zod/mini';
import type { App } from '../app.ts';
import { sendProblem } from '../plugins/problems.ts';
import type { Premises } from '../premises.ts';

const readySchema = z.object({
  state: z.literal('ready'),
  /** A late backup does not make a server unready: taking it away would only keep the tills from sending. */
  backup: z.enum(['fresh', 'late']),
  /** When the newest verified backup was made. */
  backupMadeAt: z.nullable(z.int()),
});

/** The store answers too, and nobody has asked the process to stop. */
export function readyzRoute(app: App, premises: Premises): void {
  app.route({
    method: 'GET',
    url: '/readyz',
    schema: { summary: 'The store answers', response: { 200: readySchema } },
    handler: async (request, reply) => {
      try {
        await premises.store.read((snapshot) => snapshot.readCoops());
        const { last, isLate } = premises.backups.status();
        const backup = isLate ? 'late' : 'fresh';
        return await reply.send({ state: 'ready', backup, backupMadeAt: last?.madeAt ?? null });
      } catch (error) {
        request.log.error({ cause: String(error) }, 'the store does not answer');
        return sendProblem(reply, { problem: 'unavailable' });
      }
    },
  });
}
