import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { check } from './check.ts';
import {
  addCounts,
  countPlaywright,
  countRun,
  countVitest,
  nothingCounted,
  type Count,
} from './read-report.ts';
import { runProgram } from './run-program.ts';

const reports = mkdtempSync(join(tmpdir(), 'gerai-test-'));

const onePassed: Count = { ...nothingCounted, passed: 1 };
const oneFailed: Count = { ...nothingCounted, failed: 1 };

interface Step {
  readonly name: string;
  readonly run: () => Promise<Count>;
}

/** Every step runs even after one has failed: a red format says nothing about whether a sale survives. */
const STEPS: readonly Step[] = [
  { name: 'browser', run: findOrUnpackBrowser },
  { name: 'check', run: checkHouse },
  { name: 'build', run: build },
  { name: 'unit, component, server and browser tests', run: runVitest },
  { name: 'journeys', run: runJourneys },
];

async function findOrUnpackBrowser(): Promise<Count> {
  const { code } = await runProgram('node', ['tests/support/ensure-browser.ts'], { output: 'stream' });
  return code === 0 ? nothingCounted : oneFailed;
}

/** Each tool counts as one test. */
async function checkHouse(): Promise<Count> {
  const verdicts = await check();
  return verdicts.map(({ passed }) => (passed ? onePassed : oneFailed)).reduce(addCounts, nothingCounted);
}

async function build(): Promise<Count> {
  const { code } = await runProgram('vite', ['build'], { output: 'stream' });
  return code === 0 ? onePassed : oneFailed;
}

async function runVitest(): Promise<Count> {
  const report = join(reports, 'vitest.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const { code } = await runProgram('vitest', ['run', ...reporters], { output: 'stream' });
  return countRun(code, report, countVitest);
}

async function runJourneys(): Promise<Count> {
  const report = join(reports, 'journeys.json');
  const { code } = await runProgram(
    'playwright',
    ['test', '--config=tests/support/playwright.config.ts', '--reporter=list,json'],
    { output: 'stream', env: { PLAYWRIGHT_JSON_OUTPUT_FILE: report } },
  );
  return countRun(code, report, countPlaywright);
}

async function runAll(): Promise<Count> {
  let total = nothingCounted;
  for (const { name, run } of STEPS) {
    console.log(`\n== ${name}`);
    const startedAt = performance.now();
    const count = await run();
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    console.log(
      `== ${name}: ${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped in ${seconds} s`,
    );
    total = addCounts(total, count);
  }
  return total;
}

const total = await runAll();
rmSync(reports, { recursive: true, force: true });
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;
console.log(`\n${total.passed} passed, ${total.failed} failed`);
