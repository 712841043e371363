import { sha256Hex } from '#domain/chain.ts';
import { dumpReplySchema, type DumpReason, type DumpReply, type DumpRequest } from '#protocol/dump.ts';
import { utf8Length } from '#protocol/own-body.ts';
import { PROTOCOL_VERSION } from '#protocol/version.ts';
import type { DeviceIdentity, EpochState, LedgerPort, StoredEntry } from '../storage/ledger/ledger-port.ts';
import { keepTrying, type TryGround } from './keep-trying.ts';
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
  readonly identity: Pick<DeviceIdentity, 'deviceId'>;
  readonly ledger: Pick<LedgerPort, 'readEpochs' | 'readEntries'>;
  readonly transport: Transport;
  /** Gives a token that counts, or null; opens a session when rows are asked for. */
  readonly driver: { token(): string | null; pullNow(): void };
}

export type DumpOutcome = { readonly ok: true } | { readonly ok: false; readonly failure: Failure };

export interface DumpGround extends DumpRun, TryGround {}

/**
 * Hands over all entries of an epoch that are still here, as they lie in the ledger, for a person to look at: a ledger that
 * the server won't take by pushes must not exist on one device only. Parts are cut the same way each time and the server says
 * how many it has, so an attempt goes on where the last one ended, also after a restart of the program.
 */
export async function runDump(order: DumpOrder, run: DumpRun, signal?: AbortSignal): Promise<DumpOutcome> {
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
    const answer = await sendPart(
      { ...order, dumpId, part, isLast, lines, epochOpen: epoch.open },
      run,
      signal,
    );
    if (!answer.ok) return { ok: false, failure: answer.failure };
    through = answer.value.through;
  }
  return { ok: true };
}

/** Hands ledgers over beside the lanes, one dump of an epoch at a time: the pure half may ask for it at every refusal. */
export class Dumps {
  readonly #ground: DumpGround;
  readonly #underWay = new Set<string>();
  readonly #ending = new AbortController();

  constructor(ground: DumpGround) {
    this.#ground = ground;
  }

  /**
   * Dumps until the server has everything or flatly refuses (a full share), without a last try.
   * @throws StorageFailure when the ledger can't be read
   */
  async handOver(order: DumpOrder): Promise<void> {
    if (this.#underWay.has(order.epoch)) return;
    this.#underWay.add(order.epoch);
    try {
      await this.#tryOn(order);
    } catch (error) {
      if (!this.#ending.signal.aborted) throw error;
    } finally {
      this.#underWay.delete(order.epoch);
    }
  }

  stop(): void {
    this.#ending.abort();
  }

  async #tryOn(order: DumpOrder): Promise<void> {
    const { signal } = this.#ending;
    const tryOnce = async (): Promise<Failure | null> => {
      const outcome = await runDump(order, this.#ground, signal);
      if (outcome.ok) return null;
      if (outcome.failure.kind === 'unauthenticated') this.#ground.driver.pullNow();
      return outcome.failure;
    };
    await keepTrying(tryOnce, this.#ground, signal);
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
  part: DumpOrder & Part & Pick<DumpRequest, 'dumpId' | 'part' | 'epochOpen'>,
  { identity, transport, driver }: DumpRun,
  signal?: AbortSignal,
): Promise<Answer<DumpReply>> {
  const token = driver.token();
  if (token === null)
    return { ok: false, failure: { kind: 'unauthenticated' }, tookMs: 0, hasAnswered: false };
  const message: DumpRequest = { proto: PROTOCOL_VERSION, deviceId: identity.deviceId, ...part };
  return await transport.post({
    path: '/api/sync/v1/dump',
    message,
    reply: dumpReplySchema,
    token,
    timeoutMs: PART_TIMEOUT_MS,
    signal,
  });
}
