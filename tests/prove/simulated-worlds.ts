import { huntMutants } from '../simulation/hunt-mutants.ts';
import { runSeeds } from '../simulation/run-seeds.ts';
import type { ProofRow } from './proof-row.ts';

const NOTED: readonly string[] = ['facts', 'power-cut', 'server-killed-in-transaction', 'forks', 'rehomes'];

/** Worlds from seeds. A fault that never came up, or a history that came out otherwise twice, is a loss too. */
export async function simulateWorlds(count: number): Promise<ProofRow> {
  const { trials, losses, failed, untried, unlike, counts } = await runSeeds({ from: 1, count });
  return {
    name: 'simulated worlds',
    trials,
    losses: losses + untried.length + unlike.length,
    notes: [
      NOTED.map((what) => `${counts[what] ?? 0} × ${what}`).join(', '),
      ...failed.map(({ seed, fault }) => `npm run simulate -- --seed ${seed}: ${fault?.message}`),
      ...untried.map((what) => `never happened: ${what}`),
      ...unlike.map((what) => `another history: ${what}`),
    ],
  };
}

/** Bugs planted in the product: one that no invariant notices is a loss. */
export async function plantBugs(): Promise<ProofRow> {
  const catches = await huntMutants();
  const missed = catches.filter(({ seeds, invariant }) => seeds === null || invariant === 'crash');
  return {
    name: 'planted bugs caught',
    trials: catches.length,
    losses: missed.length,
    notes: missed.map(({ mutant }) => `not caught: ${mutant}`),
  };
}
