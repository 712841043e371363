import { epochIdFrom } from '#domain/ids.ts';
import type { Random } from '../device/random.ts';
import type { LedgerPort, RehomeOutcome } from '../storage/ledger/ledger-port.ts';
import { rebuildOnHand } from '../storage/replica/on-hand.ts';
import type { Replica } from '../storage/replica/replica.ts';
import type { SyncCommand } from './sync-model.ts';

/** The most that one idle moment lets go of: a transaction of this length disturbs no sale. */
const PRUNE_ENTRIES_MAX = 500;

export interface Memories {
  readonly ledger: LedgerPort;
  readonly replica: Replica;
}

/**
 * Moves entries to a new epoch. The rows' stamps speak of the lineage that was left, so all rows are read anew. A power cut
 * between the two does no harm: rows count an entry once more than they should until the next page that touches them, and
 * where another generation was the reason their cursors are void anyway.
 */
export async function runRehome(
  order: Extract<SyncCommand, { kind: 'rehome' }>,
  { ledger, replica, random }: Memories & { readonly random: Random },
): Promise<RehomeOutcome> {
  const { kind: _kind, ...request } = order;
  const outcome = await ledger.rehome({ ...request, newEpoch: epochIdFrom(random.bytes(16)) });
  if (outcome !== 'moved') return outcome;
  await replica.resetCursors();
  await rebuildOnHand(ledger, replica);
  return outcome;
}

/** Lets go of old entries, a step at a time, while nobody is selling. @param stream the one whose rows hold the stock */
export async function runPrune({ ledger, replica }: Memories, stream: string): Promise<void> {
  const [meta, carts] = await Promise.all([ledger.readMeta(), ledger.readCarts()]);
  const isSelling = carts.some(({ state, cart }) => state === 'active' && cart.lines.length > 0);
  if (isSelling || meta.needsUpdate) return;
  const { caughtUp } = await replica.readStock([]);
  // Read after the stamp: a set of another generation, swapped in between, shows here.
  const { inUse } = await replica.readStream(stream);
  if (caughtUp === null || inUse?.gen !== meta.serverGen) return;
  await ledger.prune({ contained: caughtUp.mine, entriesMax: PRUNE_ENTRIES_MAX });
}
