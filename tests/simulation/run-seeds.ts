import { availableParallelism } from 'node:os';
import { SeedRunner } from './seed-runner.ts';
import type { SeedReport } from './run-seed.ts';
import { FAULTS, Tally, WORKS } from './tally.ts';

export interface SeedsOrder {
  readonly from: number;
  readonly count: number;
  /** Told after each seed. */
  readonly onSeed?: (report: SeedReport, done: number) => void;
}

/** What a run of many seeds proves; plain values. */
export interface SeedsReport {
  readonly name: string;
  readonly trials: number;
  /** Seeds in which an invariant did not hold. */
  readonly losses: number;
  readonly failed: readonly SeedReport[];
  readonly counts: Readonly<Record<string, number>>;
  /** Faults that never happened: nothing is proved about them. */
  readonly untried: readonly string[];
  /** Seeds that were lived twice and gave another history (I14). */
  readonly unlike: readonly string[];
  readonly seconds: number;
}

/** One seed in so many is lived once more, on the other thread, and must give the same history. */
const REPEATED_EACH = 100;
const FAILED_MAX = 5;

/** Lives a range of seeds on all cores, and stops early when enough have failed. */
export async function runSeeds({ from, count, onSeed }: SeedsOrder): Promise<SeedsReport> {
  const startedAt = performance.now();
  const tally = new Tally();
  const failed: SeedReport[] = [];
  const unlike: string[] = [];
  const hashes = new Map<number, string>();
  let done = 0;
  const repeated = Array.from(
    { length: Math.ceil(count / REPEATED_EACH) },
    (_, index) => from + index * REPEATED_EACH,
  );
  const waiting = [...Array.from({ length: count }, (_, index) => from + index), ...repeated].toReversed();
  const work = async (): Promise<void> => {
    const runner = new SeedRunner();
    for (let seed = waiting.pop(); seed !== undefined && failed.length < FAILED_MAX; seed = waiting.pop()) {
      const report = await runner.run(seed);
      const before = hashes.get(seed);
      if (before !== undefined && before !== report.hash)
        unlike.push(`${seed}: ${before}, then ${report.hash}`);
      if (before !== undefined) continue;
      if (seed % REPEATED_EACH === from % REPEATED_EACH) hashes.set(seed, report.hash);
      tally.merge(report.counts);
      if (report.fault !== null) failed.push(report);
      done += 1;
      onSeed?.(report, done);
    }
    await runner.stop();
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  const untried = [...FAULTS, ...WORKS].filter((what) => tally.of(what) === 0);
  const seconds = (performance.now() - startedAt) / 1000;
  return {
    name: 'simulation',
    trials: done,
    losses: failed.length,
    failed,
    counts: tally.counts,
    untried,
    unlike,
    seconds,
  };
}
