import { sha256Hex } from '#domain/chain.ts';
import { dumpReplySchema, type DumpReason, type DumpReply } from '#protocol/dump.ts';
import { utf8Length } from '#protocol/own-body.ts';
import { PROTOCOL_VERSION } from '#protocol/version.ts';
import type { Clock } from '../device/clock.ts';
import type { Random } from '../device/random.ts';
import type { EpochState, LedgerPort, StoredEntry } from '../storage/ledger/ledger-port.ts';
import { pickDelay, retryDelay } from './backoff.ts';
import { pause } from './pause.ts';
import type { Failure } from './sync-model.ts';
import type { Answer, Transport } from './transport.ts';

/** What a part is filled up to. Small enough for a 2G link to carry within {@link PART_TIMEOUT_MS}. */
const PART_BYTES = 128 * 1024;
const PART_TIMEOUT_MS = 60_000;

/** Entries read from the ledger at once. */
const CHUNK = 200;

export interface DumpOrder {
  readonly epoch: string;
  readonly reason: DumpReason;
}

export interface DumpRun {
  readonly deviceId: string;
  readonly ledger: Pick<LedgerPort, 'readEpochs' | 'readEntries'>;
  readonly transport: Transport;
  /** A token that counts, or null. */
  readonly token: () => string | null;
  readonly signal: AbortSignal;
}

export type DumpOutcome = { readonly ok: true } | { readonly ok: false; readonly failure: Failure };

/** What of the world the waiting between two attempts needs. */
export interface DumpPatience {
  readonly clock: Clock;
  readonly random: Random;
  readonly isVisible: () => boolean;
  /** Asks for a session. */
  readonly askSession: () => void;
}

/**
 * Hands over all entries of an epoch that are still here, as they lie in the ledger, for a person to look at: a ledger that
 * the server won't take by pushes must not exist on one device only. Parts are cut the same way each time and the server says
 * how many it has, so an attempt goes on where the last one ended, also after a restart of the program.
 */
export async function runDump(order: DumpOrder, run: DumpRun): Promise<DumpOutcome> {
  const epoch = (await run.ledger.readEpochs()).find((candidate) => candidate.epoch === order.epoch);
  if (epoch === undefined) return { ok: true };
  const from = (await run.ledger.readEntries(epoch.epoch, 0, 1))[0]?.seq ?? 0;
  // What is sold meanwhile belongs to another dump: this one ends where the ledger did when it began.
  const dumpId = sha256Hex(`gerai1|dump|${epoch.epoch}|${from}|${epoch.seq}|${epoch.hash}`).slice(0, 32);
  let part = 0;
  let through = 0;
  for await (const { lines, isLast } of partsOf(epoch, run.ledger)) {
    part += 1;
    if (part <= through) continue;
    const answer = await sendPart({ ...order, dumpId, part, isLast, lines, epochOpen: epoch.open }, run);
    if (!answer.ok) return { ok: false, failure: answer.failure };
    through = answer.value.through;
  }
  return { ok: true };
}

/**
 * Dumps until the server has everything or flatly refuses (a full share), beside the lanes and without a last try.
 * @throws AbortError when the signal gives it up · StorageFailure when the ledger can't be read
 */
export async function dumpUntilThrough(
  order: DumpOrder,
  run: DumpRun,
  patience: DumpPatience,
): Promise<void> {
  const { clock, random, isVisible, askSession } = patience;
  for (let attempt = 1; ; attempt += 1) {
    run.signal.throwIfAborted();
    const outcome = await runDump(order, run);
    if (outcome.ok || outcome.failure.kind === 'refused') return;
    if (outcome.failure.kind === 'unauthenticated') askSession();
    const { kind } = outcome.failure;
    const asked = kind === 'busy' ? outcome.failure.retryAfterMs : null;
    const delay = pickDelay(retryDelay(attempt, isVisible(), 0), random.bytes(1)[0] ?? 0);
    await pause(Math.max(delay, asked ?? 0), clock, run.signal);
  }
}

interface Part {
  /** Entries as JSON, one a line. */
  readonly lines: string;
  readonly isLast: boolean;
}

/** Cuts an epoch into parts by what each entry weighs in the request. An epoch without entries is one empty part. */
async function* partsOf(epoch: EpochState, ledger: DumpRun['ledger']): AsyncGenerator<Part> {
  let lines: string[] = [];
  let bytes = 0;
  for (let after = 0; after < epoch.seq;) {
    const entries = await ledger.readEntries(epoch.epoch, after, CHUNK);
    for (const entry of entries) {
      if (entry.seq > epoch.seq) break;
      const line = JSON.stringify(wireEntry(entry));
      const weight = utf8Length(JSON.stringify(line));
      if (bytes + weight > PART_BYTES && lines.length > 0) {
        yield { lines: lines.join('\n'), isLast: false };
        [lines, bytes] = [[], 0];
      }
      lines.push(line);
      bytes += weight;
    }
    const last = entries.at(-1);
    if (last === undefined) break;
    after = last.seq;
  }
  yield { lines: lines.join('\n'), isLast: true };
}

function wireEntry({ seq, factId, hash, body, origin }: StoredEntry): object {
  return { seq, factId, hash, body, origin };
}

async function sendPart(
  part: DumpOrder &
    Part & { readonly dumpId: string; readonly part: number; readonly epochOpen: EpochState['open'] },
  { deviceId, transport, token, signal }: DumpRun,
): Promise<Answer<DumpReply>> {
  const counting = token();
  if (counting === null)
    return { ok: false, failure: { kind: 'unauthenticated' }, tookMs: 0, hasAnswered: false };
  return await transport.post({
    path: '/api/sync/v1/dump',
    message: { proto: PROTOCOL_VERSION, deviceId, ...part },
    reply: dumpReplySchema,
    token: counting,
    timeoutMs: PART_TIMEOUT_MS,
    signal,
  });
}
