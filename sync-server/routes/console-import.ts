import { importReplySchema, importRequestSchema } from '#protocol/import.ts';
import type { App } from '../app.ts';
import { importRun } from '../ledger/import-run.ts';
import { sendProblem } from '../plugins/problems.ts';
import type { Premises } from '../premises.ts';
import { IMPORT_BYTES_MAX } from './import.ts';

/** The command line brings a ledger file, a run at a time, of whatever co-operative. */
export function consoleImportRoute(app: App, premises: Premises): void {
  app.route({
    method: 'POST',
    url: '/api/console/v1/import',
    bodyLimit: IMPORT_BYTES_MAX,
    schema: { hide: true, body: importRequestSchema, response: { 200: importReplySchema } },
    handler: async (request, reply) => {
      const result = await importRun(premises, null, request.body);
      return result.ok ? reply.send(result.value) : sendProblem(reply, result.refusal);
    },
  });
}
