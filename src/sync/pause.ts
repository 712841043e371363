import type { Clock } from '../device/clock.ts';

/** Waits at least `ms` milliseconds. @throws AbortError when the signal gives it up */
export async function pause(ms: number, clock: Clock, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  await new Promise<void>((resolve) => {
    const end = (): void => {
      signal.removeEventListener('abort', giveUp);
      resolve();
    };
    const callOff = clock.setTimer(ms, end);
    const giveUp = (): void => {
      callOff();
      end();
    };
    signal.addEventListener('abort', giveUp);
  });
  signal.throwIfAborted();
}
