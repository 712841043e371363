import { PULL_ROWS_MAX } from '#protocol/limits.ts';
import type { Clock } from '../device/clock.ts';
import { grown, shrunk } from './batch-size.ts';
import { pause } from './pause.ts';
import { FIRST_PAGE_ROWS } from './pull-lane.ts';
import { runPull, type PullRun } from './run-pull.ts';
import type { Failure } from './sync-model.ts';

/** A person stands and waits, so after so many failures in a row they are told. What was loaded stays for the next try. */
const TRIES_MAX = 4;
const RETRY_MS = 1_000;

export interface FirstPull {
  readonly run: PullRun;
  readonly streams: readonly string[];
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/**
 * Loads all rows of a new device: roster, prices, rules, stock. Another call goes on where this one stopped.
 * @returns why it stopped, or null when everything is here
 * @throws AbortError when the signal gives it up · StorageFailure when the rows can't be stored
 */
export async function pullEverything({ run, streams, clock, signal }: FirstPull): Promise<Failure | null> {
  let rowsMax = FIRST_PAGE_ROWS;
  for (const stream of streams) {
    for (let failures = 0, hasMore = true; hasMore;) {
      signal.throwIfAborted();
      const page = await runPull({ stream, rowsMax }, run);
      if (page.ok) {
        failures = 0;
        hasMore = page.reply.more || !page.taken.isTaken;
        rowsMax = grown(rowsMax, page.tookMs, PULL_ROWS_MAX);
        continue;
      }
      failures += 1;
      const isFinal = page.failure.kind === 'refused' || page.failure.kind === 'unauthenticated';
      if (isFinal || failures >= TRIES_MAX) return page.failure;
      rowsMax = shrunk(rowsMax);
      await pause(RETRY_MS, clock, signal);
    }
  }
  return null;
}
