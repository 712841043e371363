import { ZERO_TOTALS } from '#domain/chain.ts';
import { addTotals, totalsShare } from '#domain/effects.ts';
import { factOfOwnBody } from '#protocol/own-body.ts';
import { describe, expect, test } from 'vitest';
import { readPending } from '../../src/storage/ledger/ledger-live.ts';
import { readOwnSales } from '../../src/storage/ledger/own-sales.ts';
import type { LedgerPort } from '../../src/storage/ledger/ledger-port.ts';
import { expectWhole, openEpoch, sell, sellMany, type LedgerKit } from './ledger-kit.ts';
import { allEntries, aMark } from './ledger-seed.ts';

/** What every ledger notes of the server's words, and of wrong PINs. */
export function markContract(name: string, kit: LedgerKit): void {
  describe(`${name}: what the server said`, () => {
    const states = async (ledger: LedgerPort) =>
      (await allEntries(ledger, kit.seed.epoch)).map((entry) => [entry.state, entry.reason]);

    test('acked only grows by an ok, and never past the head', async () => {
      const ledger = await kit.start();
      await sellMany(ledger, 5);
      await ledger.markPush(aMark(kit.seed.epoch, { ackedTo: 3 }));
      await ledger.markPush(aMark(kit.seed.epoch, { ackedTo: 2 }));
      expect(await openEpoch(ledger)).toMatchObject({ acked: 3, ackedGross: 3 * 62_500 });
      await ledger.markPush(aMark(kit.seed.epoch));
      expect((await openEpoch(ledger)).acked).toBe(3);
      await ledger.markPush(aMark(kit.seed.epoch, { ackedTo: 99 }));
      expect(await openEpoch(ledger)).toMatchObject({ acked: 5, ackedGross: 5 * 62_500 });
    });

    test('a gap or a rewind sets acked back, never forward', async () => {
      const ledger = await kit.start();
      await sellMany(ledger, 5);
      await ledger.markPush(aMark(kit.seed.epoch, { ackedTo: 5 }));
      await ledger.markPush(aMark(kit.seed.epoch, { ackedBackTo: 2 }));
      expect(await openEpoch(ledger)).toMatchObject({ acked: 2, ackedGross: 2 * 62_500 });
      await ledger.markPush(aMark(kit.seed.epoch, { ackedBackTo: 4 }));
      expect((await openEpoch(ledger)).acked).toBe(2);
      await ledger.markPush(aMark(kit.seed.epoch, { ackedBackTo: 0 }));
      expect(await openEpoch(ledger)).toMatchObject({ acked: 0, ackedGross: 0 });
    });

    test('an entry is saved until it is acked, and flagged when the server keeps it back', async () => {
      const ledger = await kit.start();
      await sellMany(ledger, 4);
      const before = await allEntries(ledger, kit.seed.epoch);
      await ledger.markPush(
        aMark(kit.seed.epoch, {
          ackedTo: 3,
          statuses: [
            [1, 'accepted', null],
            [2, 'held', 'unknown_kind'],
            [3, 'duplicate', null],
          ],
        }),
      );
      expect(await states(ledger)).toEqual([
        ['accepted', null],
        ['held', 'unknown_kind'],
        ['accepted', null],
        ['saved', null],
      ]);
      expect((await openEpoch(ledger)).needsAttention).toBe(1);
      expect(await ledger.readFlagged()).toEqual([
        { epoch: kit.seed.epoch, seq: 2, state: 'held', reason: 'unknown_kind' },
      ]);
      const after = await allEntries(await kit.ground.restart(), kit.seed.epoch);
      const untouched = ({ state: _state, reason: _reason, ...entry }: (typeof after)[number]) => entry;
      expect(after.map(untouched)).toEqual(before.map(untouched));
    });

    test('a status that comes again counts once, and a better one clears the flag', async () => {
      const ledger = await kit.start();
      await sellMany(ledger, 3);
      const quarantined = aMark(kit.seed.epoch, {
        ackedTo: 3,
        statuses: [
          [2, 'quarantined', 'total_mismatch'],
          [3, 'held', 'newer_version'],
          [9, 'held', 'not here'],
        ],
      });
      await ledger.markPush(quarantined);
      await ledger.markPush(quarantined);
      expect((await openEpoch(ledger)).needsAttention).toBe(2);
      await ledger.markPush(aMark(kit.seed.epoch, { statuses: [[3, 'accepted', null]] }));
      expect((await openEpoch(ledger)).needsAttention).toBe(1);
      expect(await states(ledger)).toEqual([
        ['accepted', null],
        ['quarantined', 'total_mismatch'],
        ['accepted', null],
      ]);
    });

    test('a page says which entries are still kept back, and the others are accepted again', async () => {
      const ledger = await kit.start();
      await sellMany(ledger, 5);
      const statuses = [2, 3, 4].map((seq) => [seq, 'held', 'unknown_kind'] as const);
      await ledger.markPush(aMark(kit.seed.epoch, { ackedTo: 5, statuses }));
      const stamp = { acked: 3, durable: 0, unapplied: [3], quarantined: [1] };
      await ledger.noteStamp({ [kit.seed.epoch]: stamp, ['0'.repeat(32)]: stamp });
      expect(await states(ledger)).toEqual([
        ['quarantined', null],
        ['accepted', null],
        ['held', 'unknown_kind'],
        ['held', 'unknown_kind'],
        ['accepted', null],
      ]);
      expect((await openEpoch(ledger)).needsAttention).toBe(3);
    });

    test('another generation of the server takes every acked back and wipes nothing', async () => {
      const ledger = await kit.start();
      await sellMany(ledger, 4);
      await ledger.markPush(aMark(kit.seed.epoch, { ackedTo: 4, durableThrough: 3 }));
      expect(await openEpoch(ledger)).toMatchObject({ acked: 4, durable: 3, durableAt: 1_795_400_000_000 });
      await ledger.adoptServerGen('g_1');
      expect((await openEpoch(ledger)).acked).toBe(4);
      await ledger.adoptServerGen('g_2');
      expect(await openEpoch(ledger)).toMatchObject({
        acked: 0,
        ackedGross: 0,
        durable: 0,
        durableAt: null,
        seq: 4,
      });
      expect((await ledger.readMeta()).serverGen).toBe('g_2');
      expect(await expectWhole(ledger)).toBe(4);
    });

    test('a reply of another generation takes acked back in the transaction that notes it', async () => {
      const ledger = await kit.start();
      await sellMany(ledger, 4);
      await ledger.markPush(aMark(kit.seed.epoch, { ackedTo: 4 }));
      await ledger.markPush(aMark(kit.seed.epoch, { serverGen: 'g_2', ackedTo: 2 }));
      expect(await openEpoch(ledger)).toMatchObject({ acked: 2, ackedGross: 2 * 62_500 });
      expect((await ledger.readMeta()).serverGen).toBe('g_2');
    });

    test('a later series starts its numbers at 1; the same and an earlier one change nothing', async () => {
      const ledger = await kit.start({ series: 'B' });
      await sellMany(ledger, 2);
      await ledger.markPush(aMark(kit.seed.epoch, { series: 'B' }));
      await ledger.markPush(aMark(kit.seed.epoch, { series: 'A' }));
      expect(await ledger.readMeta()).toMatchObject({ series: 'B', counters: { receipt: 2 } });
      await ledger.markPush(aMark(kit.seed.epoch, { series: 'AA' }));
      expect(await ledger.readMeta()).toMatchObject({ series: 'AA', counters: { receipt: 0 } });
      const { fact } = await sell(ledger);
      expect(fact.kind === 'sale.recorded' && fact.number).toBe('GI-AA-000001');
    });

    test('the newest checkpoint of an epoch is kept, for each generation', async () => {
      const ledger = await kit.start();
      await sellMany(ledger, 3);
      const checkpoint = (n: number, seq: number) => ({
        epoch: kit.seed.epoch,
        seq,
        hash: 'a'.repeat(64),
        n,
        at: n,
        signature: `signature${n}`,
      });
      await ledger.markPush(aMark(kit.seed.epoch, { ackedTo: 1, checkpoint: checkpoint(1, 1) }));
      await ledger.markPush(aMark(kit.seed.epoch, { ackedTo: 3, checkpoint: checkpoint(3, 3) }));
      await ledger.markPush(aMark(kit.seed.epoch, { checkpoint: checkpoint(2, 2) }));
      await ledger.markPush(aMark(kit.seed.epoch, { serverGen: 'g_2', checkpoint: checkpoint(1, 1) }));
      const kept = await (await kit.ground.restart()).readCheckpoints();
      expect(kept.map(({ serverGen, n, seq }) => [serverGen, n, seq]).toSorted()).toEqual([
        ['g_1', 3, 3],
        ['g_2', 1, 1],
      ]);
    });

    test('the server clock last heard is kept', async () => {
      const ledger = await kit.start();
      const serverClock = { serverAt: 77, offset: -8 };
      await ledger.markPush(aMark(kit.seed.epoch, { serverClock }));
      expect((await ledger.readMeta()).serverClock).toEqual(serverClock);
    });
  });

  describe(`${name}: running counters`, () => {
    test('what is pending is what a recount finds, through 2,000 appends and a hundred replies', async () => {
      const ledger = await kit.start();
      for (let round = 0; round < 100; round += 1) {
        const sales = Array.from({ length: 20 }, (_, index) =>
          sell(ledger, { priceRupiah: 1_000 + round * 20 + index }),
        );
        await Promise.all(sales);
        const { seq, acked } = await openEpoch(ledger);
        const ackedTo = Math.min(seq, acked + ((round * 7) % 41));
        const ackedBackTo = round % 10 === 9 ? Math.floor(acked / 2) : null;
        const statuses = round % 5 === 0 ? [[Math.max(1, ackedTo), 'held', 'unknown_kind'] as const] : [];
        await ledger.markPush(
          aMark(kit.seed.epoch, ackedBackTo === null ? { ackedTo, statuses } : { ackedBackTo }),
        );
      }
      const entries = await allEntries(ledger, kit.seed.epoch);
      const epoch = await openEpoch(ledger);
      const waiting = entries.filter((entry) => entry.seq > epoch.acked);
      const worth = (of: readonly { readonly body: string }[]) =>
        of.reduce(
          (sum, { body }) => addTotals(sum, totalsShare(factOfOwnBody(body) ?? { kind: 'pin.failed' })),
          ZERO_TOTALS,
        );
      expect(epoch.totals).toEqual(worth(entries));
      expect(await readPending(ledger)).toEqual({
        count: waiting.length,
        rupiah: worth(waiting).gross,
        oldestAt: waiting[0]?.at ?? null,
        needsAttention: (await ledger.readFlagged()).length,
      });
      expect(await expectWhole(ledger)).toBe(2_000);
    }, 120_000);

    test('a list of own sales shows what became of each', async () => {
      const ledger = await kit.start();
      await sellMany(ledger, 3);
      await ledger.markPush(
        aMark(kit.seed.epoch, { ackedTo: 2, statuses: [[2, 'quarantined', 'total_mismatch']] }),
      );
      const sales = await readOwnSales(ledger, '2026-11-23' as never);
      expect(sales.map(({ seq, state, reason }) => [seq, state, reason])).toEqual([
        [3, 'saved', null],
        [2, 'action-needed', 'total_mismatch'],
        [1, 'sent', null],
      ]);
      expect(sales.every(({ code }) => /^[0-9A-HJKMNP-TV-Z]{8}$/.test(code))).toBe(true);
    });
  });

  describe(`${name}: wrong PINs`, () => {
    const MINUTE = 60_000;

    test('five tries are free of waiting, then it is 1, 2, 4 … 30 minutes', async () => {
      const ledger = await kit.start();
      const locks = [];
      let mono = 0;
      for (let wrong = 1; wrong <= 11; wrong += 1) {
        const lock = await ledger.notePinFailure('S-01', { boot: 1, mono });
        locks.push([lock.failures, lock.triesLeft, lock.waitMs / MINUTE]);
        mono += lock.waitMs;
      }
      expect(locks).toEqual([
        [1, 4, 0],
        [2, 3, 0],
        [3, 2, 0],
        [4, 1, 0],
        [5, 0, 1],
        [6, 0, 2],
        [7, 0, 4],
        [8, 0, 8],
        [9, 0, 16],
        [10, 0, 30],
        [11, 0, 30],
      ]);
      expect(await ledger.readPinLock('S-02', { boot: 1, mono })).toEqual({
        failures: 0,
        triesLeft: 5,
        waitMs: 0,
      });
    });

    test('a wait runs down by the clock that nobody can set, survives a restart and is over on time', async () => {
      const ledger = await kit.start();
      for (let wrong = 0; wrong < 6; wrong += 1) await ledger.notePinFailure('S-01', { boot: 1, mono: 1000 });
      const waitAt = async (tab: LedgerPort, boot: number, mono: number) =>
        (await tab.readPinLock('S-01', { boot, mono })).waitMs;
      expect(await waitAt(ledger, 1, 1000)).toBe(2 * MINUTE);
      expect(await waitAt(ledger, 1, 1000 + MINUTE)).toBe(MINUTE);
      const restarted = await kit.ground.restart();
      expect(await waitAt(restarted, 2, 5)).toBe(MINUTE);
      expect(await waitAt(restarted, 2, 5 + MINUTE - 1)).toBe(1);
      expect(await restarted.readPinLock('S-01', { boot: 2, mono: 5 + MINUTE })).toEqual({
        failures: 6,
        triesLeft: 1,
        waitMs: 0,
      });
    });

    test('a second tab neither shortens a wait nor keeps it alive', async () => {
      const ledger = await kit.start();
      for (let wrong = 0; wrong < 5; wrong += 1) await ledger.notePinFailure('S-01', { boot: 1, mono: 0 });
      const waits: number[] = [];
      for (let second = 0; second <= 60; second += 10) {
        waits.push((await ledger.readPinLock('S-01', { boot: 1, mono: second * 1000 })).waitMs);
        waits.push((await ledger.readPinLock('S-01', { boot: 2, mono: 700 + second * 1000 })).waitMs);
      }
      expect(Math.max(...waits.slice(2, 4))).toBe(50_000);
      expect(waits.at(-2)).toBe(0);
      expect(waits.at(-1)).toBe(0);
    });

    test('a right PIN forgets the wrong ones', async () => {
      const ledger = await kit.start();
      for (let wrong = 0; wrong < 7; wrong += 1) await ledger.notePinFailure('S-01', { boot: 1, mono: 0 });
      await ledger.clearPinFailures('S-01');
      expect(await ledger.readPinLock('S-01', { boot: 1, mono: 0 })).toEqual({
        failures: 0,
        triesLeft: 5,
        waitMs: 0,
      });
    });
  });
}
