import { loadavg } from 'node:os';
import { ensureBrowser } from '../support/ensure-browser.ts';
import { runProgram } from '../support/run-program.ts';
import { benchDrain } from './drain-bench.ts';
import { measureSavesInBrowser } from './ledger-page.ts';
import { benchOutages } from './outage-bench.ts';
import { measureServer } from './server-bench.ts';
import { measured, printReport, reached } from './statistics.ts';
import { benchTill } from './till-bench.ts';
import { benchVerify } from './verify-bench.ts';

const SAVES = 500;
const FACTS = 10_000;
const LEDGER_ENTRIES = 100_000;
const SQLITE_FACTS_PER_SECOND_MIN = 10_000;
const POSTGRES_FACTS_PER_SECOND_MIN = 5_000;

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

const { reference, sqlite, postgres } = await measureServer(FACTS);
const ways = { reference, SQLite: sqlite, PostgreSQL: postgres };
const load = loadavg()[0] ?? 0;
printReport(
  `Draining ${FACTS} sales through HTTP, judged and projected, machine load ${load.toFixed(1)} (reference: bare Fastify, one insert each)`,
  [
    reached('SQLite (WAL, FULL)', sqlite.factsPerSecond, 'facts/s', SQLITE_FACTS_PER_SECOND_MIN),
    reached('PostgreSQL 18 (fsync)', postgres.factsPerSecond, 'facts/s', POSTGRES_FACTS_PER_SECOND_MIN),
    measured('reference', reference.factsPerSecond, 'facts/s'),
    ...Object.entries(ways).flatMap(([what, way]) => [
      measured(`${what}, × reference time`, way.milliseconds / reference.milliseconds, '×'),
      measured(`${what}, processor time a fact, client included`, way.processorMicrosecondsPerFact, 'µs'),
      measured(`${what}, slowest batch`, way.slowestBatchMs, 'ms'),
    ]),
  ],
);

printReport('The till with 10,000 products', await benchTill());

printReport("Draining a browser's ledger through the whole road, on loopback", await benchDrain());

printReport('Sending again after an outage', await benchOutages());

printReport(
  'Proving a ledger file with the witness, a process of its own',
  await benchVerify(LEDGER_ENTRIES),
);
