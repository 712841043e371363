import { invariant } from '#domain/invariant.ts';
import { importReplySchema, importRequestSchema } from '#protocol/import.ts';
import { PUSH_BYTES_MAX } from '#protocol/limits.ts';
import type { App } from '../app.ts';
import { importRun } from '../ledger/import-run.ts';
import { sendProblem } from '../plugins/problems.ts';
import { perDevice } from '../plugins/rate-limits.ts';
import { requireProtocol } from '../plugins/require-protocol.ts';
import type { Premises } from '../premises.ts';

/** A run takes what a push takes; damaged lines are escaped once more on their way. */
export const IMPORT_BYTES_MAX = 2 * PUSH_BYTES_MAX;

/** Any device of the co-operative may bring the file of another one: the tablet that wrote it may be at the bottom of a river. */
export function importRoute(app: App, premises: Premises): void {
  app.route({
    method: 'POST',
    url: '/api/sync/v1/import',
    bodyLimit: IMPORT_BYTES_MAX,
    config: perDevice(1200),
    preValidation: requireProtocol,
    schema: {
      summary: 'A run of a ledger file, of whatever device of the co-operative',
      body: importRequestSchema,
      response: { 200: importReplySchema },
    },
    handler: async (request, reply) => {
      invariant(request.session !== null, 'a file is brought with a session');
      const { coopId, isRevoked } = request.session;
      if (isRevoked) return sendProblem(reply, { problem: 'revoked' });
      const result = await importRun(premises, coopId, request.body);
      return result.ok ? reply.send(result.value) : sendProblem(reply, result.refusal);
    },
  });
}
