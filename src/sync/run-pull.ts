import { pullReplySchema, type PullReply } from '#protocol/pull.ts';
import type { LedgerPort } from '../storage/ledger/ledger-port.ts';
import { NOT_TAKEN } from '../storage/replica/page-outcomes.ts';
import { REPLICA_SCHEMA, type Cursor, type Replica, type TakenPage } from '../storage/replica/replica.ts';
import type { Failure } from './sync-model.ts';
import type { Transport } from './transport.ts';

/** Epochs that one request may ask about; a device has a handful. */
const EPOCHS_MAX = 100;

export interface PullOrder {
  readonly stream: string;
  readonly rowsMax: number;
}

export interface PullRun {
  readonly deviceId: string;
  readonly replica: Replica;
  /** Null while a device is being enrolled: it has no ledger before its rows are here. */
  readonly ledger: LedgerPort | null;
  readonly transport: Transport;
  readonly token: string;
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

export type PullOutcome =
  | { readonly ok: true; readonly reply: PullReply; readonly taken: TakenPage; readonly tookMs: number }
  | { readonly ok: false; readonly failure: Failure; readonly tookMs: number };

/** Fetches and stores one page: page and cursor in one transaction, then what it says of our own entries. */
export async function runPull(order: PullOrder, run: PullRun): Promise<PullOutcome> {
  const { deviceId, replica, ledger, transport, token, timeoutMs, signal } = run;
  const { cursor, scopeHash } = await replica.readStream(order.stream);
  const epochs = await epochsToAsk(ledger);
  const answer = await transport.post({
    path: '/api/sync/v1/pull',
    message: {
      deviceId,
      epochs,
      stream: order.stream,
      cursor,
      scopeHash,
      schema: REPLICA_SCHEMA,
      limit: order.rowsMax,
    },
    reply: pullReplySchema,
    token,
    timeoutMs,
    signal,
  });
  if (!answer.ok) return answer;
  const { value: reply, tookMs } = answer;
  // A page that promises more without moving would be asked for again for ever.
  if (reply.more && !reply.reset && reply.to <= (cursor?.seq ?? -1)) {
    return { ok: false, failure: { kind: 'server-error' }, tookMs };
  }
  // Asked for before entries moved to a new epoch, a page says nothing of that epoch, though its rows may hold what they did:
  // taken, it would count them twice.
  const isOvertaken = (await epochsToAsk(ledger)).some((epoch) => !epochs.includes(epoch));
  if (isOvertaken) return { ok: true, reply, taken: NOT_TAKEN, tookMs };
  const taken = await replica.takePage(reply, order.stream);
  if (taken.isTaken) await ledger?.noteStamp(reply.mine);
  return { ok: true, reply, taken, tookMs };
}

async function epochsToAsk(ledger: LedgerPort | null): Promise<readonly string[]> {
  const epochs = ledger === null ? [] : await ledger.readEpochs();
  return epochs.map((epoch) => epoch.epoch).slice(-EPOCHS_MAX);
}

/** Tells whether a stream that stands at `head` on the server has something that is not here. */
export async function isBehind(replica: Replica, stream: string, head: Cursor): Promise<boolean> {
  const { cursor } = await replica.readStream(stream);
  return cursor === null || cursor.gen !== head.gen || cursor.seq < head.seq;
}
