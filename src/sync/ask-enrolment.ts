import { sha256Hex } from '#domain/chain.ts';
import type { EnrolRefusal } from '#domain/refusal.ts';
import { accepted, refused, type Result } from '#domain/result.ts';
import { enrolReplySchema, type EnrolReply } from '#protocol/enrol.ts';
import { ENROL_CODE_LIFE_MS } from '#protocol/limits.ts';
import { signedText } from '#protocol/signed.ts';
import type { Clock } from '../device/clock.ts';
import { isSignedBy, signText } from './device-signature.ts';
import type { NewDevice } from './new-device.ts';
import { askNonce } from './open-session.ts';
import { pause } from './pause.ts';
import type { Failure } from './sync-model.ts';
import type { Answer, Transport } from './transport.ts';

/** What a server may ask us to wait between two questions. */
const POLL_MS_MIN = 500;
const POLL_MS_MAX = 10_000;

export interface EnrolAsk {
  readonly code: string;
  readonly name: string;
  readonly device: NewDevice;
  readonly onMatch: (sixDigits: string) => void;
  readonly signal: AbortSignal;
}

export interface EnrolRoad {
  readonly transport: Transport;
  readonly clock: Clock;
}

export type Enrolled = Extract<EnrolReply, { state: 'enrolled' }>;

/**
 * Asks to be enrolled until a person has confirmed that both screens show the same digits. Once the server knows of us a
 * lost reply costs nothing, so the link may come and go while we wait.
 * @throws AbortError when the signal gives it up
 */
export async function askEnrolment(ask: EnrolAsk, road: EnrolRoad): Promise<Result<Enrolled, EnrolRefusal>> {
  const { signal, onMatch, device, code } = ask;
  const startedAt = road.clock.mono();
  let pollMs: number | null = null;
  for (;;) {
    signal.throwIfAborted();
    const answer = await askOnce(ask, road.transport);
    signal.throwIfAborted();
    const isLate = road.clock.mono() - startedAt > ENROL_CODE_LIFE_MS;
    if (!answer.ok) {
      const isPassing = answer.failure.kind !== 'refused' && pollMs !== null && !isLate;
      if (!isPassing) return refused(enrolRefusal(answer.failure));
    } else if (answer.value.state === 'enrolled') {
      return (await isCertified(answer.value, device))
        ? accepted(answer.value)
        : refused({ kind: 'server-refused', problem: 'certificate_invalid' });
    } else {
      if (pollMs === null) onMatch(matchDigits(code, device.publicKey));
      pollMs = Math.min(Math.max(answer.value.pollAfterMs, POLL_MS_MIN), POLL_MS_MAX);
    }
    await pause(pollMs ?? POLL_MS_MIN, road.clock, signal);
  }
}

/** What the failure of an enrolment means to the person at the device. */
export function enrolRefusal(failure: Failure): EnrolRefusal {
  switch (failure.kind) {
    case 'unreachable':
      return { kind: 'server-unreachable' };
    case 'refused':
      return refusalOfProblem(failure.problem);
    case 'busy':
    case 'server-error':
    case 'storage':
    case 'unauthenticated':
    case 'revoked':
    case 'too-large':
    case 'broken-chain':
    case 'update-needed':
      return { kind: 'server-refused', problem: failure.kind };
  }
}

/** A nonce lives two minutes, so each question has its own; code and key stay the same. */
async function askOnce(
  { code, name, device, signal }: EnrolAsk,
  transport: Transport,
): Promise<Answer<EnrolReply>> {
  const asked = await askNonce(transport, signal);
  if (!asked.ok) return asked;
  const { nonce } = asked.value;
  const { publicKey, keys } = device;
  const signature = await signText(keys.signing.privateKey, signedText.enrol({ nonce, code, publicKey }));
  return await transport.post({
    path: '/api/sync/v1/enrol',
    message: { code, nonce, publicKey, signature, name },
    reply: enrolReplySchema,
    signal,
  });
}

/** The certificate must be about our key, and signed by the key that will sign checkpoints. */
async function isCertified({ certificate, serverKey }: Enrolled, device: NewDevice): Promise<boolean> {
  if (certificate.publicKey !== device.publicKey || certificate.deviceId !== device.deviceId) return false;
  return await isSignedBy(serverKey, signedText.certificate(certificate), certificate.signature);
}

/** Six digits from the first four bytes of the hash, the same on both screens. */
function matchDigits(code: string, publicKey: string): string {
  const first = Number.parseInt(sha256Hex(signedText.match({ code, publicKey })).slice(0, 8), 16);
  return String(first % 1_000_000).padStart(6, '0');
}

function refusalOfProblem(problem: string): EnrolRefusal {
  switch (problem) {
    case 'code_wrong':
      return { kind: 'code-wrong' };
    case 'code_expired':
      return { kind: 'code-expired' };
    case 'code_used':
      return { kind: 'code-used' };
    case 'code_locked':
      return { kind: 'code-locked' };
    case 'enrolment_denied':
      return { kind: 'enrolment-denied' };
    default:
      return { kind: 'server-refused', problem };
  }
}
