import type { PullReply } from '#protocol/pull.ts';
import { isRowEntity, parseRow } from '#protocol/rows.ts';
import { NOT_TAKEN } from './page-outcomes.ts';
import { sealedStaffRow } from './sealed-staff.ts';
import { REPLICA_SCHEMA, type TakenPage } from './replica.ts';
import type { ReplicaRow, ReplicaSet } from './replica-database.ts';
import type { ReplicaTx } from './replica-tx.ts';
import { setToContinue } from './replica-views.ts';

/** A row of a page, sealed and parsed; `row` null was deleted. */
export type IncomingRow = Omit<ReplicaRow, 'set' | 'stampId' | 'row'> & {
  readonly row: ReplicaRow['row'] | null;
};

export interface IncomingPage {
  readonly reply: PullReply;
  readonly stream: string;
  readonly rows: readonly IncomingRow[];
}

type WireRow = PullReply['rows'][number];

/** Seals the PIN hashes of a page's rows and finds out which of them this program can read. */
export async function incomingRows(
  rows: readonly WireRow[],
  pinKey: CryptoKey,
): Promise<readonly IncomingRow[]> {
  const sealed = await Promise.all(rows.map((row) => sealedRow(row, pinKey)));
  return sealed.map(([entity, id, seq, row]) => {
    const fits = row !== null && isRowEntity(entity) && parseRow(entity, row) !== null;
    return { entity, id, seq, row, fits };
  });
}

/**
 * Stores a page and its cursor. Runs inside one transaction over rows, sets and stamps and awaits nothing else.
 *
 * ```
 *            reset                     page …                  last page
 *   in use ─────────▶ in use + loading ──────▶ in use + loading ─────────▶ loading becomes in use, the old set goes
 * ```
 */
export async function storePage(tx: ReplicaTx, page: IncomingPage): Promise<TakenPage> {
  const { reply, stream } = page;
  const sets = await tx.sets(stream);
  const target = reply.reset ? await beginSet(tx, page, sets) : await setFollowedBy(tx, page, sets);
  if (target === null) return NOT_TAKEN;
  const isCaughtUp = !reply.more && reply.to >= reply.head;
  const stampId = await tx.addStamp({ set: target.set, mine: reply.mine });
  const gone = page.rows.filter((row) => row.row === null);
  await Promise.all([
    tx.putRows(keptRows(page.rows, { set: target.set, stampId })),
    tx.deleteRows(target.set, gone),
    tx.putSet({
      ...target,
      gen: reply.serverGen,
      seq: reply.to,
      scopeHash: reply.scopeHash,
      isInUse: target.isInUse || isCaughtUp,
      caughtUp: isCaughtUp ? stampId : target.caughtUp,
      caughtUpAt: isCaughtUp ? reply.serverTime : (target.caughtUpAt ?? null),
    }),
  ]);
  const isSwapped = isCaughtUp && !target.isInUse;
  // A page that caught up speaks for every row of its set, so the stamps before it have nothing left to say.
  if (isCaughtUp) await tx.dropStampsBefore(target.set, stampId);
  if (isSwapped) await dropSets(tx, sets, (set) => set.set !== target.set);
  const isSeen = isSwapped || target.isInUse;
  const stock = page.rows.filter((row) => row.entity === 'stock');
  return {
    isTaken: true,
    isSwapped,
    isCaughtUp,
    entities: new Set(isSeen ? page.rows.map((row) => row.entity) : []),
    stockIds: isSeen ? stock.map((row) => row.id) : [],
  };
}

async function sealedRow(wireRow: WireRow, pinKey: CryptoKey): Promise<WireRow> {
  const [entity, id, seq, row] = wireRow;
  if (entity !== 'staff' || row === null) return wireRow;
  return [entity, id, seq, await sealedStaffRow(row, pinKey)];
}

async function beginSet(
  tx: ReplicaTx,
  { reply, stream }: IncomingPage,
  sets: readonly ReplicaSet[],
): Promise<ReplicaSet> {
  await dropSets(tx, sets, (set) => !set.isInUse);
  const fresh = {
    stream,
    gen: reply.serverGen,
    seq: 0,
    scopeHash: reply.scopeHash,
    schema: REPLICA_SCHEMA,
    isInUse: false,
    caughtUp: null,
  };
  return { ...fresh, set: await tx.addSet(fresh) };
}

/** The set that a page without `reset` continues, or a new one when it is the first of all; null when it fits nowhere. */
async function setFollowedBy(
  tx: ReplicaTx,
  page: IncomingPage,
  sets: readonly ReplicaSet[],
): Promise<ReplicaSet | null> {
  const { reply } = page;
  const target = setToContinue(sets);
  if (target === undefined) return reply.from === 0 ? beginSet(tx, page, sets) : null;
  const isNext =
    target.seq === reply.from && target.gen === reply.serverGen && target.scopeHash === reply.scopeHash;
  return isNext ? target : null;
}

async function dropSets(
  tx: ReplicaTx,
  sets: readonly ReplicaSet[],
  isDropped: (set: ReplicaSet) => boolean,
): Promise<void> {
  const keys = sets.filter(isDropped).map((set) => set.set);
  if (keys.length > 0) await tx.dropSets(keys);
}

function keptRows(
  rows: readonly IncomingRow[],
  place: { readonly set: number; readonly stampId: number },
): readonly ReplicaRow[] {
  return rows.flatMap(({ row, ...rest }) => (row === null ? [] : [{ ...rest, ...place, row }]));
}
