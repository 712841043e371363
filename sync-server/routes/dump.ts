import { invariant } from '#domain/invariant.ts';
import { dumpReplySchema, dumpRequestSchema } from '#protocol/dump.ts';
import { DUMP_PART_BYTES_MAX } from '#protocol/limits.ts';
import type { App } from '../app.ts';
import { keepDump } from '../ledger/keep-dump.ts';
import { sendProblem } from '../plugins/problems.ts';
import { perDevice } from '../plugins/rate-limits.ts';
import { requireProtocol } from '../plugins/require-protocol.ts';
import type { Premises } from '../premises.ts';

/** A revoked device may hand over its ledger too: nobody else may have it. */
export function dumpRoute(app: App, premises: Premises): void {
  app.route({
    method: 'POST',
    url: '/api/sync/v1/dump',
    bodyLimit: DUMP_PART_BYTES_MAX,
    config: perDevice(600),
    preValidation: requireProtocol,
    schema: {
      summary: 'One part of a ledger as it lies on the device, kept and never booked',
      body: dumpRequestSchema,
      response: { 200: dumpReplySchema },
    },
    handler: async (request, reply) => {
      invariant(request.session !== null, 'a dump comes with a session');
      const result = await keepDump(premises, request.session, request.body);
      return result.ok ? reply.send(result.value) : sendProblem(reply, result.refusal);
    },
  });
}
