import type { Outlet } from '#domain/coop.ts';
import { raiseGeneration, appendOwnFacts, type OwnLedgerGround } from '../ledger/own-ledger.ts';
import type { KnowledgeCache } from '../ledger/knowledge.ts';
import { skipSeries } from '../ledger/series.ts';
import type { SeriesFloor } from '../keys/series-floors.ts';
import type { Store, StoreWriter } from '../store/store.ts';
import type { CoopProof } from './backup-sheet.ts';

/** Series given after the backup was made are not in it; so many are left out in each outlet that none is given twice. */
export const SERIES_SKIPPED = 26;

/** Where a co-operative's restore happened that has no outlet yet: its key has to be named all the same. */
const NOWHERE: Outlet = { id: '-', code: '-', name: '-', address: '', zone: 'Asia/Jakarta', places: [] };

export interface ReopenGround extends OwnLedgerGround {
  readonly store: Store;
  readonly knowledge: KnowledgeCache;
}

/** The verified backup whose books are opened again. */
export interface RestoredFrom {
  readonly file: string;
  readonly madeAt: number;
  readonly sha256: string;
  readonly coops: readonly CoopProof[];
  /** Series that are known to have been given, whatever the backup says: one an outlet. */
  readonly floors: readonly SeriesFloor[];
}

/**
 * Opens restored books for business: a new generation for each co-operative, so that the tablets refill them. What the backup
 * holds is durable from the start, because the backup was verified; nothing else is.
 * @returns the series that are left out now: the floors of the next restore, which may be one of the same backup
 */
export async function reopenBooks(ground: ReopenGround, from: RestoredFrom): Promise<readonly SeriesFloor[]> {
  const floors: SeriesFloor[] = [];
  for (const proof of from.coops)
    floors.push(...(await ground.store.write((tx) => reopenCoop(tx, ground, { from, proof }))));
  // Codes that were open when the backup was made have been used or forgotten since.
  await ground.store.write((tx) => tx.deleteEnrolCodes(Number.MAX_SAFE_INTEGER));
  return floors;
}

async function reopenCoop(
  tx: StoreWriter,
  ground: ReopenGround,
  at: { readonly from: RestoredFrom; readonly proof: CoopProof },
): Promise<readonly SeriesFloor[]> {
  const { coopId, entries, epochs } = at.proof;
  const { file, madeAt, sha256 } = at.from;
  const coop = await tx.readCoop(coopId);
  if (coop === null) throw new Error(`The backup was verified with ${coopId}, and now it is not in it`);
  const { serverGen } = coop;
  const verifiedAt = ground.clock.now();
  await tx.putBackupMark(coopId, { file, serverGen, madeAt, verifiedAt, sha256, entries });
  await tx.raiseDurable(coopId, epochs);
  await raiseGeneration(tx, ground, coop);
  const { outlets } = await ground.knowledge.read(tx, coopId);
  const given = at.from.floors.filter((floor) => floor.coopId === coopId);
  // An outlet that is younger than the backup has its tablets and their numbers all the same.
  const floors: SeriesFloor[] = [];
  for (const outletId of new Set([...outlets.keys(), ...given.map((floor) => floor.outletId)])) {
    const floor = given.find((known) => known.outletId === outletId)?.series ?? '';
    const series = await skipSeries(tx, { coopId, outletId, floor, count: SERIES_SKIPPED });
    floors.push({ coopId, outletId, series });
  }
  const [outlet = NOWHERE] = outlets.values();
  const { publicKey: serverKey } = ground.keys;
  const fact = {
    kind: 'server.restored',
    backupMadeAt: madeAt,
    formerGen: serverGen,
    serverKey,
    moves: [],
  } as const;
  await appendOwnFacts(tx, ground, { coopId, outlet }, [fact]);
  return floors;
}
