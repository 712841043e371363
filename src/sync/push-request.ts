import { RUPIAH_MAX } from '#domain/money.ts';
import type { WireEntry } from '#protocol/entry.ts';
import { utf8Length } from '#protocol/own-body.ts';
import { PUSH_BYTES_MAX } from '#protocol/limits.ts';
import type { PushRequest } from '#protocol/push.ts';
import { signedText } from '#protocol/signed.ts';
import { PROTOCOL_VERSION } from '#protocol/version.ts';
import { readPending, type Pending } from '../storage/ledger/ledger-live.ts';
import type { DeviceIdentity, EpochState, LedgerMeta, LedgerPort } from '../storage/ledger/ledger-port.ts';

/** Room for everything in a push that is not an entry. */
const ENVELOPE_BYTES = 8 * 1024;

export interface PushOrder {
  readonly epoch: string;
  /** Entries after this one are sent; it is the base. */
  readonly afterSeq: number;
  readonly entriesMax: number;
}

/** What a push says of the program and the device besides entries. */
export interface ClientNote {
  readonly build: string;
  /** Schema version of the replica. */
  readonly schema: number;
  readonly isPersisted: boolean;
  /** Device clock, milliseconds since 1970. */
  readonly now: number;
}

export interface PushParts {
  readonly identity: DeviceIdentity;
  readonly ledger: LedgerPort;
  readonly sign: (text: string) => Promise<string>;
  readonly note: ClientNote;
}

/**
 * Builds a push. Entries are copied field by field from the ledger, so that a retry carries the same bytes; only the
 * envelope may differ.
 * @returns null when the ledger lacks the epoch, the base or the entry after it: nothing can be proved without them
 */
export async function buildPush(order: PushOrder, parts: PushParts): Promise<PushRequest | null> {
  const { identity, ledger, note } = parts;
  const epochs = await ledger.readEpochs();
  const epoch = epochs.find((candidate) => candidate.epoch === order.epoch);
  const base = epoch === undefined ? null : await readBase(ledger, epoch, order.afterSeq);
  if (epoch === undefined || base === null) return null;
  const entries = await readBatch(ledger, epoch, order);
  if (entries.length === 0 && order.afterSeq < epoch.seq) return null;
  const [meta, pending] = await Promise.all([ledger.readMeta(), readPending(ledger)]);
  return {
    proto: PROTOCOL_VERSION,
    deviceId: identity.deviceId,
    epoch: epoch.epoch,
    epochOpen: epoch.open,
    serverGen: meta.serverGen,
    base,
    head: await signHead(identity, epoch, parts.sign),
    oldestRetained: (epoch.prunedThrough?.seq ?? 0) + 1,
    entries,
    client: clientBlock(note, meta, pending),
  };
}

async function readBase(
  ledger: LedgerPort,
  epoch: EpochState,
  seq: number,
): Promise<PushRequest['base'] | null> {
  if (seq === 0) return { seq, hash: epoch.genesisHash };
  if (seq === epoch.prunedThrough?.seq) return { seq, hash: epoch.prunedThrough.hash };
  if (seq === epoch.seq) return { seq, hash: epoch.hash };
  const entry = await ledger.readEntry(epoch.epoch, seq);
  return entry === null ? null : { seq, hash: entry.hash };
}

/** As many entries as the order and the wire allow, but at least one: no single body comes near the limit. */
async function readBatch(ledger: LedgerPort, epoch: EpochState, order: PushOrder): Promise<WireEntry[]> {
  const stored = await ledger.readEntries(epoch.epoch, order.afterSeq, order.entriesMax);
  const batch: WireEntry[] = [];
  let bytes = ENVELOPE_BYTES;
  for (const { seq, factId, hash, body, origin } of stored) {
    // A sale may be appended between two readings; what lies behind the signed head goes with the next push.
    // What lies behind a hole has lost its link: it is found out when nothing else is left to send.
    if (seq > epoch.seq || seq !== order.afterSeq + batch.length + 1) break;
    const entry: WireEntry = { seq, factId, hash, body, origin };
    bytes += utf8Length(JSON.stringify(entry)) + 1;
    if (bytes > PUSH_BYTES_MAX && batch.length > 0) break;
    batch.push(entry);
  }
  return batch;
}

async function signHead(
  identity: DeviceIdentity,
  epoch: EpochState,
  sign: (text: string) => Promise<string>,
): Promise<PushRequest['head']> {
  const { seq, hash, totals } = epoch;
  const { coopId, deviceId } = identity;
  const signature = await sign(signedText.head({ coopId, deviceId, epoch: epoch.epoch, seq, hash, totals }));
  return { seq, hash, totals, signature };
}

function clientBlock(note: ClientNote, meta: LedgerMeta, pending: Pending): PushRequest['client'] {
  return {
    build: note.build,
    schema: note.schema,
    series: meta.series,
    persisted: note.isPersisted,
    pending: pending.count,
    // A sum of sales may pass what one amount may be, and one malformed field would stop every push for good.
    pendingRupiah: Math.min(pending.rupiah, RUPIAH_MAX),
    oldestPendingAt: pending.oldestAt,
    now: note.now,
  };
}
