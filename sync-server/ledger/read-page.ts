import * as z from 'zod/mini';
import { accepted, refused, type Result } from '#domain/result.ts';
import type { Problem } from '#protocol/problem.ts';
import type { PullReply, PullRequest, Stamp } from '#protocol/pull.ts';
import type { DeviceSession } from '../enrolment/session-register.ts';
import { digest } from '../keys/signatures.ts';
import type { Clock } from '../ports.ts';
import type { ChangeRecord, StreamHead } from '../store/records.ts';
import type { Store, StoreReader } from '../store/store.ts';
import { MASTER_STREAM, outletStream } from './knowledge.ts';

const rowSchema = z.record(z.string(), z.unknown());

/**
 * Reads one page of a stream: rows, cursor and what the server has of the device's own entries, all in one snapshot. A
 * stream outside the device's scope is answered like one that does not exist.
 */
export async function readPage(
  ground: { readonly store: Store; readonly clock: Clock },
  session: DeviceSession,
  request: PullRequest,
): Promise<Result<PullReply, Problem>> {
  const { coopId, deviceId } = session;
  if (request.deviceId !== deviceId || !streamsOf(session).includes(request.stream))
    return refused({ problem: 'not_found' });
  // Taken before the snapshot: the age of the figures may be too great, never too small.
  const serverTime = ground.clock.now();
  return ground.store.read(async (snapshot) => {
    const coop = await snapshot.readCoop(coopId);
    if (coop === null) return refused({ problem: 'not_found' });
    const head = await snapshot.readStreamHead(coopId, request.stream);
    const scopeHash = scopeHashOf(session, request);
    const reset = mustReset(request, { serverGen: coop.serverGen, head, scopeHash });
    const from = reset ? 0 : (request.cursor?.seq ?? 0);
    const page = { after: from, limit: request.limit + 1 };
    const found = await snapshot.readChanges(coopId, request.stream, page);
    const more = found.length > request.limit;
    const changes = more ? found.slice(0, request.limit) : found;
    const to = more ? (changes.at(-1)?.seq ?? from) : head.seq;
    const mine = await readStamp(snapshot, session, request.epochs);
    const { serverGen } = coop;
    return accepted({
      serverGen,
      reset,
      from,
      to,
      head: head.seq,
      more,
      rows: changes.map(wireRow),
      mine,
      scopeHash,
      serverTime,
    });
  });
}

/** The scope of a device: the co-operative's master rows, and what belongs to its own outlet. */
export function streamsOf(session: DeviceSession): readonly string[] {
  return [MASTER_STREAM, outletStream(session.outletId)];
}

/** What the device is entitled to see, and in which shape it keeps it: another scope or a newer replica starts over. */
function scopeHashOf(session: DeviceSession, request: PullRequest): string {
  return digest(['gerai1|scope', session.coopId, session.outletId, request.stream, request.schema].join('|'));
}

function mustReset(
  request: PullRequest,
  now: { readonly serverGen: string; readonly head: StreamHead; readonly scopeHash: string },
): boolean {
  const { cursor, scopeHash } = request;
  if (cursor === null || cursor.gen !== now.serverGen) return true;
  if (scopeHash !== null && scopeHash !== now.scopeHash) return true;
  // A cursor past the head is of a history that this server does not have.
  return cursor.seq < now.head.tombstoneFloor || cursor.seq > now.head.seq;
}

/** The stored JSON goes out as it is: a column that this program does not know is none of its business. */
function wireRow(change: ChangeRecord): PullReply['rows'][number] {
  const row = change.row === null ? null : rowSchema.parse(JSON.parse(change.row));
  return [change.entity, change.id, change.seq, row];
}

async function readStamp(
  snapshot: StoreReader,
  session: DeviceSession,
  epochs: readonly string[],
): Promise<Stamp> {
  const mine: Stamp = {};
  for (const epoch of await snapshot.readEpochsOf(session.coopId, session.deviceId)) {
    if (!epochs.includes(epoch.epoch)) continue;
    const unsettled = await snapshot.readUnsettled(session.coopId, epoch.epoch);
    const seqs = (status: 'held' | 'quarantined'): number[] =>
      unsettled.filter((verdict) => verdict.status === status).map((verdict) => verdict.seq);
    mine[epoch.epoch] = {
      acked: epoch.acked.seq,
      durable: epoch.durableSeq,
      unapplied: seqs('held'),
      quarantined: seqs('quarantined'),
    };
  }
  return mine;
}
