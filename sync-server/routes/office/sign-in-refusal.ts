import type { FastifyReply, FastifyRequest } from 'fastify';
import type { SignInRefusal } from '../../office/office-desk.ts';
import { sendProblem } from '../../plugins/problems.ts';

/** Says no to somebody who wanted in, notes that it happened, and says when to come again where that helps. */
export function sendSignInRefusal(
  request: FastifyRequest,
  reply: FastifyReply,
  { waitMs, ...problem }: SignInRefusal,
): FastifyReply {
  request.log.info({ problem: problem.problem }, 'sign-in refused');
  if (waitMs !== undefined) void reply.header('retry-after', String(Math.ceil(waitMs / 1000)));
  return sendProblem(reply, problem);
}
