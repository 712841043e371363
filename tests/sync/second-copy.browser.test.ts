import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../../src/device/clock.ts';
import { openCopyFolder } from '../../src/device/copy-folder.ts';
import { listFolders, type FileFolder } from '../../src/device/file-folder.ts';
import { readHeadMark } from '../../src/device/marks.ts';
import { systemRandom } from '../../src/device/random.ts';
import { createDexieLedger, openDexieLedger } from '../../src/storage/ledger/dexie-ledger.ts';
import type { LedgerPort, LedgerSeed } from '../../src/storage/ledger/ledger-port.ts';
import { readLedgerFile, type LedgerRun } from '#protocol/read-ledger-file.ts';
import { mirrorsOfPage } from '../../src/storage/replica/mirrors.ts';
import { openReplica } from '../../src/storage/replica/dexie-replica.ts';
import { BLOCK_ENTRIES } from '../../src/sync/copy-block.ts';
import { signText } from '../../src/sync/device-signature.ts';
import { CopyKeeper } from '../../src/sync/keep-copy.ts';
import { linesOf, sourceOfCopy } from '../../src/sync/ledger-source.ts';
import { heal, lookAtLoss } from '../../src/sync/look-at-loss.ts';
import { readCopy, readCopyOf, type SecondCopy } from '../../src/sync/read-copy.ts';
import { runRehome } from '../../src/sync/run-rehome.ts';
import { dexieGround } from '../storage/dexie-ground.ts';
import type { LedgerGround } from '../storage/ledger-kit.ts';
import { allEntries, anAppend, aMark, newSeed } from '../storage/ledger-seed.ts';

/* The browser's own databases, private files and keys. */

let seed: LedgerSeed;
let ground: LedgerGround;
let folder: FileFolder;
let cuts: number;

beforeEach(async () => {
  seed = await newSeed();
  ground = await dexieGround(seed);
  const opened = await openCopyFolder(seed.identity.deviceId);
  if (opened === null) throw new Error('this browser has no private place');
  folder = opened;
  cuts = 0;
});

afterEach(async () => {
  await ground.discard();
  const root = await navigator.storage.getDirectory();
  for (const name of await listFolders()) await root.removeEntry(name, { recursive: true });
});

/** A keeper as a start of the program makes one. */
function keeperOf(ledger: LedgerPort, over: { readonly folder?: FileFolder } = {}): CopyKeeper {
  return new CopyKeeper({
    identity: seed.identity,
    ledger,
    clock: systemClock,
    sign: (text) => signText(seed.keys.signing.privateKey, text),
    openFolder: async () => over.folder ?? folder,
    onCut: () => (cuts += 1),
  });
}

async function sell(ledger: LedgerPort, count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) await ledger.append(anAppend());
}

async function copyHere(): Promise<SecondCopy> {
  const copy = await readCopyOf(seed.identity.deviceId);
  if (copy === null) throw new Error('there is no copy');
  return copy;
}

const seqs = (copy: SecondCopy): readonly number[] => copy.entries.map(({ seq }) => seq);

test('the copy holds what was not sent, with its bytes, and lets go of what was', async () => {
  const { ledger } = ground;
  const keeper = keeperOf(ledger);
  await sell(ledger, 2 * BLOCK_ENTRIES + 10);
  await keeper.settle();
  expect(await folder.list()).toHaveLength(3);
  const copy = await copyHere();
  const stored = await allEntries(ledger, seed.epoch);
  expect(copy.entries.map(({ body, hash, factId }) => [body, hash, factId])).toEqual(
    stored.map(({ body, hash, factId }) => [body, hash, factId]),
  );
  expect(copy.unsent).toEqual({ count: 110, rupiah: 110 * 62_500 });
  expect(copy.lostCount).toBe(0);
  expect(await ledger.readStanding()).toEqual(copy.standing);
  expect(readHeadMark(seed.identity.deviceId)).toEqual({
    ordinal: 1,
    seq: 110,
    unsentCount: 110,
    unsentRupiah: 110 * 62_500,
  });

  await ledger.markPush(aMark(seed.epoch, { ackedTo: 60 }));
  await keeper.settle();
  // The acknowledged one before the first unsent one stays: a push grows from it.
  expect(seqs(await copyHere())[0]).toBe(BLOCK_ENTRIES + 1);
  expect((await copyHere()).unsent.count).toBe(50);
  await ledger.markPush(aMark(seed.epoch, { ackedTo: 110 }));
  await keeper.settle();
  expect(await folder.list()).toHaveLength(1);
  expect((await copyHere()).unsent).toEqual({ count: 0, rupiah: 0 });
});

test('it is written behind the sale, once for several of them', async () => {
  let writes = 0;
  const counting: FileFolder = {
    ...folder,
    write: (name, text) => {
      writes += 1;
      return folder.write(name, text);
    },
  };
  const keeper = keeperOf(ground.ledger, { folder: counting });
  for (let sale = 0; sale < 5; sale += 1) {
    await sell(ground.ledger, 1);
    keeper.note();
  }
  await expect.poll(async () => (await readCopy(folder))?.unsent.count).toBe(5);
  expect(writes).toBeLessThanOrEqual(2);
});

test('a ledger that was cut is noticed before anything is written, and healed it is what it was', async () => {
  const { ledger } = ground;
  await sell(ledger, 2);
  const cut = await ground.keepImage();
  await sell(ledger, 3);
  const before = await allEntries(ledger, seed.epoch);
  await keeperOf(ledger).settle();
  const files = await Promise.all((await folder.list()).map((name) => folder.read(name)));

  const after = await cut();
  const keeper = keeperOf(after);
  await keeper.settle();
  await keeper.settle();
  expect(cuts).toBe(1);
  expect(await Promise.all((await folder.list()).map((name) => folder.read(name)))).toEqual(files);

  const loss = await lookAtLoss(seed.identity.deviceId);
  expect(loss).toMatchObject({ kind: 'cut', isWiped: false, lostCount: 0, isUnknown: false });
  expect(loss.saved).toEqual({ count: 5, rupiah: 5 * 62_500 });
  expect(await heal(seed.identity.deviceId, await copyHere())).toBe(true);
  expect(await allEntries(after, seed.epoch)).toEqual(before);
  expect((await lookAtLoss(seed.identity.deviceId)).kind).toBe('whole');
});

test('a line of the copy that is hurt takes no other with it, and is counted as lost', async () => {
  await sell(ground.ledger, 4);
  await keeperOf(ground.ledger).settle();
  const [name = ''] = await folder.list();
  const text = (await folder.read(name)) ?? '';
  const lines = text.split('\n');
  const [unreadable, changed] = [[...lines], [...lines]];
  unreadable[2] = unreadable[2]?.slice(0, -9) ?? '';
  changed[3] = changed[3]?.replace('62500', '62501') ?? '';
  for (const [hurt, kept] of [
    [unreadable, [1, 3, 4]],
    [changed, [1, 2, 4]],
  ] as const) {
    await folder.write(name, hurt.join('\n'));
    const copy = await copyHere();
    expect(seqs(copy)).toEqual(kept);
    expect(copy.lostCount).toBe(1);
    expect(copy.unsent.count).toBe(3);
  }
});

test('an entry that the ledger has lost, or whose bytes are hurt there, does not go from the copy too', async () => {
  const { ledger } = ground;
  await sell(ledger, 4);
  await keeperOf(ledger).settle();
  const before = await allEntries(ledger, seed.epoch);
  await ground.damage(seed.epoch, 2, null);
  await ground.damage(seed.epoch, 3, '{"v":1}');
  await sell(ledger, 1);
  await keeperOf(ledger).settle();
  expect(seqs(await copyHere())).toEqual([1, 2, 3, 4, 5]);
  expect(await ledger.takeBack(await copyHere())).toBe('taken-back');
  expect((await allEntries(ledger, seed.epoch)).slice(0, 4)).toEqual(before);
});

test('before anything is named as missing the copy is asked, and what it has needs no new lineage', async () => {
  const { ledger } = ground;
  await sell(ledger, 4);
  await keeperOf(ledger).settle();
  await ground.damage(seed.epoch, 2, null);
  const parent = await ledger.readEntry(seed.epoch, 1);
  if (parent === null) throw new Error('there is no parent');
  const order = { kind: 'rehome', epoch: seed.epoch, isOpen: true, reason: 'restore', parent } as const;
  const replica = await openReplica({ ...seed.identity, pinKey: seed.keys.pinKey });
  const shared = { ledger, replica, mirrors: mirrorsOfPage(ledger, replica), random: systemRandom };
  const tools = { ...shared, secondCopy: () => readCopy(folder) };
  expect(await runRehome({ ...order, missingTo: 2, serverGen: 'g_1' }, tools)).toBe('overtaken');
  expect((await allEntries(ledger, seed.epoch)).map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
  expect(await ledger.readEpochs()).toHaveLength(1);
  // Without a copy it is named as missing, and what is here goes on.
  await ground.damage(seed.epoch, 2, null);
  expect(await runRehome({ ...order, missingTo: 2, serverGen: 'g_1' }, shared)).toBe('moved');
  expect(await ledger.readEpochs()).toHaveLength(2);
  replica.close();
});

test('whenever the writing of a copy is interrupted, what was whole before is whole after', async () => {
  const { ledger } = ground;
  await sell(ledger, BLOCK_ENTRIES - 2);
  await keeperOf(ledger).settle();
  await sell(ledger, BLOCK_ENTRIES + 10);
  for (const survives of [0, 1, 2]) {
    let left = survives;
    const failing: FileFolder = {
      ...folder,
      async write(name, text) {
        if (left === 0) throw new DOMException('full', 'QuotaExceededError');
        left -= 1;
        await folder.write(name, text);
      },
    };
    await keeperOf(ledger, { folder: failing }).settle();
    const copy = await copyHere();
    expect(copy.lostCount).toBe(0);
    expect(copy.unsent.count).toBe(BLOCK_ENTRIES - 2);
  }
  await keeperOf(ledger).settle();
  expect((await copyHere()).unsent.count).toBe(2 * BLOCK_ENTRIES + 8);
});

test('a file made of the copy alone proves itself: its runs end at places that the device has signed', async () => {
  const { ledger } = ground;
  const keeper = keeperOf(ledger);
  for (let round = 0; round < 6; round += 1) {
    await sell(ledger, BLOCK_ENTRIES);
    await keeper.settle();
  }
  await ledger.markPush(aMark(seed.epoch, { ackedTo: 20 }));
  await sell(ledger, 3);
  await keeper.settle();
  const lines = await linesOf(sourceOfCopy(await copyHere(), { reason: 'storage-damaged', madeAt: 1 }));
  const runs: LedgerRun[] = [];
  for await (const found of readLedgerFile(lines)) {
    if (found.kind === 'fault') throw new Error(found.reason);
    runs.push(found);
  }
  expect(runs.flatMap(({ entries }) => entries.map(({ seq }) => seq))).toEqual(
    Array.from({ length: 303 }, (_, index) => index + 1),
  );
  for (const { proofs, entries } of runs) expect(proofs.at(-1)?.seq).toBe(entries.at(-1)?.seq);
});

test('a device of which nothing is left but its mark is a loss; one that was never here leaves no folder behind', async () => {
  expect(await readCopyOf('nobody')).toBeNull();
  expect(await listFolders()).not.toContain('gerai-copy-nobody');
  expect(await lookAtLoss('nobody')).toMatchObject({ kind: 'gone', isUnknown: true, copy: null });
  const { ledger } = ground;
  await sell(ledger, 3);
  await keeperOf(ledger).settle();
  await ground.discard();
  const { deviceId } = seed.identity;
  expect(await lookAtLoss(deviceId)).toMatchObject({ kind: 'gone', lostCount: 0, saved: { count: 3 } });
  const root = await navigator.storage.getDirectory();
  await root.removeEntry(`gerai-copy-${deviceId}`, { recursive: true });
  expect(await lookAtLoss(deviceId)).toMatchObject({ kind: 'gone', lostCount: 3, copy: null });
  await expect(openDexieLedger(deviceId)).rejects.toMatchObject({ kind: 'damaged' });
  await createDexieLedger(seed).then((again) => again.close());
});
