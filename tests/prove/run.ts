import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { cutBrowser } from '../faults/cut-browser.ts';
import { cutPulls, cutPushReplies, cutPushRequests } from '../faults/cut-lines.ts';
import { flipPulls, flipPushes } from '../faults/flip-bits.ts';
import { killBrowser } from '../faults/kill-browser.ts';
import { killServer } from '../faults/kill-server.ts';
import { crawl, nameFaults, reorderPushes } from '../faults/line-faults.ts';
import { ensureBrowser } from '../support/ensure-browser.ts';
import { root, runProgram } from '../support/run-program.ts';
import type { ProofRow } from './proof-row.ts';
import { plantBugs, simulateWorlds } from './simulated-worlds.ts';
import { tamperWithFiles } from './tampered-files.ts';

/** Every run draws other instants and other bits; the seed is printed and written down. */
const seed = process.env['GERAI_PROVE_SEED'] ?? new Date().toISOString();

/** The scoreboard, from top to bottom. A line is a function that tries something often and says what was lost. */
const LINES: readonly (() => Promise<ProofRow>)[] = [
  () => killBrowser({ trials: 200, seed }),
  () => killServer({ trials: 200, seed }),
  cutPushRequests,
  cutPushReplies,
  cutPulls,
  () => cutBrowser({ trials: 400, seed }),
  () => flipPushes({ trials: 4000, seed }),
  () => flipPulls({ trials: 4000, seed }),
  nameFaults,
  () => reorderPushes(200),
  () => crawl(100),
  tamperWithFiles,
  plantBugs,
  () => simulateWorlds(20_000),
];

interface Proof {
  readonly date: string;
  readonly commit: string;
  readonly seed: string;
  readonly machine: string;
  readonly rows: readonly (ProofRow & { readonly seconds: number })[];
}

/** `npm run prove`: everything that the tests try a little, tried for long. Prints a scoreboard and writes `proof.json`. */
async function prove(): Promise<number> {
  await ensureBrowser();
  await runProgram('vite', ['build', '--logLevel', 'error'], { output: 'stream' });
  console.log(`seed ${seed}\n${'trials'.padStart(8)} ${'lost'.padStart(6)} ${'seconds'.padStart(8)}`);
  const rows: Proof['rows'][number][] = [];
  for (const [index, line] of LINES.entries()) {
    const row = await timed(line, index + 1);
    rows.push(row);
    const figures = [String(row.trials).padStart(8), String(row.losses).padStart(6)];
    console.log(`${figures.join(' ')} ${row.seconds.toFixed(1).padStart(8)}  ${row.name}`);
    for (const note of row.notes) console.log(`${' '.repeat(26)}${note}`);
    // Written after every line, so that a run that is broken off leaves what it has proved.
    write(rows);
  }
  return rows.reduce((sum, row) => sum + row.losses, 0);
}

/** A line that breaks off has proved nothing, and the others go on. */
async function timed(line: () => Promise<ProofRow>, number: number): Promise<Proof['rows'][number]> {
  const startedAt = performance.now();
  const broken = (error: unknown): ProofRow => ({
    name: `line ${number} broke off`,
    trials: 0,
    losses: 1,
    notes: [error instanceof Error ? (error.stack ?? error.message) : String(error)],
  });
  const row = await line().catch(broken);
  return { ...row, seconds: (performance.now() - startedAt) / 1000 };
}

function write(rows: Proof['rows']): void {
  const git = (...words: string[]): string =>
    execFileSync('git', words, { cwd: root, encoding: 'utf8' }).trim();
  const isClean = git('status', '--porcelain') === '';
  const [cpu] = cpus();
  const memory = `${Math.round(totalmem() / 1024 ** 3)} GB`;
  const proof: Proof = {
    date: new Date().toISOString(),
    commit: `${git('rev-parse', 'HEAD')}${isClean ? '' : ' and changes'}`,
    seed,
    machine: `${cpus().length} × ${cpu?.model ?? 'unknown'}, ${memory}, ${process.platform} ${release()}, Node ${process.version}`,
    rows,
  };
  writeFileSync(join(root, 'proof.json'), `${JSON.stringify(proof, null, 2)}\n`);
}

const lost = await prove();
console.log(lost === 0 ? 'Nothing was lost, doubled or altered.' : `${lost} losses`);
process.exitCode = lost === 0 ? 0 : 1;
