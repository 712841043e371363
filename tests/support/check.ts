import { runProgram } from './run-program.ts';

/** What `npm run check` asks, the slowest first, so that two cores stay busy to the end. */
const TOOLS: readonly Tool[] = [
  { name: 'lint', program: 'oxlint', parts: ['--deny-warnings'] },
  { name: 'unused', program: 'knip', parts: ['--no-progress'] },
  {
    name: 'walls',
    program: 'depcruise',
    parts: ['--config', '.dependency-cruiser.cjs', 'src', 'sync-server', 'tests', 'vite.config.ts'],
  },
  { name: 'types', program: 'tsc', parts: ['-b', '--noEmit'] },
  { name: 'format', program: 'oxfmt', parts: ['--check'] },
];

const AT_ONCE = 2;

interface Tool {
  readonly name: string;
  readonly program: string;
  readonly parts: readonly string[];
}

export interface Verdict {
  readonly name: string;
  readonly passed: boolean;
}

/** Runs all tools, two at a time, and prints a line for each, with the output of those that found something. */
export async function check(): Promise<readonly Verdict[]> {
  const waiting = [...TOOLS];
  const verdicts: Verdict[] = [];
  const lane = async (): Promise<void> => {
    for (let tool = waiting.shift(); tool !== undefined; tool = waiting.shift())
      verdicts.push(await judge(tool));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return verdicts;
}

async function judge({ name, program, parts }: Tool): Promise<Verdict> {
  const startedAt = performance.now();
  const { code, output } = await runProgram(program, parts, {
    output: 'keep',
    env: { NO_COLOR: '1', FORCE_COLOR: '0' },
  });
  const passed = code === 0;
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(`${passed ? 'ok    ' : 'FAILED'} ${name.padEnd(7)} ${seconds.padStart(5)} s`);
  if (!passed) console.log(output.trimEnd().replaceAll(/^/gm, '  | '));
  return { name, passed };
}

if (import.meta.main) {
  const verdicts = await check();
  process.exitCode = verdicts.every((verdict) => verdict.passed) ? 0 : 1;
}
