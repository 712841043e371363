import { Worker } from 'node:worker_threads';
import type { Patch } from './patches.ts';
import { planOf, type Plan } from './plan.ts';
import type { SeedReport } from './run-seed.ts';

/** What a thread is asked for. */
export interface Order {
  readonly plan: Plan;
  readonly isTraced: boolean;
}

/** A seed takes a tenth of a second; on a starved machine seconds; one that takes this long hangs, which is a livelock that no simulated clock can see. */
const HANGS_MS = 5 * 60_000;

/** A thread that lives seeds with the product as it is, or with a bug planted in it. */
export class SeedRunner {
  readonly #worker: Worker;

  constructor(patches: readonly Patch[] = []) {
    this.#worker = new Worker(new URL('seed-worker.ts', import.meta.url), { workerData: patches });
  }

  /** Lives one seed. Ask for one at a time. @throws Error when the thread died */
  async run(seed: number): Promise<SeedReport> {
    return await this.live(planOf(seed));
  }

  /** Lives a plan. Ask for one at a time. @throws Error when the thread died */
  live(plan: Plan, isTraced = false): Promise<SeedReport> {
    return new Promise((resolve, reject) => {
      const worker = this.#worker;
      const timer = setTimeout(() => end(() => resolve(hungReport(plan.seed))), HANGS_MS);
      const hear = (report: SeedReport): void => end(() => resolve(report));
      const fail = (error: Error): void => end(() => reject(error));
      const end = (settle: () => void): void => {
        clearTimeout(timer);
        worker.off('message', hear);
        worker.off('error', fail);
        settle();
      };
      worker.once('message', hear);
      worker.once('error', fail);
      const order: Order = { plan, isTraced };
      worker.postMessage(order);
    });
  }

  async stop(): Promise<void> {
    await this.#worker.terminate();
  }
}

function hungReport(seed: number): SeedReport {
  const fault = { invariant: 'I12', message: 'I12: the world hangs' } as const;
  return { seed, hash: '', counts: {}, fault, lines: null };
}
