import { ensureBrowser } from '../support/ensure-browser.ts';
import { runProgram } from '../support/run-program.ts';
import { benchDrain } from './drain-bench.ts';
import { measureSavesInBrowser } from './ledger-page.ts';
import { benchOutages } from './outage-bench.ts';
import { measureServer } from './server-bench.ts';
import { measured, printReport } from './statistics.ts';
import { benchTill } from './till-bench.ts';

const SAVES = 500;
const FACTS = 10_000;

/** `npm run bench`: what a shop would feel, beside what a developer would pick instead. Never part of the tests. */
await ensureBrowser();
await runProgram('vite', ['build', '--logLevel', 'error'], { output: 'stream' });

const saves = await measureSavesInBrowser(SAVES);
printReport(
  `Saving one sale in Chromium, ${SAVES} in a row`,
  Object.entries(saves).flatMap(([what, times]) => [
    measured(`${what}, p50`, times.p50, 'ms'),
    measured(`${what}, p99`, times.p99, 'ms'),
  ]),
);

const server = await measureServer(FACTS);
printReport(`Draining ${FACTS} sales through HTTP into SQLite (WAL, FULL), judged and projected`, [
  measured('facts a second', server.factsPerSecond, '/s'),
  measured('slowest batch', server.slowestBatchMs, 'ms'),
]);

printReport('The till with 10,000 products', await benchTill());

printReport("Draining a browser's ledger through the whole road, on loopback", await benchDrain());

printReport('Sending again after an outage', await benchOutages());
