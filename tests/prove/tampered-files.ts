import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { countRun, countVitest } from '../support/read-report.ts';
import { runProgram } from '../support/run-program.ts';
import type { ProofRow } from './proof-row.ts';

const FILES = ['verify-ledger', 'witness-and-product'].map((name) => `tests/server/${name}.sqlite.test.ts`);

/** Ledger files that somebody has tampered with, and what the witness says of them. Its cases are tests, so they run as such. */
export async function tamperWithFiles(): Promise<ProofRow> {
  const folder = mkdtempSync(join(tmpdir(), 'gerai-prove-'));
  try {
    const report = join(folder, 'report.json');
    const words = ['run', ...FILES, '--reporter=json', `--outputFile=${report}`];
    const { code } = await runProgram('vitest', words, { output: 'keep' });
    const { passed, failed } = countRun(code, report, countVitest);
    return { name: 'kinds of tampering found in files', trials: passed + failed, losses: failed, notes: [] };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
