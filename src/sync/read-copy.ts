import { entryHash } from '#domain/chain.ts';
import { totalsShare } from '#domain/effects.ts';
import type { WireEntry } from '#protocol/entry.ts';
import { factOfOwnBody } from '#protocol/own-body.ts';
import { listCopies, openCopyFolder } from '../device/copy-folder.ts';
import type { FileFolder } from '../device/file-folder.ts';
import type {
  EpochState,
  LedgerCopy,
  LedgerStanding,
  StoredCheckpoint,
} from '../storage/ledger/ledger-port.ts';
import { readBlock, type Block } from './copy-block.ts';
import type { SignedPoint } from './copy-standing.ts';

/** How much of what was never acknowledged. */
export interface Unsent {
  readonly count: number;
  /** Sales among it. */
  readonly rupiah: number;
}

/** A second copy as it was found: entries whose hashes hold, and how the ledger stood when it was last whole. */
export interface SecondCopy extends LedgerCopy {
  readonly checkpoints: readonly StoredCheckpoint[];
  readonly signed: readonly (SignedPoint & { readonly epoch: string })[];
  /** What of it was not sent. */
  readonly unsent: Unsent;
  /** How many entries that were not sent should be here and are not. */
  readonly lostCount: number;
}

/** Reads a device's second copy. @returns null when there is none, or nothing in it can be read */
export async function readCopyOf(deviceId: string): Promise<SecondCopy | null> {
  // Opening would make an empty folder, and a device that never was would look like one that lost everything.
  if (!(await listCopies()).includes(deviceId)) return null;
  const folder = await openCopyFolder(deviceId);
  return folder === null ? null : await readCopy(folder);
}

/** Reads all files of a second copy. What can't be read, or does not follow in its chain, is left out and counted as lost. */
export async function readCopy(folder: FileFolder): Promise<SecondCopy | null> {
  const names = (await folder.list()).toSorted();
  const texts = await Promise.all(names.map((name) => folder.read(name).catch(() => null)));
  const blocks = texts.map((text) => readBlock(text ?? '')).filter((block) => block !== null);
  const standing = newestWhole(blocks);
  if (standing === null) return null;
  const { coopId } = standing.record.identity;
  const found = standing.epochs.map((epoch) => ({ epoch, entries: soundEntries(blocks, epoch, coopId) }));
  const unsent = found.map(({ epoch, entries }) => entries.filter(({ seq }) => seq > epoch.acked));
  return {
    standing,
    entries: found.flatMap(({ epoch, entries }) =>
      entries.map((entry) => ({ ...entry, epoch: epoch.epoch })),
    ),
    checkpoints: blocks.at(-1)?.checkpoints ?? [],
    signed: blocks.flatMap(({ epoch, signed }) => (signed === null ? [] : [{ ...signed, epoch }])),
    unsent: {
      count: unsent.flat().length,
      rupiah: unsent.flat().reduce((sum, entry) => sum + grossOf(entry), 0),
    },
    lostCount: found.reduce(
      (sum, { epoch }, index) => sum + epoch.seq - epoch.acked - (unsent[index]?.length ?? 0),
      0,
    ),
  };
}

/**
 * How the ledger stood, by the newest file whose word is borne out by the entries that are here: the writing of a copy may have
 * been interrupted. Where none is, the newest word counts, because what is lost has to be named.
 */
function newestWhole(blocks: readonly Block[]): LedgerStanding | null {
  const here = new Set(blocks.flatMap(({ epoch, entries }) => entries.map(({ seq }) => `${epoch} ${seq}`)));
  const newestFirst = blocks.toSorted((a, b) => age(b) - age(a));
  const whole = newestFirst.find(({ standing }) =>
    standing.epochs.every(({ epoch, acked, seq }) => {
      for (let at = acked + 1; at <= seq; at += 1) if (!here.has(`${epoch} ${at}`)) return false;
      return true;
    }),
  );
  return (whole ?? newestFirst[0])?.standing ?? null;
}

/** Grows with every entry and every lineage: 2³² entries in a lineage are more than a till will ever write. */
function age({ standing }: Block): number {
  const open = standing.epochs.find((epoch) => epoch.isOpen);
  return open === undefined ? 0 : open.ordinal * 2 ** 32 + open.seq;
}

/** The entries of an epoch in order, without those whose hash does not follow from the one before. */
function soundEntries(blocks: readonly Block[], epoch: EpochState, coopId: string): readonly WireEntry[] {
  const all = blocks.filter((block) => block.epoch === epoch.epoch).flatMap(({ entries }) => entries);
  let previous = { seq: 0, hash: epoch.genesisHash };
  return all
    .toSorted((a, b) => a.seq - b.seq)
    .filter((entry) => {
      const follows = entry.seq === previous.seq + 1;
      const isSound =
        !follows || entryHash({ coopId, epoch: epoch.epoch, ...entry }, previous.hash) === entry.hash;
      if (isSound) previous = entry;
      return isSound && entry.seq <= epoch.seq;
    });
}

function grossOf({ body }: WireEntry): number {
  const fact = factOfOwnBody(body);
  return fact === null ? 0 : totalsShare(fact).gross;
}
