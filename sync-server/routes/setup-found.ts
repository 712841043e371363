import { officeMeSchema } from '#protocol/office/session.ts';
import { foundCoopSchema } from '#protocol/office/setup.ts';
import type { App } from '../app.ts';
import { foundByLink } from '../office/found-coop.ts';
import { describeMe } from '../office/who.ts';
import { giveCookie } from '../plugins/office-guard.ts';
import { sendProblem } from '../plugins/problems.ts';
import { perAddress } from '../plugins/rate-limits.ts';
import type { Premises } from '../premises.ts';

const TRIES_A_MINUTE = 20;

export function setupFoundRoute(app: App, premises: Premises): void {
  app.route({
    method: 'POST',
    url: '/api/setup/v1/found',
    config: perAddress(TRIES_A_MINUTE),
    schema: {
      summary: 'The setup link founds a co-operative with its first admin',
      body: foundCoopSchema,
      response: { 200: officeMeSchema },
    },
    handler: async (request, reply) => {
      const result = await foundByLink(premises, request.body);
      if (!result.ok) return sendProblem(reply, result.refusal);
      giveCookie(request, reply, premises, result.value.token);
      return reply.send(await describeMe(premises, result.value.person));
    },
  });
}
