import type { preValidationAsyncHookHandler } from 'fastify';
import { PROTOCOL_VERSION } from '#protocol/version.ts';
import { BUILD_MIN } from '../version.ts';
import { sendProblem } from './problems.ts';

/**
 * Asks a till that speaks another version of the wire for its update, before the schema would call its words malformed: it
 * keeps what it has, goes on selling and tries again.
 */
export const requireProtocol: preValidationAsyncHookHandler = async (request, reply) => {
  const { body } = request;
  const proto: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, 'proto') : undefined;
  if (typeof proto !== 'number' || proto === PROTOCOL_VERSION) return;
  return sendProblem(reply, { problem: 'update_needed', minBuild: BUILD_MIN });
};
