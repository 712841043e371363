import { entryHash, genesisHash, ZERO_TOTALS } from '#domain/chain.ts';
import { factOfOwnBody } from '#protocol/own-body.ts';
import { describe, expect, test } from 'vitest';
import { readPending } from '../../src/storage/ledger/ledger-live.ts';
import type {
  EpochState,
  LedgerPort,
  RehomeRequest,
  StoredEntry,
} from '../../src/storage/ledger/ledger-port.ts';
import { StorageFailure } from '../../src/storage/storage-failure.ts';
import { readOwnSales } from '../../src/storage/ledger/own-sales.ts';
import { expectWhole, openEpoch, sell, sellMany, type LedgerKit } from './ledger-kit.ts';
import { allEntries, aMark, anAppend, COOP, newEpochId, shiftOpenedFact } from './ledger-seed.ts';

const DAY_MS = 24 * 60 * 60_000;
const SALE = 62_500;

/** What every ledger does when a lineage has to be given up. */
export function rehomeContract(name: string, kit: LedgerKit): void {
  const request = (parent: StoredEntry | null, over: Partial<RehomeRequest> = {}): RehomeRequest => ({
    epoch: kit.seed.epoch,
    isOpen: true,
    reason: 'fork',
    parent: parent === null ? null : { seq: parent.seq, hash: parent.hash },
    missingTo: null,
    serverGen: 'g_1',
    newEpoch: newEpochId(),
    ...over,
  });
  const left = async (ledger: LedgerPort): Promise<EpochState | undefined> =>
    (await ledger.readEpochs()).find((epoch) => epoch.epoch === kit.seed.epoch);

  describe(`${name}: a lineage that is given up`, () => {
    test('ends with the sums that stand in its last entry, also where a newer program wrote it', async () => {
      const ledger = await kit.start();
      await sell(ledger);
      await ledger.append(anAppend({ fact: (state) => ({ ...shiftOpenedFact(state), v: 2 }) }));
      await sell(ledger);
      const before = await allEntries(ledger, kit.seed.epoch);
      expect(await ledger.rehome(request(before[1] ?? null))).toBe('moved');
      expect(await left(ledger)).toMatchObject({ seq: 2, totals: { gross: SALE, sales: 1 } });
      expect(await openEpoch(ledger)).toMatchObject({ seq: 1, startTotals: { gross: SALE, sales: 1 } });
    });

    test('goes on in a new epoch: same facts, same bytes, where each stood first, and a chain that holds', async () => {
      const ledger = await kit.start();
      await sellMany(ledger, 6);
      await ledger.markPush(aMark(kit.seed.epoch, { ackedTo: 5, statuses: [[5, 'held', 'unknown_kind']] }));
      const before = await allEntries(ledger, kit.seed.epoch);
      const wish = request(before[3] ?? null);
      expect(await ledger.rehome(wish)).toBe('moved');
      const after = await kit.ground.restart();
      const moved = await allEntries(after, wish.newEpoch);
      expect(moved.map(({ factId, body, kind, at }) => [factId, body, kind, at])).toEqual(
        before.slice(4).map(({ factId, body, kind, at }) => [factId, body, kind, at]),
      );
      expect(moved.map(({ origin }) => origin)).toEqual(
        before.slice(4).map(({ epoch, seq, hash }) => ({ epoch, seq, hash })),
      );
      expect(moved.map(({ seq, state, reason }) => [seq, state, reason])).toEqual([
        [1, 'saved', null],
        [2, 'saved', null],
      ]);
      expect(await expectWhole(after)).toBe(2);
      const open = await openEpoch(after);
      const opening = {
        parent: { epoch: kit.seed.epoch, seq: 4, hash: before[3]?.hash },
        reason: 'fork',
        missing: null,
      };
      expect(open).toMatchObject({
        epoch: wish.newEpoch,
        ordinal: 2,
        open: opening,
        acked: 0,
        needsAttention: 0,
      });
      const { deviceId } = kit.seed.identity;
      expect(open.genesisHash).toBe(genesisHash({ coopId: COOP, deviceId, epoch: open.epoch, ...open.open }));
      expect(await left(after)).toMatchObject({
        isOpen: false,
        seq: 4,
        hash: before[3]?.hash,
        acked: 4,
        ackedGross: 4 * SALE,
        totals: { gross: 4 * SALE, sales: 4 },
        needsAttention: 0,
      });
    });

    test('sums on from its parent, so that bodies, pending rupiah and the next sale agree', async () => {
      const ledger = await kit.start();
      await sellMany(ledger, 5);
      const wish = request((await allEntries(ledger, kit.seed.epoch))[1] ?? null);
      await ledger.rehome(wish);
      expect(await openEpoch(ledger)).toMatchObject({
        startTotals: { gross: 2 * SALE, sales: 2 },
        totals: { gross: 5 * SALE, sales: 5 },
      });
      expect(await readPending(ledger)).toMatchObject({ count: 5, rupiah: 5 * SALE });
      const { fact, entry } = await sell(ledger);
      expect([entry.epoch, entry.seq, fact.totals.gross]).toEqual([wish.newEpoch, 4, 6 * SALE]);
      expect(await expectWhole(ledger)).toBe(4);
      const [first] = await allEntries(ledger, wish.newEpoch);
      expect(factOfOwnBody(first?.body ?? '')?.totals.gross).toBe(3 * SALE);
    });

    test('keeps carts, shift, numbers and series: the old one goes on until the server gives a later one', async () => {
      const ledger = await kit.start();
      await sell(ledger, { fact: shiftOpenedFact });
      await sellMany(ledger, 2);
      const shift = (await ledger.readMeta()).openShift;
      const wish = request((await allEntries(ledger, kit.seed.epoch))[1] ?? null);
      await ledger.rehome(wish);
      expect(await ledger.readMeta()).toMatchObject({
        openShift: shift,
        series: 'A',
        counters: { receipt: 2 },
      });
      await ledger.markPush(aMark(kit.seed.epoch, { series: 'C' }));
      expect((await ledger.readMeta()).series).toBe('A');
      const { fact } = await sell(ledger);
      expect(fact).toMatchObject({ number: 'GI-A-000003' });
      await ledger.markPush(aMark(wish.newEpoch, { ackedTo: 1, series: 'B' }));
      expect(await ledger.readMeta()).toMatchObject({ series: 'B', counters: { receipt: 0 } });
    });

    test('still knows its facts and its day: the same sale again is a repeat, and lists show it once', async () => {
      const ledger = await kit.start();
      const { entry } = await sell(ledger);
      await sellMany(ledger, 2);
      const wish = request(null);
      expect(await ledger.rehome(wish)).toBe('moved');
      expect(await ledger.findEntry(entry.factId)).toMatchObject({ epoch: wish.newEpoch, seq: 1 });
      expect((await sell(ledger, { factId: entry.factId })).isRepeat).toBe(true);
      const sales = await readOwnSales(ledger, '2026-11-23' as never);
      expect(sales.map(({ seq }) => seq)).toEqual([3, 2, 1]);
    });

    test('moves its entries again later, and they keep the place where they stood first', async () => {
      const ledger = await kit.start();
      await sellMany(ledger, 3);
      const original = await allEntries(ledger, kit.seed.epoch);
      const first = request(original[0] ?? null);
      await ledger.rehome(first);
      await sell(ledger);
      const second = request((await allEntries(ledger, first.newEpoch))[0] ?? null, {
        epoch: first.newEpoch,
      });
      expect(await ledger.rehome(second)).toBe('moved');
      const moved = await allEntries(ledger, second.newEpoch);
      expect(moved.map(({ origin }) => [origin?.epoch, origin?.seq])).toEqual([
        [kit.seed.epoch, 3],
        [first.newEpoch, 3],
      ]);
      expect(moved[0]?.origin?.hash).toBe(original[2]?.hash);
      expect(await expectWhole(ledger)).toBe(2);
    });

    test('goes on empty when all of it is common: a shorter ledger that was put back', async () => {
      const ledger = await kit.start();
      await sellMany(ledger, 2);
      const wish = request((await allEntries(ledger, kit.seed.epoch))[1] ?? null, { reason: 'ahead' });
      expect(await ledger.rehome(wish)).toBe('moved');
      expect(await openEpoch(ledger)).toMatchObject({ seq: 0, totals: { gross: 2 * SALE } });
      const { entry, fact } = await sell(ledger);
      expect([entry.seq, fact.totals.gross]).toEqual([1, 3 * SALE]);
      const { genesisHash: previous, epoch } = await openEpoch(ledger);
      expect(entry.hash).toBe(
        entryHash({ coopId: COOP, epoch, seq: 1, factId: entry.factId, body: entry.body }, previous),
      );
    });

    test('takes along a sale that was written since, because the transaction looks for itself', async () => {
      const ledger = await kit.start();
      await sellMany(ledger, 2);
      const wish = request((await allEntries(ledger, kit.seed.epoch))[0] ?? null);
      const other = await kit.ground.openAgain();
      const [sold, outcome] = await Promise.all([sell(other), ledger.rehome(wish)]);
      expect(outcome).toBe('moved');
      expect(await ledger.findEntry(sold.entry.factId)).toMatchObject({ epoch: wish.newEpoch, seq: 2 });
      expect(await expectWhole(ledger)).toBe(2);
    });

    test('is left alone when it does not stand as it was read', async () => {
      const ledger = await kit.start();
      await sellMany(ledger, 3);
      const entries = await allEntries(ledger, kit.seed.epoch);
      const parent = { seq: 2, hash: 'f'.repeat(64) };
      expect(await ledger.rehome(request(null, { parent }))).toBe('overtaken');
      expect(await ledger.rehome(request(null, { serverGen: 'g_0' }))).toBe('overtaken');
      expect(await ledger.rehome(request(null, { epoch: newEpochId() }))).toBe('overtaken');
      const wish = request(entries[1] ?? null);
      const outcomes = await Promise.all([
        ledger.rehome(wish),
        (await kit.ground.openAgain()).rehome({ ...wish, newEpoch: newEpochId() }),
      ]);
      expect(outcomes.toSorted()).toEqual(['moved', 'overtaken']);
      expect(await ledger.readEpochs()).toHaveLength(2);
    });

    test('is not half given up when the disk is full', async () => {
      const ledger = await kit.start();
      await sellMany(ledger, 4);
      const before = await allEntries(ledger, kit.seed.epoch);
      const wish = request(before[1] ?? null);
      kit.ground.failNextCommit();
      await expect(ledger.rehome(wish)).rejects.toBeInstanceOf(StorageFailure);
      expect(await allEntries(ledger, kit.seed.epoch)).toEqual(before);
      expect(await ledger.readEpochs()).toMatchObject([{ isOpen: true, seq: 4 }]);
      expect(await ledger.rehome(wish)).toBe('moved');
    });

    test('five times a day is enough: then it stays, until a day has passed by the server’s clock', async () => {
      const ledger = await kit.start();
      await sell(ledger);
      const learn = (serverAt: number) => ledger.patchMeta({ serverClock: { serverAt, offset: 0 } });
      for (let round = 0; round < 5; round += 1) {
        await learn(round * 1000);
        const { epoch } = await openEpoch(ledger);
        expect(await ledger.rehome(request(null, { epoch }))).toBe('moved');
      }
      const { epoch } = await openEpoch(ledger);
      expect(await (await kit.ground.restart()).rehome(request(null, { epoch }))).toBe('too-often');
      const restarted = await kit.ground.openAgain();
      expect(await openEpoch(restarted)).toMatchObject({ epoch, seq: 1 });
      await restarted.patchMeta({ serverClock: { serverAt: DAY_MS, offset: 0 } });
      expect(await restarted.rehome(request(null, { epoch }))).toBe('moved');
    });
  });

  describe(`${name}: entries that are lost`, () => {
    test('are named with the totals on both sides, and all that is here goes on', async () => {
      const ledger = await kit.start();
      await sellMany(ledger, 6);
      const before = await allEntries(ledger, kit.seed.epoch);
      await kit.ground.damage(kit.seed.epoch, 3, null);
      await kit.ground.damage(kit.seed.epoch, 4, null);
      const wish = request(before[1] ?? null, { reason: 'restore', missingTo: 4 });
      expect(await ledger.rehome(wish)).toBe('moved');
      const open = await openEpoch(ledger);
      expect(open.open.missing).toEqual({
        from: 3,
        to: 4,
        totalsBefore: { ...ZERO_TOTALS, gross: 2 * SALE, cash: 2 * SALE, sales: 2 },
        totalsAfter: { ...ZERO_TOTALS, gross: 4 * SALE, cash: 4 * SALE, sales: 4 },
      });
      expect(open).toMatchObject({ seq: 2, startTotals: { gross: 4 * SALE }, totals: { gross: 6 * SALE } });
      const moved = await allEntries(ledger, wish.newEpoch);
      expect(moved.map(({ origin }) => origin?.seq)).toEqual([5, 6]);
      expect(await readPending(ledger)).toMatchObject({ count: 4, rupiah: 4 * SALE });
    });

    test('at the end leave null behind them, and the device sums on from what it knows', async () => {
      const ledger = await kit.start();
      await sellMany(ledger, 3);
      const before = await allEntries(ledger, kit.seed.epoch);
      await kit.ground.damage(kit.seed.epoch, 3, null);
      const wish = request(before[1] ?? null, { reason: 'restore', missingTo: 3 });
      expect(await ledger.rehome(wish)).toBe('moved');
      const open = await openEpoch(ledger);
      expect(open.open.missing).toMatchObject({ from: 3, to: 3, totalsAfter: null });
      expect((await sell(ledger)).fact.totals.gross).toBe(4 * SALE);
      expect(await readPending(ledger)).toMatchObject({ count: 3, rupiah: 3 * SALE });
    });

    test('are not believed lost while one of them is here', async () => {
      const ledger = await kit.start();
      await sellMany(ledger, 4);
      const [first] = await allEntries(ledger, kit.seed.epoch);
      expect(await ledger.rehome(request(first ?? null, { missingTo: 3 }))).toBe('overtaken');
    });

    test('a damaged one moves as it is, and its old hash shows the damage', async () => {
      const ledger = await kit.start();
      await sellMany(ledger, 3);
      const before = await allEntries(ledger, kit.seed.epoch);
      const hurt = (before[1]?.body ?? '').replace('Beras', 'Keras');
      await kit.ground.damage(kit.seed.epoch, 2, hurt);
      const wish = request(before[0] ?? null, { reason: 'restore' });
      expect(await ledger.rehome(wish)).toBe('moved');
      const [moved] = await allEntries(ledger, wish.newEpoch);
      expect(moved).toMatchObject({ body: hurt, origin: { seq: 2, hash: before[1]?.hash } });
      expect(await expectWhole(ledger)).toBe(2);
    });

    test('a closed epoch is followed by a closed one, and only if something has to go on', async () => {
      const ledger = await kit.start();
      await sellMany(ledger, 4);
      const before = await allEntries(ledger, kit.seed.epoch);
      const first = request(before[2] ?? null);
      await ledger.rehome(first);
      const closed = { isOpen: false, reason: 'restore' } as const;
      expect(await ledger.rehome(request(before[2] ?? null, closed))).toBe('overtaken');
      const wish = request(before[0] ?? null, closed);
      expect(await ledger.rehome(wish)).toBe('moved');
      expect((await ledger.readEpochs()).map(({ epoch, isOpen, seq }) => [epoch, isOpen, seq])).toEqual([
        [kit.seed.epoch, false, 1],
        [first.newEpoch, true, 1],
        [wish.newEpoch, false, 2],
      ]);
      expect((await sell(ledger)).entry.epoch).toBe(first.newEpoch);
    });
  });
}
