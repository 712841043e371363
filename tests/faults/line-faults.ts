import type { ProofRow } from '../prove/proof-row.ts';
import { PASS, type Exchange, type LineFault } from './fault-proxy.ts';
import type { FaultGround } from './fault-ground.ts';
import { WORST_2G } from './slow-link.ts';
import { onGround, renewTired } from './on-ground.ts';

const PATHS = ['/push', '/pull', '/session/nonce', '/session'] as const;
const PORTAL = '<!doctype html><title>Wi-Fi</title><h1>Masuk Wi-Fi dulu</h1>';

/** What our own server can refuse with, and what it calls that. */
const REFUSALS: readonly (readonly [status: number, problem: string, retryAfterS?: number])[] = [
  [400, 'malformed'],
  [400, 'damaged'],
  [401, 'unauthenticated'],
  [403, 'revoked'],
  [403, 'forbidden'],
  [404, 'not_found'],
  [408, 'a_word_of_tomorrow'],
  [409, 'stale'],
  [413, 'too_large'],
  [422, 'broken_chain'],
  [422, 'epoch_foreign'],
  [426, 'update_needed'],
  [429, 'rate_limited', 20],
  [500, 'server_error'],
  [502, 'a_word_of_tomorrow'],
  [503, 'unavailable', 5],
  [504, 'a_word_of_tomorrow'],
  [507, 'storage_full', 5],
];

/** What a proxy or a portal says in our place. */
const STRANGERS = [
  200, 204, 301, 302, 307, 400, 401, 403, 404, 408, 409, 413, 426, 429, 500, 502, 503, 504, 507, 511,
];

/**
 * Walks each fault that has a name over each request that a till makes, a new sale or new rows each time: lost before and
 * after the server's work, heard twice, kept back until another was answered, silent in the middle, every status from our own
 * server and from strangers, a portal's page, a redirect.
 */
export async function nameFaults(): Promise<ProofRow> {
  return await onGround('named faults on push, pull and session', async (ground) => {
    let trials = 0;
    for (const fault of namedFaults()) {
      for (const path of PATHS) {
        await renewTired(ground);
        await walk(ground, path, fault);
        trials += 1;
      }
    }
    return { trials };
  });
}

/**
 * A push that was given up is kept on the way, and comes to the server only after the same entries and newer ones were sent
 * again and taken: the older request arrives last.
 */
export async function reorderPushes(trials: number): Promise<ProofRow> {
  return await onGround('two pushes that change places', async (ground) => {
    for (let trial = 0; trial < trials; trial += 1) {
      await renewTired(ground);
      const { promise, resolve } = Promise.withResolvers<void>();
      await ground.till.sell(1 + (trial % 3));
      ground.once('/push', { kind: 'late', until: promise });
      const older = ground.proxy.heard('/push').length;
      await ground.until(() => ground.proxy.heard('/push').length > older + 1);
      await ground.till.sell(1);
      await ground.untilSent();
      resolve();
      await ground.until(() => ground.proxy.heard('/push')[older]?.reply !== null);
    }
    return { trials };
  });
}

/** Sends sales and reads all rows over the worst link of all; nothing times out for ever. */
export async function crawl(sales: number): Promise<ProofRow> {
  return await onGround(`${sales} sales at 40 kbit/s and 800 ms each way`, async (ground) => {
    const { till } = ground;
    ground.proxy.slowDown(WORST_2G);
    await till.sell(sales);
    await till.readAnew();
    await ground.inRealTime(async () => (await till.unsent()) === 0 && (await till.hasRead()));
    ground.proxy.slowDown(null);
    return { trials: sales };
  });
}

function* namedFaults(): Iterable<LineFault> {
  yield { kind: 'cut-request', at: 0 };
  yield { kind: 'cut-reply', at: 0 };
  yield { kind: 'twice' };
  for (const at of [0, 1, 1400]) yield { kind: 'stall', at };
  for (const [status, problem, retryAfterS] of REFUSALS) yield refusal(status, problem, retryAfterS);
  for (const status of STRANGERS) yield stranger(status);
}

/** One fault for the next request to a path, met with a sale to send, rows to read and a session to open. */
async function walk(ground: FaultGround, path: string, fault: LineFault): Promise<void> {
  const { till } = ground;
  let isMet = false;
  ground.proxy.fault = (exchange: Exchange) => {
    if (isMet || !exchange.path.endsWith(path)) return PASS;
    isMet = true;
    return fault;
  };
  await till.sell(1);
  await till.readAnew();
  // A token that is too old makes the till open a session, whose two requests can then be met too.
  if (path.includes('session')) till.clock.pass(20 * 60_000);
  // A refusal that says "revoked" stops the selling until the server has given a page again.
  const isSelling = async (): Promise<boolean> => !(await till.ledger.readMeta()).isRevoked;
  await ground.until(
    async () => isMet && (await till.unsent()) === 0 && (await till.hasRead()) && (await isSelling()),
  );
}

function refusal(status: number, problem: string, retryAfterS?: number): LineFault {
  const patience = retryAfterS === undefined ? '' : `retry-after: ${retryAfterS}\r\n`;
  const head = `x-gerai-sync: 1\r\ncontent-type: application/json\r\n${patience}`;
  return answer(status, head, JSON.stringify({ problem }));
}

function stranger(status: number): LineFault {
  const isRedirect = status > 300 && status < 309;
  const where = isRedirect ? 'location: http://127.0.0.1:9/login\r\n' : '';
  return answer(status, `content-type: text/html\r\n${where}`, status === 204 ? '' : PORTAL);
}

function answer(status: number, head: string, body: string): LineFault {
  const length = status === 204 ? '' : `content-length: ${Buffer.byteLength(body)}\r\n`;
  return { kind: 'answer', bytes: Buffer.from(`HTTP/1.1 ${status} Said\r\n${head}${length}\r\n${body}`) };
}
