import { describe, expect, test } from 'vitest';
import { readPending } from '../../src/storage/ledger/ledger-live.ts';
import type { CopiedEntry, LedgerCopy, LedgerPort } from '../../src/storage/ledger/ledger-port.ts';
import { expectWhole, openEpoch, sell, sellMany, type LedgerKit } from './ledger-kit.ts';
import { allEntries, aMark, newEpochId, shiftOpenedFact } from './ledger-seed.ts';

/** A second copy as it is kept: how the ledger stands, and every entry after the acknowledged one, that one included. */
async function copyOf(ledger: LedgerPort, fromAcked = 0): Promise<LedgerCopy> {
  const standing = await ledger.readStanding();
  const entries: CopiedEntry[] = [];
  for (const { epoch, acked } of standing.epochs)
    for (const { seq, factId, hash, body, origin } of await allEntries(ledger, epoch))
      if (seq >= acked + fromAcked) entries.push({ epoch, seq, factId, hash, body, origin });
  return { standing, entries };
}

/** What every ledger does when it has lost entries that a second copy still has. */
export function takeBackContract(name: string, kit: LedgerKit): void {
  describe(`${name}: what a second copy brings back`, () => {
    test('a ledger that was cut goes on as if nothing had happened: entries, sums, numbers and the shift', async () => {
      const ledger = await kit.start();
      await sellMany(ledger, 2);
      const cut = await kit.ground.keepImage();
      await sell(ledger, { fact: shiftOpenedFact });
      await sellMany(ledger, 3);
      const copy = await copyOf(ledger);
      const before = await allEntries(ledger, kit.seed.epoch);
      const after = await cut();
      expect((await openEpoch(after)).seq).toBe(2);
      expect(await after.takeBack(copy)).toBe('taken-back');
      expect(await allEntries(after, kit.seed.epoch)).toEqual(before);
      expect(await after.readStanding()).toEqual(copy.standing);
      expect(await expectWhole(after)).toBe(6);
      const { fact } = await sell(after);
      expect(fact).toMatchObject({ number: 'GI-A-000006' });
      expect(await after.takeBack(copy)).toBe('whole');
      expect(await expectWhole(after)).toBe(7);
    });

    test('a ledger that lost its newest lineage gets it back, and the facts that had moved stand there once', async () => {
      const ledger = await kit.start();
      await sellMany(ledger, 5);
      const cut = await kit.ground.keepImage();
      const parent = (await allEntries(ledger, kit.seed.epoch))[2];
      if (parent === undefined) throw new Error('no parent');
      const newEpoch = newEpochId();
      const wish = { epoch: kit.seed.epoch, isOpen: true, reason: 'fork', missingTo: null } as const;
      await ledger.rehome({ ...wish, parent, serverGen: 'g_1', newEpoch });
      await sell(ledger);
      const copy = await copyOf(ledger);
      const after = await cut();
      expect(await after.takeBack(copy)).toBe('taken-back');
      expect((await openEpoch(after)).epoch).toBe(newEpoch);
      expect(await expectWhole(after)).toBe(3);
      expect((await allEntries(after, kit.seed.epoch)).map(({ seq }) => seq)).toEqual([1, 2, 3]);
      expect(await after.readStanding()).toEqual(copy.standing);
    });

    test('acknowledged entries that are in neither lie on the server: what was not sent is all there is to send', async () => {
      const ledger = await kit.start();
      await sellMany(ledger, 2);
      const cut = await kit.ground.keepImage();
      await sellMany(ledger, 4);
      await ledger.markPush(aMark(kit.seed.epoch, { ackedTo: 4 }));
      const copy = await copyOf(ledger);
      const after = await cut();
      expect(await after.takeBack(copy)).toBe('taken-back');
      const epoch = await openEpoch(after);
      expect(epoch).toMatchObject({ seq: 6, acked: 4, prunedThrough: { seq: 4, totals: { sales: 4 } } });
      expect(epoch.prunedThrough?.hash).toBe(copy.entries[0]?.hash);
      expect(await readPending(after)).toMatchObject({ count: 2, rupiah: 2 * 62_500 });
      // The two that were here before stay: nothing is taken away.
      expect((await allEntries(after, kit.seed.epoch)).map(({ seq }) => seq)).toEqual([1, 2, 4, 5, 6]);
    });

    test('an entry that is gone or hurt in the middle is put back where it stood', async () => {
      const ledger = await kit.start();
      await sellMany(ledger, 5);
      const before = await allEntries(ledger, kit.seed.epoch);
      const copy = await copyOf(ledger);
      await sell(ledger);
      await kit.ground.damage(kit.seed.epoch, 2, null);
      await kit.ground.damage(kit.seed.epoch, 4, '{"v":1}');
      expect(await ledger.takeBack(copy)).toBe('taken-back');
      expect((await allEntries(ledger, kit.seed.epoch)).slice(0, 5)).toEqual(before);
      expect(await expectWhole(ledger)).toBe(6);
      expect(await ledger.takeBack(copy)).toBe('whole');
    });

    test('a ledger that has written something else since is left as it is', async () => {
      const ledger = await kit.start();
      await sellMany(ledger, 2);
      const cut = await kit.ground.keepImage();
      await sellMany(ledger, 3);
      const copy = await copyOf(ledger);
      const after = await cut();
      await sell(after, { priceRupiah: 1000 });
      const before = await allEntries(after, kit.seed.epoch);
      expect(await after.takeBack(copy)).toBe('diverged');
      expect(await allEntries(after, kit.seed.epoch)).toEqual(before);
      expect((await openEpoch(after)).seq).toBe(3);
    });

    test('the copy of another device is refused', async () => {
      const ledger = await kit.start();
      await sell(ledger);
      const copy = await copyOf(ledger);
      const other = await kit.start();
      expect(await other.takeBack(copy)).toBe('diverged');
      expect((await openEpoch(other)).seq).toBe(0);
    });
  });
}
