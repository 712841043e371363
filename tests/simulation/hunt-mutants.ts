import { availableParallelism } from 'node:os';
import { MUTANTS, type Mutant } from './mutants.ts';
import { SeedRunner } from './seed-runner.ts';

/** What became of one planted bug. */
export interface Catch {
  readonly mutant: string;
  /** Seeds that were lived until one failed; null when none did. */
  readonly seeds: number | null;
  readonly invariant: string;
  readonly message: string;
}

const SEEDS_A_MUTANT = 2000;

/** Plants each bug in a thread of its own and lives seeds from the first one on until an invariant fails. */
export async function huntMutants(
  onCatch: (one: Catch) => void = () => undefined,
): Promise<readonly Catch[]> {
  const waiting = [...MUTANTS];
  const catches: Catch[] = [];
  const work = async (): Promise<void> => {
    for (let mutant = waiting.pop(); mutant !== undefined; mutant = waiting.pop()) {
      const caught = await hunt(mutant);
      onCatch(caught);
      catches.push(caught);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  const names = MUTANTS.map(({ name }) => name);
  return catches.toSorted((a, b) => names.indexOf(a.mutant) - names.indexOf(b.mutant));
}

async function hunt({ name, patches }: Mutant): Promise<Catch> {
  const runner = new SeedRunner(patches);
  try {
    for (let seed = 1; seed <= SEEDS_A_MUTANT; seed += 1) {
      const { fault } = await runner.run(seed);
      if (fault !== null)
        return { mutant: name, seeds: seed, invariant: fault.invariant, message: fault.message };
    }
    return { mutant: name, seeds: null, invariant: '-', message: '' };
  } finally {
    await runner.stop();
  }
}
