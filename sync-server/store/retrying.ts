import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

const ATTEMPTS_MAX = 6;
const RETRY_PAUSE_MS = 15;

/** What a failed transaction means: `again` is the database asking for another try; an Error goes to the caller instead. */
export type Verdict = 'again' | Error;

/**
 * Runs a transaction until it succeeds, as long as the database only asks for another try. The pauses double and differ, so
 * that two that stood in each other's way don't meet again.
 * @param judge what an error means
 */
export async function retrying<Outcome>(
  attempt: () => Promise<Outcome>,
  judge: (error: unknown) => Verdict,
): Promise<Outcome> {
  for (let count = 1; ; count += 1) {
    try {
      return await attempt();
    } catch (error) {
      const verdict = judge(error);
      if (verdict !== 'again') throw verdict;
      if (count >= ATTEMPTS_MAX) throw error;
      const pauseMs = RETRY_PAUSE_MS * 2 ** count;
      await sleep(pauseMs / 2 + randomInt(pauseMs));
    }
  }
}
