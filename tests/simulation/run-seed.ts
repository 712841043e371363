import { liveWorld } from './live-world.ts';
import type { Plan } from './plan.ts';
import { makeTemplate } from './template.ts';
import { Violation, type Invariant } from './violation.ts';
import { World } from './world.ts';

/** What came of one plan; plain values, so that it can pass between threads. */
export interface SeedReport {
  readonly seed: number;
  /** Of everything that happened. */
  readonly hash: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly fault: { readonly invariant: Invariant; readonly message: string } | null;
  /** What happened, line by line; null where nobody wanted to know. */
  readonly lines: readonly string[] | null;
}

const template = await makeTemplate();
let living: World | null = null;

// The product surfaces a mistake of its own as an uncaught error, so that nobody can miss it.
process.on('uncaughtException', (error) => living?.crash(error));
process.on('unhandledRejection', (error) => living?.crash(error));

/** Lives one plan. Worlds share a thread but nothing else, one after the other. */
export async function runPlan(plan: Plan, isTraced: boolean): Promise<SeedReport> {
  const world = new World(plan, template, isTraced);
  living = world;
  let fault: SeedReport['fault'] = null;
  try {
    await liveWorld(world);
  } catch (error) {
    fault = faultOf(error);
  }
  const { trace } = world;
  return { seed: plan.seed, hash: trace.hash, counts: world.tally.counts, fault, lines: trace.lines };
}

function faultOf(error: unknown): NonNullable<SeedReport['fault']> {
  if (error instanceof Violation) return { invariant: error.invariant, message: error.message };
  return {
    invariant: 'crash',
    message: error instanceof Error ? (error.stack ?? error.message) : String(error),
  };
}
