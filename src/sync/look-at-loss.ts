import { readHeadMark, type HeadMark } from '../device/marks.ts';
import { readStorageLoss } from '../storage/storage-loss.ts';
import { openDexieLedger } from '../storage/ledger/dexie-ledger.ts';
import { isBehind } from '../storage/ledger/is-behind.ts';
import type { EpochState, LedgerPort, LedgerStanding } from '../storage/ledger/ledger-port.ts';
import { StorageFailure } from '../storage/storage-failure.ts';
import { readCopyOf, type SecondCopy, type Unsent } from './read-copy.ts';

/**
 * How a ledger that would not do was found: `whole` it lacks nothing that anybody knows of · `cut` its newest entries are gone ·
 * `gone` there is none any more · `unreadable` it lies here and can't be read.
 */
export type LossKind = 'whole' | 'cut' | 'gone' | 'unreadable';

/** What was lost, and what of it is left. */
export interface Loss {
  readonly kind: LossKind;
  /** The browser says itself that it has emptied damaged databases. */
  readonly isWiped: boolean;
  readonly copy: SecondCopy | null;
  /** What was not sent and lies in the second copy. */
  readonly saved: Unsent;
  /** Entries that were not sent and are nowhere in this browser, as far as the marks know. */
  readonly lostCount: number;
  /** The marks know nothing at all: how much was lost can't be said. */
  readonly isUnknown: boolean;
}

/** Looks at what is left of a device's ledger. Writes nothing. */
export async function lookAtLoss(deviceId: string): Promise<Loss> {
  const copy = await readCopyOf(deviceId).catch(() => null);
  const mark = readHeadMark(deviceId);
  const epochs = await readEpochsOf(deviceId);
  const loss = await readStorageLoss();
  const kind = loss === 'unreadable' ? 'unreadable' : kindOf(epochs, mark, copy?.standing ?? null);
  const saved = copy?.unsent ?? { count: 0, rupiah: 0 };
  return {
    kind,
    isWiped: loss === 'wiped',
    copy,
    saved,
    lostCount: lostOf(typeof epochs === 'string' ? [] : epochs, mark, copy),
    isUnknown: mark === null && copy === null,
  };
}

/**
 * Brings back what the second copy has.
 * @returns false when the ledger has written something else since: then it stays as it is
 * @throws StorageFailure when it can't be written
 */
export async function heal(deviceId: string, copy: SecondCopy): Promise<boolean> {
  const ledger = await openDexieLedger(deviceId);
  try {
    return (await ledger.takeBack(copy)) !== 'diverged';
  } finally {
    ledger.close();
  }
}

async function readEpochsOf(deviceId: string): Promise<readonly EpochState[] | 'gone' | 'unreadable'> {
  let ledger: LedgerPort | null = null;
  try {
    ledger = await openDexieLedger(deviceId);
    return await ledger.readEpochs();
  } catch (error) {
    return error instanceof StorageFailure && error.kind === 'damaged' && ledger === null
      ? 'gone'
      : 'unreadable';
  } finally {
    ledger?.close();
  }
}

function kindOf(
  epochs: readonly EpochState[] | 'gone' | 'unreadable',
  mark: HeadMark | null,
  standing: LedgerStanding | null,
): LossKind {
  if (typeof epochs === 'string') return epochs;
  const known = [mark, standing?.epochs.find((epoch) => epoch.isOpen)];
  return known.some((head) => head !== null && head !== undefined && isBehind(epochs, head))
    ? 'cut'
    : 'whole';
}

/** Entries beyond both the ledger and its copy, and those that the copy should have and lacks. */
function lostOf(epochs: readonly EpochState[], mark: HeadMark | null, copy: SecondCopy | null): number {
  const inCopy = copy?.lostCount ?? 0;
  if (mark === null) return inCopy;
  const heads = [epochs, copy?.standing.epochs ?? []].flatMap((all) => all.filter((one) => one.isOpen));
  const reached = Math.max(
    0,
    ...heads.map(({ ordinal, seq }) =>
      ordinal === mark.ordinal ? seq : ordinal > mark.ordinal ? mark.seq : 0,
    ),
  );
  return inCopy + Math.min(Math.max(0, mark.seq - reached), mark.unsentCount);
}
