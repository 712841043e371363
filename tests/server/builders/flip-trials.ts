import { firstBrokenLink, genesisHash } from '#domain/chain.ts';
import { readLedgerFile } from '#protocol/read-ledger-file.ts';
import { verifyLedger } from '../../../sync-server/commands/verify-ledger.ts';
import { FakeRandom } from './fake-world.ts';
import { FileShelf } from './ledger-file.ts';
import type { LedgerScene } from './ledger-scene.ts';

/** Lines of the scene's file: the first entry, and how many stand one after the other. */
const FIRST_ENTRY = 4;
const ENTRIES_IN_A_ROW = 3;

export interface FlipProof {
  readonly name: string;
  readonly trials: number;
  /** What the witness and the product disagree about. */
  readonly losses: readonly string[];
  /** How many of the changes were to be found at all: one in a hundred changes a character into itself. */
  readonly broken: number;
}

/** Changes one character of a file so many times and asks the witness and the product where it first shows. */
export async function proveFlips(scene: LedgerScene, trials: number, seed = 'flips'): Promise<FlipProof> {
  const random = new FakeRandom(seed);
  const shelf = new FileShelf();
  const losses: string[] = [];
  let broken = 0;
  for (let trial = 0; trial < trials; trial += 1) {
    const lines = flipped(scene.byServer, random);
    const place = await productFinds(lines);
    const { isSound, defects } = await verifyLedger(shelf.put(lines));
    const isAgreed = place === null ? isSound : defects[0]?.place.includes(place) === true;
    if (!isAgreed) losses.push(`${seed}:${trial}: ${place} or ${defects[0]?.kind} ${defects[0]?.place}`);
    if (place !== null) broken += 1;
    shelf.clearFiles();
  }
  shelf.clear();
  return { name: 'one character of a ledger file changed', trials, losses, broken };
}

/** Where the product finds the first fault in the chains of a file; null when it finds none. */
async function productFinds(lines: readonly string[]): Promise<string | null> {
  for await (const one of readLedgerFile(lines)) {
    if (one.kind === 'fault') return `baris ${one.lineNumber}`;
    const { header, epoch, base, entries } = one;
    const { coopId, deviceId } = header;
    if (base.seq === 0 && base.hash !== genesisHash({ coopId, deviceId, epoch: epoch.epoch, ...epoch.open }))
      return epoch.epoch;
    const broken = firstBrokenLink(
      { coopId, epoch: epoch.epoch, fromSeq: base.seq + 1, previousHash: base.hash },
      entries,
    );
    if (broken !== null) return `${epoch.epoch}:${broken}`;
  }
  return null;
}

/** Characters that are changed one at a time, in entries of the first lineage. */
function flipped(lines: readonly string[], random: FakeRandom): string[] {
  const numberOf = (range: number): number => Buffer.from(random.bytes(4)).readUInt32BE() % range;
  const at = FIRST_ENTRY + numberOf(ENTRIES_IN_A_ROW);
  const line = lines[at] ?? '';
  const place = numberOf(line.length);
  const other = String.fromCharCode(32 + numberOf(95));
  return lines.with(at, line.slice(0, place) + other + line.slice(place + 1));
}
