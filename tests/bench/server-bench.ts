import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PUSH_BYTES_MAX, PUSH_ENTRIES_MAX } from '#protocol/limits.ts';
import type { PushReply } from '#protocol/push.ts';
import { openPremises } from '../../sync-server/premises.ts';
import { buildServer } from '../../sync-server/server.ts';
import { TestDevice, type TestLedger } from '../server/builders/device.ts';
import { COOP_ID, fillShop, OUTLET } from '../server/builders/shop.ts';

export interface ServerBench {
  readonly facts: number;
  /** Requests: 500 facts each, or as many as fit into 512 KiB. */
  readonly batches: number;
  readonly milliseconds: number;
  readonly factsPerSecond: number;
  /** The slowest batch, from request to reply. */
  readonly slowestBatchMs: number;
}

/**
 * Measures how many sales a second travel through real HTTP into a durable SQLite file: chain check, judging, stock, findings
 * and signed checkpoints included. Making the sales is not counted.
 */
export async function measureServer(facts = 10_000): Promise<ServerBench> {
  const folder = mkdtempSync(join(tmpdir(), 'gerai-bench-'));
  const premises = await openPremises({ mode: 'demo', dataFolder: folder });
  await fillShop(premises);
  const app = await buildServer(premises, {
    appFolder: null,
    logLevel: 'silent',
    consoleToken: null,
    metricsToken: null,
  });
  try {
    const address = await app.listen({ host: '127.0.0.1', port: 0 });
    const device = new TestDevice(app);
    await device.enrol(premises.desk.makeDemoCode({ coopId: COOP_ID, outletId: OUTLET.id }));
    await device.openSession();
    device.ledger.appendSales(facts);
    return await drain(`${address}/api/sync/v1/push`, device.token, packBatches(device.ledger), facts);
  } finally {
    await app.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Packs a ledger as a till does: up to 500 entries a push, and no more bytes than one may have. */
function packBatches(ledger: TestLedger): readonly string[] {
  const batches: string[] = [];
  const sizes = ledger.entries.map((entry) => Buffer.byteLength(JSON.stringify(entry)) + 1);
  for (let after = 0; after < sizes.length;) {
    let upTo = after;
    for (let bytes = 0; upTo - after < PUSH_ENTRIES_MAX; upTo += 1) {
      bytes += sizes[upTo] ?? Number.POSITIVE_INFINITY;
      if (bytes > PUSH_BYTES_MAX) break;
    }
    batches.push(JSON.stringify(ledger.pushRequest({ after, upTo })));
    after = upTo;
  }
  return batches;
}

async function drain(
  url: string,
  token: string,
  batches: readonly string[],
  facts: number,
): Promise<ServerBench> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  const startedAt = performance.now();
  let slowestBatchMs = 0;
  let acked = 0;
  for (const body of batches) {
    const sentAt = performance.now();
    const reply = await fetch(url, { method: 'POST', headers, body });
    const answer = (await reply.json()) as PushReply;
    if (answer.outcome !== 'ok')
      throw new Error(`A batch was answered ${reply.status} ${JSON.stringify(answer)}`);
    acked = answer.serverAcked;
    slowestBatchMs = Math.max(slowestBatchMs, performance.now() - sentAt);
  }
  const milliseconds = performance.now() - startedAt;
  if (acked !== facts) throw new Error(`Only ${acked} of ${facts} facts were taken`);
  return {
    facts,
    batches: batches.length,
    milliseconds,
    factsPerSecond: Math.round((facts / milliseconds) * 1000),
    slowestBatchMs,
  };
}

if (import.meta.main) console.log(await measureServer());
