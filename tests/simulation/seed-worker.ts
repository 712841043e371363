import { enableCompileCache } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import { loadWith, PROGRAM_AGE, type Patch } from './patches.ts';
import type { Order } from './seed-runner.ts';

/* A thread that lives plans, one after the other, as it is asked for them. */

const patches: readonly Patch[] = workerData;

enableCompileCache();
loadWith([PROGRAM_AGE, ...patches]);
// Only now: everything from here on is loaded through the patches.
const { runPlan } = await import('./run-seed.ts');

parentPort?.on('message', ({ plan, isTraced }: Order) => {
  void runPlan(plan, isTraced).then((report) => parentPort?.postMessage(report));
});
