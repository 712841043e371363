import type { Catch } from './hunt-mutants.ts';
import type { SeedsReport } from './run-seeds.ts';
import { FAULTS, WORKS } from './tally.ts';

/** What a run has done, as lines for a person: proof that it did something. */
export function summaryOf({ trials, losses, seconds, counts, untried, unlike }: SeedsReport): string {
  const of = (names: readonly string[]): string =>
    names.map((name) => `  ${name.padEnd(32)} ${String(counts[name] ?? 0).padStart(9)}`).join('\n');
  const head = `${trials} seeds in ${seconds.toFixed(0)} s: ${losses} violations`;
  const gaps = untried.length === 0 ? [] : [`never happened: ${untried.join(', ')}`];
  const twins = unlike.length === 0 ? [] : [`another history on the second run: ${unlike.join(', ')}`];
  return [head, 'faults', of(FAULTS), 'work', of(WORKS), ...gaps, ...twins].join('\n');
}

/** Which planted bug was caught, after how many seeds and by which invariant. */
export function tableOf(catches: readonly Catch[]): string {
  const rows = catches.map(
    ({ mutant, seeds, invariant }) => [mutant, String(seeds ?? 'never'), invariant] as const,
  );
  return [['planted bug', 'seeds', 'caught by'] as const, ...rows]
    .map(([mutant, seeds, by]) => `${mutant.padEnd(44)} ${seeds.padStart(6)}  ${by}`)
    .join('\n');
}
