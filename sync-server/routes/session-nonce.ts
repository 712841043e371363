import * as z from 'zod/mini';
import { nonceReplySchema } from '#protocol/session.ts';
import type { App } from '../app.ts';
import { perAddress } from '../plugins/rate-limits.ts';
import type { Premises } from '../premises.ts';

export function sessionNonceRoute(app: App, premises: Premises): void {
  app.route({
    method: 'POST',
    url: '/api/sync/v1/session/nonce',
    config: perAddress(240),
    schema: { summary: 'A fresh nonce', body: z.strictObject({}), response: { 200: nonceReplySchema } },
    handler: async (_request, reply) => reply.send(premises.sessions.makeNonce()),
  });
}
