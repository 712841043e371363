import { parseArgs } from 'node:util';
import { huntMutants } from './hunt-mutants.ts';
import { keep } from './kept.ts';
import { planOf } from './plan.ts';
import { summaryOf, tableOf } from './report.ts';
import { runSeeds } from './run-seeds.ts';
import { SeedRunner } from './seed-runner.ts';
import { deedLine, shrink } from './shrink.ts';

/**
 * `npm run simulate -- --seeds N [--from S]` lives many seeds, `-- --seed S [--keep NAME]` one, told line by line and shrunk when
 * it fails, `-- --mutants` the table of planted bugs.
 */
const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '2000' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
    keep: { type: 'string' },
    mutants: { type: 'boolean', default: false },
  },
});

const PROGRESS_MS = 5000;
const LINES_SHOWN = 80;

if (values.mutants) await showMutants();
else if (values.seed === undefined) await showMany(Number(values.from), Number(values.seeds));
else process.exitCode = (await showOne(Number(values.seed))) ? 0 : 1;

async function showMany(from: number, count: number): Promise<void> {
  let toldAt = performance.now();
  const report = await runSeeds({
    from,
    count,
    onSeed: ({ seed, fault }, done) => {
      if (fault !== null) console.log(`seed ${seed}: ${fault.message}`);
      if (performance.now() - toldAt < PROGRESS_MS) return;
      toldAt = performance.now();
      console.log(`${done} of ${count} seeds`);
    },
  });
  console.log(summaryOf(report));
  for (const { seed } of report.failed) await showOne(seed);
  const isSound = report.losses === 0 && report.untried.length === 0 && report.unlike.length === 0;
  process.exitCode = isSound ? 0 : 1;
}

/** Lives one seed; a failing one is shrunk, told and, if wished, kept. @returns true when nothing failed */
async function showOne(seed: number): Promise<boolean> {
  const runner = new SeedRunner();
  try {
    const plan = planOf(seed);
    const { fault } = await runner.live(plan);
    if (fault === null) {
      const { lines, hash } = await runner.live(plan, true);
      console.log([...(lines ?? []), `seed ${seed}: nothing failed, trace ${hash}`].join('\n'));
      return true;
    }
    const smallest = await shrink(plan, fault.invariant, runner);
    const { lines, fault: last } = await runner.live(smallest, true);
    console.log(`\nseed ${seed} failed: ${last?.message ?? fault.message}`);
    console.log(`its plan, ${smallest.deeds.length} of ${plan.deeds.length} deeds:`);
    console.log(smallest.deeds.map(deedLine).join('\n'));
    console.log(`the last ${LINES_SHOWN} lines of what happened:`);
    console.log((lines ?? []).slice(-LINES_SHOWN).join('\n'));
    console.log(
      `again: npm run simulate -- --seed ${seed}    keep it: npm run simulate -- --seed ${seed} --keep NAME`,
    );
    if (values.keep !== undefined) keep(values.keep, smallest);
    return false;
  } finally {
    await runner.stop();
  }
}

async function showMutants(): Promise<void> {
  const catches = await huntMutants(({ mutant, seeds }) => console.log(`${mutant}: ${seeds ?? 'never'}`));
  console.log(tableOf(catches));
  process.exitCode = catches.every(({ seeds }) => seeds !== null) ? 0 : 1;
}
