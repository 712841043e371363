import type * as z from 'zod/mini';
import {
  nonceReplySchema,
  sessionReplySchema,
  type Certificate,
  type SessionReply,
} from '#protocol/session.ts';
import { signedText } from '#protocol/signed.ts';
import type { Answer, Transport } from './transport.ts';

/** A session takes two requests, so each gets half the time of one. */
const HALF_TIMEOUT_MS = 7_000;

export interface SessionHolder {
  readonly coopId: string;
  readonly deviceId: string;
  readonly certificate: Certificate;
  readonly sign: (text: string) => Promise<string>;
}

/** Fetches a fresh nonce, for a session or an enrolment. */
export async function askNonce(
  transport: Transport,
  signal?: AbortSignal,
): Promise<Answer<z.infer<typeof nonceReplySchema>>> {
  return await transport.post({
    path: '/api/sync/v1/session/nonce',
    message: {},
    reply: nonceReplySchema,
    timeoutMs: HALF_TIMEOUT_MS,
    signal,
  });
}

/** Proves with the device's key who it is, for a token of 15 minutes. Nothing of it is stored. */
export async function openSession(
  transport: Transport,
  holder: SessionHolder,
): Promise<Answer<SessionReply>> {
  const asked = await askNonce(transport);
  if (!asked.ok) return asked;
  const { coopId, deviceId, certificate } = holder;
  const { nonce } = asked.value;
  const signature = await holder.sign(signedText.session({ coopId, deviceId, nonce }));
  const answer = await transport.post({
    path: '/api/sync/v1/session',
    message: { coopId, deviceId, nonce, signature, certificate },
    reply: sessionReplySchema,
    timeoutMs: HALF_TIMEOUT_MS,
  });
  return { ...answer, tookMs: asked.tookMs + answer.tookMs };
}
