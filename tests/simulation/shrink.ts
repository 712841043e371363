import { CALM } from './network.ts';
import type { Plan, PlannedDeed } from './plan.ts';
import type { SeedRunner } from './seed-runner.ts';
import type { Invariant } from './violation.ts';

/**
 * Takes deeds out of a failing plan as long as the same invariant fails without them, half of them at a time, then fewer. What
 * is left is what matters. Each till's wire draws its own chance, so what remains meets much the same weather.
 * @returns the smallest plan found
 */
export async function shrink(plan: Plan, invariant: Invariant, runner: SeedRunner): Promise<Plan> {
  const fails = async (smaller: Plan): Promise<boolean> =>
    (await runner.live(smaller)).fault?.invariant === invariant;
  let smallest = plan;
  for (let size = Math.ceil(plan.deeds.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let start = 0; start < smallest.deeds.length;) {
      const deeds = smallest.deeds.toSpliced(start, size);
      const isSmaller = await fails({ ...smallest, deeds });
      if (isSmaller) smallest = { ...smallest, deeds };
      else start += size;
    }
  }
  for (const calmer of [
    { ...smallest, weather: { ...CALM, slowMsMax: smallest.weather.slowMsMax } },
    { ...smallest, hasPokes: false },
  ])
    if (await fails({ ...smallest, ...calmer })) smallest = { ...smallest, ...calmer };
  return smallest;
}

/** A deed as a line. */
export function deedLine({ atMs, deed }: PlannedDeed): string {
  const { kind, ...rest } = deed;
  return `${(atMs / 1000).toFixed(3).padStart(9)}  ${kind} ${JSON.stringify(rest)}`;
}
