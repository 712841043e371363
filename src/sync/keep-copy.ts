import type { WireEntry } from '#protocol/entry.ts';
import { signedText } from '#protocol/signed.ts';
import type { Clock } from '../device/clock.ts';
import type { FileFolder } from '../device/file-folder.ts';
import { setHeadMark } from '../device/late-marks.ts';
import { isBehind } from '../storage/ledger/is-behind.ts';
import type { DeviceIdentity, LedgerPort, LedgerStanding } from '../storage/ledger/ledger-port.ts';
import { totalsIn } from '../storage/ledger/plan-rehome.ts';
import { heldThrough, readBlock, wantedBlocks, writeBlock, type BlockPlace } from './copy-block.ts';
import type { SignedPoint } from './copy-standing.ts';

/** A tap and its sale are over before the copy is written; several sales in a row make one copy. */
const REST_MS = 300;

export interface CopyParts {
  readonly identity: DeviceIdentity;
  readonly ledger: Pick<LedgerPort, 'readStanding' | 'readEntries' | 'readCheckpoints'>;
  readonly clock: Clock;
  readonly sign: (text: string) => Promise<string>;
  /** Where the copy lies; null where the browser has no such place. */
  readonly openFolder: () => Promise<FileFolder | null>;
  /** The copy goes further than the ledger: entries are gone, and nothing is written any more until a person has looked. */
  readonly onCut: () => void;
}

/**
 * Keeps a second copy of what was not sent, outside of IndexedDB, which Chromium empties without a word when its files are hurt.
 * It reads the ledger behind the sale and is never waited for. A copy never shrinks because the ledger did: that is looked at
 * before anything is written.
 */
export class CopyKeeper {
  readonly #parts: CopyParts;
  #folder: FileFolder | null = null;
  /** Through which entry each file holds what belongs into it. */
  readonly #written = new Map<string, number>();
  /** How the ledger stood when the copy was last complete, as text. */
  #keptAs = '';
  #isStarted = false;
  #isStopped = false;
  #isDirty = false;
  #running: Promise<void> | null = null;
  #callOff: () => void = () => undefined;

  constructor(parts: CopyParts) {
    this.#parts = parts;
  }

  /** The ledger may have changed. */
  note(): void {
    this.#isDirty = true;
    if (this.#running !== null) return;
    this.#callOff();
    this.#callOff = this.#parts.clock.setTimer(REST_MS, () => void this.settle());
  }

  /** Resolves once the copy holds what the ledger holds, or could not be written. Never rejects: the ledger is the truth. */
  settle(): Promise<void> {
    this.#callOff();
    this.#running ??= this.#run().finally(() => {
      this.#running = null;
      if (this.#isDirty) this.note();
    });
    return this.#running;
  }

  stop(): void {
    this.#isStopped = true;
    this.#callOff();
  }

  async #run(): Promise<void> {
    if (this.#isStopped) return;
    this.#isDirty = false;
    try {
      const standing = await this.#parts.ledger.readStanding();
      if (!this.#isStarted && !(await this.#start(standing))) return;
      mark(standing);
      if (this.#folder !== null) await this.#copy(standing, this.#folder);
    } catch {
      // A full disk, a ledger that was handed over: the next change tries again, and the sale never waited for it.
      this.#keptAs = '';
    }
  }

  /** Looks at what an earlier start left. @returns false when the ledger has lost something since */
  async #start({ epochs }: LedgerStanding): Promise<boolean> {
    this.#folder = await this.#parts.openFolder();
    const names = (await this.#folder?.list())?.toSorted() ?? [];
    const newest = names.at(-1);
    const text = newest === undefined ? null : await this.#folder?.read(newest);
    const kept = readBlock(text ?? '')?.standing;
    const known = kept?.epochs.find((epoch) => epoch.isOpen);
    if (kept !== undefined && known !== undefined && isBehind(epochs, known)) {
      this.#isStopped = true;
      // From here on every start knows it before it writes anything.
      mark(kept);
      this.#parts.onCut();
      return false;
    }
    // An earlier start may have been interrupted anywhere.
    for (const name of names)
      this.#written.set(name, heldThrough(name, (await this.#folder?.read(name)) ?? ''));
    this.#isStarted = true;
    return true;
  }

  /**
   * The newest file first: whatever is interrupted in between, the older ones still say how the ledger stood when they were
   * whole. Files that nobody needs any more go last.
   */
  async #copy(standing: LedgerStanding, folder: FileFolder): Promise<void> {
    const wanted = wantedBlocks(standing.epochs);
    const keptAs = JSON.stringify(standing.epochs);
    const newest = wanted.at(-1);
    const stale = wanted.filter(
      (place) =>
        (this.#written.get(place.name) ?? -1) < place.throughSeq ||
        (place === newest && keptAs !== this.#keptAs),
    );
    for (const place of stale.toReversed()) await this.#write(place, standing, folder);
    const names = new Set(wanted.map(({ name }) => name));
    for (const name of [...this.#written.keys()].filter((known) => !names.has(known))) {
      await folder.remove(name);
      this.#written.delete(name);
    }
    this.#keptAs = keptAs;
  }

  async #write(place: BlockPlace, standing: LedgerStanding, folder: FileFolder): Promise<void> {
    const { ledger } = this.#parts;
    const { epoch, afterSeq, throughSeq } = place;
    const read = await ledger.readEntries(epoch, afterSeq, throughSeq - afterSeq);
    const bySeq = new Map<number, WireEntry>(read.map((entry) => [entry.seq, entry]));
    // An entry that the ledger has lost, or whose bytes are hurt there, must not go from here too: it may be all that is left.
    for (const kept of readBlock((await folder.read(place.name)) ?? '')?.entries ?? [])
      if ((bySeq.get(kept.seq)?.hash ?? kept.hash) === kept.hash) bySeq.set(kept.seq, kept);
    const entries = [...bySeq.values()]
      .filter(({ seq }) => seq > afterSeq && seq <= throughSeq)
      .toSorted((a, b) => a.seq - b.seq);
    const checkpoints = await ledger.readCheckpoints();
    const signed = await this.#signed(epoch, entries.at(-1));
    await folder.write(place.name, writeBlock({ epoch, standing, checkpoints, signed, entries }));
    this.#written.set(place.name, throughSeq);
  }

  async #signed(epoch: string, last: WireEntry | undefined): Promise<SignedPoint | null> {
    const totals = last === undefined ? null : totalsIn(last.body);
    if (last === undefined || totals === null) return null;
    const { coopId, deviceId } = this.#parts.identity;
    const { seq, hash } = last;
    const text = signedText.head({ coopId, deviceId, epoch, seq, hash, totals });
    return { seq, hash, totals, signature: await this.#parts.sign(text) };
  }
}

/** Remembers how far the ledger goes where a loss of the database does not reach. */
function mark({ record, epochs }: LedgerStanding): void {
  const open = epochs.find((epoch) => epoch.isOpen);
  if (open === undefined) return;
  setHeadMark(record.identity.deviceId, {
    ordinal: open.ordinal,
    seq: open.seq,
    unsentCount: epochs.reduce((sum, { seq, acked }) => sum + seq - acked, 0),
    unsentRupiah: epochs.reduce((sum, { totals, ackedGross }) => sum + totals.gross - ackedGross, 0),
  });
}
