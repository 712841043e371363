import type { PinRefusal } from '#domain/refusal.ts';
import { accepted, refused, type Result } from '#domain/result.ts';
import { PULL_ROWS_MAX } from '#protocol/limits.ts';
import { pinReplySchema, type PinRequest } from '#protocol/pin.ts';
import { systemClock, type Clock } from '../device/clock.ts';
import type { DeviceIdentity, LedgerPort } from '../storage/ledger/ledger-port.ts';
import { refreshMirrors } from '../storage/replica/mirrors.ts';
import type { Replica } from '../storage/replica/replica.ts';
import { signText } from './device-signature.ts';
import { openSession } from './open-session.ts';
import { runPull, type PullRun } from './run-pull.ts';
import type { Failure } from './sync-model.ts';
import { createTransport, type Transport } from './transport.ts';

/** The person's code, and PBKDF2's output of the PIN: the digits stay on the device. */
export type PinOrder = Omit<PinRequest, 'deviceId'>;

/** What setting a PIN needs of the workplace. */
export interface PinPlace {
  readonly identity: DeviceIdentity;
  readonly ledger: LedgerPort;
  readonly replica: Replica;
  readonly clock: Clock;
}

/** Another tab may take the same pages; after so many that were not ours to take, the person is told to try again. */
const PAGES_MAX = 100;

/**
 * Sets a person's PIN on the server and fetches the roster that carries it, so that the person can sign in here at once. Asked
 * again with the same bytes it goes on where it stopped: the server knows the PIN by them.
 * @throws StorageFailure when the device's memory can't be read or written
 */
export async function setPin(
  order: PinOrder,
  place: PinPlace,
  transport: Transport = createTransport((address, init) => fetch(address, init), systemClock),
): Promise<Result<null, PinRefusal>> {
  const { identity, ledger } = place;
  const { signing } = await ledger.readKeys();
  const sign = (text: string): Promise<string> => signText(signing.privateKey, text);
  const session = await openSession(transport, { ...identity, sign });
  if (!session.ok) return refused(pinRefusal(session.failure));
  const { token } = session.value;
  const answer = await transport.post({
    path: '/api/sync/v1/pin',
    message: { deviceId: identity.deviceId, ...order },
    reply: pinReplySchema,
    token,
  });
  if (!answer.ok) return refused(pinRefusal(answer.failure));
  const failure = await pullRoster({ ...place, deviceId: identity.deviceId, transport, token });
  return failure === null ? accepted(null) : refused(pinRefusal(failure));
}

async function pullRoster(run: PullRun & PinPlace): Promise<Failure | null> {
  for (let pages = 0; pages < PAGES_MAX; pages += 1) {
    const page = await runPull({ stream: 'coop', rowsMax: PULL_ROWS_MAX }, run);
    if (!page.ok) return page.failure;
    await refreshMirrors(run.ledger, run.replica, page.taken);
    if (page.taken.isTaken && !page.reply.more) return null;
  }
  return { kind: 'unreachable', isTimeout: false };
}

/** What a failure means to the person who sets a PIN. */
function pinRefusal(failure: Failure): PinRefusal {
  if (failure.kind === 'unreachable') return { kind: 'server-unreachable' };
  const problem = failure.kind === 'refused' ? failure.problem : failure.kind;
  switch (problem) {
    case 'code_wrong':
      return { kind: 'start-code-wrong' };
    case 'code_expired':
      return { kind: 'start-code-expired' };
    case 'code_locked':
      return { kind: 'start-code-locked' };
    default:
      return { kind: 'server-refused', problem };
  }
}
