import type { Fact } from '#domain/facts.ts';
import type { RevocationList } from '../keys/revocation-list.ts';
import type { HeldFact } from '../store/records.ts';
import type { Store, StoreWriter } from '../store/store.ts';
import { bookFacts, type FactBooking } from './book-facts.ts';
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
      const all: Settled[] = [];
      for (const fact of held) {
        const one = await settle(tx, replayed, fact);
        if (one !== null) all.push(one);
      }
      await bookFacts(tx, bookingsOf(coopId, all));
      return all.length;
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

/** A fact that is held no more. */
interface Settled extends Pick<HeldFact, 'outletId' | 'deviceId' | 'receivedAt'> {
  readonly factId: string;
  /** The fact, where it was accepted. */
  readonly fact: Fact | null;
}

async function settle(tx: StoreWriter, replayed: Replay, held: HeldFact): Promise<Settled | null> {
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
  if (record === null || status === 'held') return null;
  knowledge.learn(rows);
  await tx.settleFact(coopId, record);
  await relistSale(tx, coopId, record);
  await tx.insertFindings(
    coopId,
    findingsOnFact(findings, { deviceId, factId, subject: factId, foundAt: receivedAt }),
  );
  return { outletId, deviceId, receivedAt, factId, fact: status === 'accepted' ? fact : null };
}

/** What was accepted, as pushes of its devices. */
function bookingsOf(coopId: string, settled: readonly Settled[]): readonly FactBooking[] {
  const groups = Map.groupBy(settled, ({ outletId, deviceId }) => `${outletId} ${deviceId}`);
  return [...groups.values()].flatMap((group): FactBooking[] => {
    const [first] = group;
    if (first === undefined) return [];
    const { outletId, deviceId } = first;
    const applied = group.flatMap(({ factId, fact }) => (fact === null ? [] : [{ factId, fact }]));
    const bookedAt = Math.max(...group.map(({ receivedAt }) => receivedAt));
    return [{ coopId, outletId, deviceId, bookedAt, applied, touched: [] }];
  });
}
