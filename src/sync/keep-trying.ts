import type { Clock } from '../device/clock.ts';
import type { Random } from '../device/random.ts';
import { heldDelay, pickDelay, retryDelay } from './backoff.ts';
import { pause } from './pause.ts';
import type { Failure } from './sync-model.ts';

export interface TryGround {
  readonly clock: Clock;
  readonly random: Random;
  readonly isVisible: () => boolean;
}

/**
 * Tries until it succeeds or the server flatly refuses, without a last try, as patient as a lane.
 * @param tryOnce null when it succeeded
 * @throws AbortError when the signal gives it up
 */
export async function keepTrying(
  tryOnce: () => Promise<Failure | null>,
  { clock, random, isVisible }: TryGround,
  signal: AbortSignal,
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const failure = await tryOnce();
    if (failure === null || failure.kind === 'refused') return;
    const asked = failure.kind === 'busy' ? failure.retryAfterMs : null;
    const range = asked === null ? retryDelay(attempt, isVisible(), 0) : heldDelay(asked);
    await pause(pickDelay(range, random.bytes(1)[0] ?? 0), clock, signal);
  }
}
