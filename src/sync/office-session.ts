import * as z from 'zod/mini';
import {
  officeMeSchema,
  type AcceptInvitation,
  type OfficeMe,
  type OfficeSignIn,
} from '#protocol/office/session.ts';
import type { FoundCoop } from '#protocol/office/setup.ts';
import { systemClock } from '../device/clock.ts';
import { actInOffice, askOffice, send, type OfficeAnswer } from './office-client.ts';
import { forgetOfficeAnswers } from './office-live.ts';
import { useOfficeSession } from './office-session-store.ts';

export { accountNameSchema, PASSWORD_LENGTH_MIN } from '#protocol/office/session.ts';

const anything = z.looseObject({});

/** Founding writes keys, a hashed password and the first rows. */
const FOUND_TIMEOUT_MS = 60_000;

/** Asks the server who sits here; it also keeps a session alive that would end for idleness. */
export async function readOfficeMe(): Promise<OfficeAnswer<OfficeMe>> {
  const answer = await askOffice('me', officeMeSchema);
  if (answer.ok) enter(answer.value);
  else if (useOfficeSession.getState().session.kind === 'unknown' && answer.failure.kind === 'signed-out')
    useOfficeSession.setState({ session: { kind: 'out', why: 'never' } });
  return answer;
}

/** Signs a person in. The reply sets the session's cookie. */
export async function signInToOffice(credentials: OfficeSignIn): Promise<OfficeAnswer<OfficeMe>> {
  const answer = await actInOffice('sign-in', credentials, officeMeSchema);
  if (answer.ok) enter(answer.value);
  return answer;
}

/** Ends the session here and, as soon as it can be told, on the server. */
export async function signOutOfOffice(why: 'left' | 'ended'): Promise<void> {
  useOfficeSession.setState({ session: { kind: 'out', why } });
  forgetOfficeAnswers();
  await actInOffice('sign-out', {}, anything);
}

/** Somebody who was invited chooses the own password, and is signed in by it. */
export async function acceptInvitation(message: AcceptInvitation): Promise<OfficeAnswer<OfficeMe>> {
  const answer = await actInOffice('accept-invitation', message, officeMeSchema);
  if (answer.ok) enter(answer.value);
  return answer;
}

/** Founds a co-operative by the setup link and signs its first admin in. */
export async function foundCoop(message: FoundCoop): Promise<OfficeAnswer<OfficeMe>> {
  const answer = await send({
    path: '/api/setup/v1/found',
    message,
    reply: officeMeSchema,
    timeoutMs: FOUND_TIMEOUT_MS,
  });
  if (answer.ok) enter(answer.value);
  return answer;
}

function enter(me: OfficeMe): void {
  useOfficeSession.setState({ session: { kind: 'in', me, at: systemClock.now() } });
}
