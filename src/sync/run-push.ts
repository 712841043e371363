import { pushReplySchema, type Checkpoint, type PushReply, type PushRequest } from '#protocol/push.ts';
import { signedText } from '#protocol/signed.ts';
import type { DeviceIdentity, PushMark } from '../storage/ledger/ledger-port.ts';
import { buildPush, type PushOrder, type PushParts } from './push-request.ts';
import type { Failure, PushAnswer } from './sync-model.ts';
import type { Transport } from './transport.ts';

/** A request with its reply: what the ledger may note of it is decided from both. */
export interface PushExchange {
  readonly request: PushRequest;
  readonly reply: PushReply;
  /** Device clock at the reply, milliseconds since 1970. */
  readonly heardAt: number;
}

export type PushOutcome =
  | { readonly ok: true; readonly answer: PushAnswer; readonly exchange: PushExchange }
  | { readonly ok: false; readonly failure: Failure; readonly sent: number; readonly tookMs: number };

export interface PushRun extends PushParts {
  readonly transport: Transport;
  readonly token: string;
  readonly now: () => number;
}

/** Sends one batch, or a hello when nothing is unsent, and reads the answer against our own hashes. */
export async function runPush(order: PushOrder, run: PushRun): Promise<PushOutcome> {
  const request = await buildPush(order, run);
  if (request === null) {
    // As with a chain that the server finds broken: our own is recomputed, and what is left of it goes on.
    return { ok: false, failure: { kind: 'broken-chain' }, sent: 0, tookMs: 0 };
  }
  const sent = request.entries.length;
  const answer = await run.transport.post({
    path: '/api/sync/v1/push',
    message: request,
    reply: pushReplySchema,
    token: run.token,
  });
  if (!answer.ok) return { ok: false, failure: answer.failure, sent, tookMs: answer.tookMs };
  const exchange = { request, reply: answer.value, heardAt: run.now() };
  return { ok: true, answer: answerOf(exchange, answer.tookMs), exchange };
}

/** Who hears a reply, and how the server's signature on it is checked. */
export interface PushHearer {
  readonly identity: DeviceIdentity;
  readonly isSignedBy: (publicKey: string, text: string, signature: string) => Promise<boolean>;
}

/** What a reply lets the ledger note. The checkpoint is kept only if it is the server's word about one of our own hashes. */
export async function markOf(
  exchange: PushExchange,
  acked: Pick<PushMark, 'ackedTo' | 'ackedBackTo'>,
  hearer: PushHearer,
): Promise<PushMark> {
  const { request, reply, heardAt } = exchange;
  const { serverTime } = reply;
  const isTrusted = reply.checkpoint !== null && (await isGenuine(reply.checkpoint, exchange, hearer));
  return {
    epoch: request.epoch,
    ...acked,
    // Statuses beyond what we may call acked would speak of entries that the server has not proved to hold.
    statuses: reply.status
      .filter(([seq]) => acked.ackedTo !== null && seq <= acked.ackedTo && ownHashAt(request, seq) !== null)
      .map(([seq, status, reason]) => [seq, status, reason ?? null]),
    checkpoint: isTrusted ? reply.checkpoint : null,
    durableThrough: reply.durableThrough,
    serverGen: reply.serverGen,
    series: reply.series,
    serverClock: { serverAt: serverTime, offset: serverTime - heardAt },
  };
}

function answerOf({ request, reply }: PushExchange, tookMs: number): PushAnswer {
  const { matched } = reply;
  return {
    epoch: request.epoch,
    outcome: reply.outcome,
    baseSeq: request.base.seq,
    sent: request.entries.length,
    matchedSeq: matched?.seq ?? null,
    matchedHash: matched?.hash ?? null,
    isOwnHash: matched !== null && ownHashAt(request, matched.seq) === matched.hash,
    serverAcked: reply.serverAcked,
    serverGen: reply.serverGen,
    tookMs,
  };
}

/** Our own hash at a place of this request: only what was sent can be acknowledged. */
function ownHashAt(request: PushRequest, seq: number): string | null {
  if (seq === request.base.seq) return request.base.hash;
  return request.entries.find((entry) => entry.seq === seq)?.hash ?? null;
}

async function isGenuine(
  checkpoint: Checkpoint,
  exchange: PushExchange,
  { identity, isSignedBy }: PushHearer,
): Promise<boolean> {
  const { request, reply } = exchange;
  if (checkpoint.epoch !== request.epoch || ownHashAt(request, checkpoint.seq) !== checkpoint.hash)
    return false;
  const { coopId, deviceId, serverKey } = identity;
  const { n, epoch, seq, hash, at } = checkpoint;
  const text = signedText.checkpoint({
    coopId,
    deviceId,
    serverGen: reply.serverGen,
    n,
    epoch,
    seq,
    hash,
    at,
  });
  return await isSignedBy(serverKey, text, checkpoint.signature);
}
