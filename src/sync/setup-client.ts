import * as z from 'zod/mini';
import { systemClock } from '../device/clock.ts';
import { createTransport, type Transport } from './transport.ts';

const setupReplySchema = z.object({ state: z.literal('ready') });

/** Asks the server whether a setup link is the one it printed at its first start. */
export async function checkSetupToken(
  token: string,
  transport: Transport = createTransport((address, init) => fetch(address, init), systemClock),
): Promise<'ready' | 'wrong' | 'unreachable'> {
  const answer = await transport.post({
    path: '/api/setup/v1/check',
    message: { token },
    reply: setupReplySchema,
  });
  if (answer.ok) return 'ready';
  // Only a plain refusal speaks of the token; a server that is busy or broken has said nothing about it.
  return answer.failure.kind === 'refused' ? 'wrong' : 'unreachable';
}
