import type { RevocationList } from '../keys/revocation-list.ts';
import type { HeldFact } from '../store/records.ts';
import type { Store, StoreWriter } from '../store/store.ts';
import { bookFacts } from './book-facts.ts';
import { examineNew } from './examine-entries.ts';
import { findingsOnFact } from './findings.ts';
import { GrowingKnowledge, type KnowledgeCache } from './knowledge.ts';
import { relistSale } from './list-sales.ts';

export interface ReplayGround {
  readonly store: Store;
  readonly knowledge: KnowledgeCache;
  readonly revocations: RevocationList;
}

/**
 * Books facts that an older program held because it did not know their kind or version. It runs at each start: a fact that
 * is settled is held no more, so its effects are applied once; one that this program does not know either goes on waiting.
 * @returns how many were settled
 */
export async function replayHeldFacts(ground: ReplayGround): Promise<number> {
  const coops = await ground.store.read((snapshot) => snapshot.readCoops());
  let settled = 0;
  for (const { coopId } of coops) {
    settled += await ground.store.write(async (tx) => {
      // Another process that starts now waits here, and then finds nothing held any more.
      await tx.lockCoop(coopId);
      const held = await tx.readHeldFacts(coopId);
      if (held.length === 0) return 0;
      const knowledge = new GrowingKnowledge(await ground.knowledge.read(tx, coopId));
      const replayed = { coopId, knowledge, isRevoked: isRevoked(ground, coopId) };
      let count = 0;
      for (const fact of held) if (await replay(tx, replayed, fact)) count += 1;
      return count;
    });
  }
  return settled;
}

interface Replay {
  readonly coopId: string;
  readonly knowledge: GrowingKnowledge;
  readonly isRevoked: (deviceId: string) => boolean;
}

function isRevoked(ground: ReplayGround, coopId: string): Replay['isRevoked'] {
  return (deviceId) => ground.revocations.has(coopId, deviceId);
}

async function replay(tx: StoreWriter, replayed: Replay, held: HeldFact): Promise<boolean> {
  const { coopId, knowledge } = replayed;
  const { factId, content, body, outletId, deviceId, receivedAt } = held;
  const { status, record, fact, rows, findings } = examineNew({ seq: 0, factId, body }, content, {
    deviceId,
    outletId,
    isRevoked: replayed.isRevoked(deviceId),
    receivedAt,
    // What stood before it in its lineage was judged when it came, and can't be told from here.
    totalsBefore: null,
    knowledge: knowledge.now,
    knownFacts: new Map(),
    takenNumbers: new Set(),
  });
  if (record === null || status === 'held') return false;
  knowledge.learn(rows);
  await tx.settleFact(coopId, record);
  await relistSale(tx, coopId, record);
  await tx.insertFindings(
    coopId,
    findingsOnFact(findings, { deviceId, factId, subject: factId, foundAt: receivedAt }),
  );
  const applied = status === 'accepted' && fact !== null ? [{ factId, fact }] : [];
  await bookFacts(tx, { coopId, outletId, deviceId, bookedAt: receivedAt, applied, touched: [] });
  return true;
}
