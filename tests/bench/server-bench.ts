import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PUSH_BYTES_MAX, PUSH_ENTRIES_MAX } from '#protocol/limits.ts';
import type { PushReply } from '#protocol/push.ts';
import { openPremises } from '../../sync-server/premises.ts';
import { buildServer } from '../../sync-server/server.ts';
import { TestDevice, type TestLedger } from '../server/builders/device.ts';
import { COOP_ID, fillShop, OUTLET } from '../server/builders/shop.ts';
import { startPostgres } from '../support/postgres.ts';
import { poster } from './poster.ts';
import { openPlainServer } from './plain-server.ts';

export interface ServerBench {
  readonly facts: number;
  /** Requests: 500 facts each, or as many as fit into 512 KiB. */
  readonly batches: number;
  readonly milliseconds: number;
  readonly factsPerSecond: number;
  /** Processor time of this process, in which client and server both run. */
  readonly processorMicrosecondsPerFact: number;
  /** The slowest batch, from request to reply. */
  readonly slowestBatchMs: number;
}

/** The same sales drained three ways in one run, so that a busy machine is busy for all of them. */
export interface ServerBenches {
  /** Bare Fastify and one insert into node:sqlite, as durable: no chain, no judging, no stock. */
  readonly reference: ServerBench;
  readonly sqlite: ServerBench;
  readonly postgres: ServerBench;
}

/**
 * Measures how many sales a second travel through real HTTP into durable databases: chain check, judging, stock, findings and
 * signed checkpoints included. Making the sales is not counted.
 */
export async function measureServer(facts = 10_000): Promise<ServerBenches> {
  const postgres = await startPostgres({ isDurable: true });
  try {
    return {
      reference: await measureReference(facts),
      sqlite: await measureStore(facts, null),
      postgres: await measureStore(facts, postgres.url),
    };
  } finally {
    await postgres.stop();
  }
}

/** Drains into the product itself. @param databaseUrl an empty PostgreSQL database; null for SQLite */
export async function measureStore(facts: number, databaseUrl: string | null): Promise<ServerBench> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'gerai-bench-'));
  const premises = await openPremises({ mode: 'demo', dataFolder, databaseUrl });
  await fillShop(premises);
  const app = await buildServer(premises, {
    appFolder: null,
    logLevel: 'silent',
    consoleToken: null,
    metricsToken: null,
    publicUrl: null,
  });
  try {
    const address = await app.listen({ host: '127.0.0.1', port: 0 });
    const device = new TestDevice(app);
    await device.enrol(premises.desk.makeDemoCode({ coopId: COOP_ID, outletId: OUTLET.id }));
    await device.openSession();
    device.ledger.appendSales(facts);
    return await drain(`${address}/api/sync/v1/push`, device.token, packBatches(device.ledger));
  } finally {
    await app.close();
    rmSync(dataFolder, { recursive: true, force: true });
  }
}

async function measureReference(facts: number): Promise<ServerBench> {
  const reference = await openPlainServer();
  try {
    const device = new TestDevice(reference.app);
    device.ledger.appendSales(facts);
    return await drain(reference.url, 'none', packBatches(device.ledger));
  } finally {
    await reference.close();
  }
}

interface Batch {
  readonly body: string;
  /** The last entry in it. */
  readonly upTo: number;
}

/** Packs a ledger as a till does: up to 500 entries a push, and no more bytes than one may have. */
function packBatches(ledger: TestLedger): readonly Batch[] {
  const batches: Batch[] = [];
  const sizes = ledger.entries.map((entry) => Buffer.byteLength(JSON.stringify(entry)) + 1);
  for (let after = 0; after < sizes.length;) {
    let upTo = after;
    for (let bytes = 0; upTo - after < PUSH_ENTRIES_MAX; upTo += 1) {
      bytes += sizes[upTo] ?? Number.POSITIVE_INFINITY;
      if (bytes > PUSH_BYTES_MAX) break;
    }
    batches.push({ body: JSON.stringify(ledger.pushRequest({ after, upTo })), upTo });
    after = upTo;
  }
  return batches;
}

async function drain(url: string, token: string, batches: readonly Batch[]): Promise<ServerBench> {
  const { post, close } = poster(url, token);
  const startedAt = performance.now();
  const before = process.cpuUsage();
  let slowestBatchMs = 0;
  let facts = 0;
  for (const { body, upTo } of batches) {
    const sentAt = performance.now();
    const { status, text } = await post(body);
    const answer = JSON.parse(text) as Partial<PushReply>;
    if (status !== 200 || answer.serverAcked !== upTo)
      throw new Error(`A batch was answered ${status} ${text.slice(0, 500)}`);
    facts = upTo;
    slowestBatchMs = Math.max(slowestBatchMs, performance.now() - sentAt);
  }
  const milliseconds = performance.now() - startedAt;
  const { user, system } = process.cpuUsage(before);
  close();
  return {
    facts,
    batches: batches.length,
    milliseconds,
    factsPerSecond: Math.round((facts / milliseconds) * 1000),
    processorMicrosecondsPerFact: Math.round((user + system) / facts),
    slowestBatchMs,
  };
}

if (import.meta.main) console.log(await measureServer());
