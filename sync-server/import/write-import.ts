import type { FactFrame, MasterEntity } from '#domain/facts.ts';
import { uuidV7 } from '#domain/ids.ts';
import type { Move } from '#domain/stock.ts';
import { BODY_BYTES_MAX, LINES_MAX } from '#protocol/limits.ts';
import { MASTER_STREAM } from '../ledger/knowledge.ts';
import { appendOwnFacts, foundCoop, type OwnDraft, type OwnLedgerGround } from '../ledger/own-ledger.ts';
import type { StoreWriter } from '../store/store.ts';
import type { RowWithId } from './import-plan.ts';
import type { PreparedImport } from './prepare-import.ts';

/** A body also holds its frame; what is left is for the rows. */
const ROWS_BYTES_MAX = BODY_BYTES_MAX - 4096;

/** The books have changed since the import was prepared: nothing was written, and it has to be looked at again. */
export class ImportStale extends Error {
  override readonly name = 'ImportStale';
}

/**
 * Writes what was prepared as facts of the server's own ledger, in the caller's transaction.
 * @throws ImportStale
 */
export async function writeImport(
  tx: StoreWriter,
  ground: OwnLedgerGround,
  prepared: PreparedImport,
  actor?: FactFrame['actor'],
): Promise<void> {
  const { coopId, plan, groups, isNew, masterHead, openings } = prepared;
  if (isNew) await foundCoop(tx, ground, coopId);
  await tx.lockCoop(coopId);
  const head = await tx.readStreamHead(coopId, MASTER_STREAM);
  const opened = await tx.readFactBodies(coopId, 'stock.opened');
  // Sales meanwhile change nothing of this; another import, an office's act or a till's new goods do.
  if (head.seq !== masterHead || opened.length !== openings)
    throw new ImportStale('The books have changed since the files were looked at');
  const drafts = groups.flatMap(({ entity, rows }) => rowDrafts(entity, rows, ground));
  await appendOwnFacts(tx, ground, { coopId, outlet: plan.outlet, actor }, drafts);
  for (const outlet of plan.outlets) {
    const places = new Set(outlet.places.map((place) => place.id));
    const moves = plan.moves.filter((move) => places.has(move.place));
    await appendOwnFacts(tx, ground, { coopId, outlet, actor }, stockDrafts(moves, ground));
  }
}

function rowDrafts(
  entity: MasterEntity,
  rows: readonly RowWithId[],
  ground: OwnLedgerGround,
): readonly OwnDraft[] {
  if (rows.length === 0) return [];
  const documentId = uuidV7(ground.clock.now(), ground.random.bytes(10));
  const parts = splitIntoParts(rows);
  return parts.map((part, index) => ({
    kind: 'master.imported',
    documentId,
    part: index + 1,
    parts: parts.length,
    entity,
    rows: part,
    moves: [],
  }));
}

function stockDrafts(moves: readonly Move[], ground: OwnLedgerGround): readonly OwnDraft[] {
  const documentId = uuidV7(ground.clock.now(), ground.random.bytes(10));
  const parts = chunk(moves, LINES_MAX);
  return parts.map((part, index) => ({
    kind: 'stock.opened',
    documentId,
    part: index + 1,
    parts: parts.length,
    moves: part,
  }));
}

function chunk(moves: readonly Move[], size: number): readonly (readonly Move[])[] {
  const parts: (readonly Move[])[] = [];
  for (let start = 0; start < moves.length; start += size) parts.push(moves.slice(start, start + size));
  return parts;
}

/** Splits rows into documents of at most 300 lines that fit into one body. */
function splitIntoParts(rows: readonly RowWithId[]): readonly (readonly RowWithId[])[] {
  const parts: RowWithId[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const row of rows) {
    const size = Buffer.byteLength(JSON.stringify(row)) + 1;
    const last = parts.at(-1);
    if (last === undefined || bytes + size > ROWS_BYTES_MAX || last.length === LINES_MAX) {
      parts.push([row]);
      bytes = size;
    } else {
      last.push(row);
      bytes += size;
    }
  }
  return parts;
}
