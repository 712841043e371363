import { spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';

export const root = join(import.meta.dirname, '..', '..');

const binaries = join(root, 'node_modules', '.bin');

const RUN_MINUTES_MAX = 18;

interface RunOptions {
  /** `stream` shows the output as it comes, `keep` gives it back. */
  readonly output: 'stream' | 'keep';
  readonly env?: Readonly<Record<string, string>>;
  readonly folder?: string;
}

interface RunResult {
  readonly code: number;
  readonly output: string;
}

/**
 * Runs a program of `node_modules/.bin`. That folder leads the PATH, so the program gets the pinned Node even
 * when this one was started by hand with another. A program that hangs is ended, since a test run that never
 * finishes tells nobody anything.
 */
export function runProgram(
  program: string,
  parts: readonly string[],
  { output: wanted, env = {}, folder = root }: RunOptions,
): Promise<RunResult> {
  return new Promise((resolve) => {
    const child = spawn(join(binaries, program), parts, {
      cwd: folder,
      stdio: ['ignore', wanted === 'stream' ? 'inherit' : 'pipe', wanted === 'stream' ? 'inherit' : 'pipe'],
      shell: process.platform === 'win32',
      timeout: RUN_MINUTES_MAX * 60_000,
      env: { ...process.env, PATH: `${binaries}${delimiter}${process.env['PATH'] ?? ''}`, ...env },
    });
    let output = '';
    const add = (chunk: Buffer): void => {
      output += chunk.toString();
    };
    child.stdout?.on('data', add);
    child.stderr?.on('data', add);
    child.on('error', (error) => resolve({ code: 1, output: `${output}\n${error.message}` }));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}
