import { epochIdFrom } from '#domain/ids.ts';
import type { Stamp } from '#protocol/pull.ts';
import type { Random } from '../device/random.ts';
import type { LedgerCopy, LedgerPort, RehomeOutcome } from '../storage/ledger/ledger-port.ts';
import type { Mirrors } from '../storage/replica/mirrors.ts';
import type { Replica } from '../storage/replica/replica.ts';
import type { SyncCommand } from './sync-model.ts';

/** The most that one idle moment lets go of: a transaction of this length disturbs no sale. */
const PRUNE_ENTRIES_MAX = 500;

export interface Memories {
  readonly ledger: LedgerPort;
  readonly replica: Replica;
}

interface RehomeTools extends Memories {
  readonly mirrors: Mirrors;
  readonly random: Random;
  readonly secondCopy?: () => Promise<LedgerCopy | null>;
}

/**
 * Moves entries to a new epoch. The rows' stamps speak of the lineage that was left, so all rows are read anew. A power cut
 * between the two does no harm: rows count an entry once more than they should until the next page that touches them, and
 * where another generation was the reason their cursors are void anyway. Here is the only place that gives entries up, so the
 * second copy is asked first for what is gone or hurt: what comes back from it stands where it stood, and the push goes on.
 */
export async function runRehome(
  order: Extract<SyncCommand, { kind: 'rehome' }>,
  { ledger, replica, mirrors, random, secondCopy }: RehomeTools,
): Promise<RehomeOutcome> {
  if (order.reason === 'restore' && secondCopy !== undefined) {
    const copy = await secondCopy();
    if (copy !== null && (await ledger.takeBack(copy)) === 'taken-back') return 'overtaken';
  }
  const { kind: _kind, ...request } = order;
  const outcome = await ledger.rehome({ ...request, newEpoch: epochIdFrom(random.bytes(16)) });
  if (outcome !== 'moved') return outcome;
  try {
    await replica.resetCursors();
  } finally {
    // Entries stand elsewhere now, whether the rows could be asked for anew or not.
    await mirrors.rebuild();
  }
  return outcome;
}

/**
 * Lets go of old entries, a step at a time, while nobody is selling.
 * @param streams all that this device reads: an entry goes only when the rows of each hold what it did
 */
export async function runPrune({ ledger, replica }: Memories, streams: readonly string[]): Promise<void> {
  const [meta, carts] = await Promise.all([ledger.readMeta(), ledger.readCarts()]);
  const isSelling = carts.some(({ state, cart }) => state === 'active' && cart.lines.length > 0);
  if (isSelling || meta.needsUpdate) return;
  const rows = await Promise.all(streams.map((stream) => replica.readStream(stream)));
  // Rows of another generation say nothing of what this server holds.
  if (rows.some(({ inUse }) => inUse?.gen !== meta.serverGen)) return;
  const contained = heldByAll(rows.map(({ caughtUp }) => caughtUp));
  await ledger.prune({ contained, entriesMax: PRUNE_ENTRIES_MAX });
}

/** What every one of several stamps contains. An epoch that one of them does not know is in none. */
export function heldByAll(stamps: readonly Stamp[]): Stamp {
  const [first = {}, ...others] = stamps;
  return others.reduce((common, stamp) => {
    const both = Object.entries(common).flatMap(([epoch, one]) => {
      const other = stamp[epoch];
      return other === undefined ? [] : [[epoch, heldByBoth(one, other)] as const];
    });
    return Object.fromEntries(both);
  }, first);
}

function heldByBoth(one: Stamp[string], other: Stamp[string]): Stamp[string] {
  return {
    acked: Math.min(one.acked, other.acked),
    durable: Math.min(one.durable, other.durable),
    unapplied: [...one.unapplied, ...other.unapplied],
    quarantined: [...one.quarantined, ...other.quarantined],
  };
}
