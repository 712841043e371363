import { describe, expect, test } from 'vitest';
import { noteDurable, durableForLong } from '../../src/storage/ledger/durable-marks.ts';
import { readPending } from '../../src/storage/ledger/ledger-live.ts';
import type { DurableMark, LedgerPort, PushMark } from '../../src/storage/ledger/ledger-port.ts';
import { openEpoch, sell, sellMany, type LedgerKit } from './ledger-kit.ts';
import { allEntries, aMark, newEpochId, saleFact, shiftOpenedFact } from './ledger-seed.ts';

const DAY_MS = 24 * 60 * 60_000;
const SALE = 62_500;
const T0 = 1_795_400_000_000;

/** When every ledger lets go of entries, and what still holds afterwards. */
export function pruneContract(name: string, kit: LedgerKit): void {
  const stamp = (acked: number, over: { unapplied?: number[]; quarantined?: number[] } = {}) => ({
    [kit.seed.epoch]: { acked, durable: acked, unapplied: [], quarantined: [], ...over },
  });
  const hear = (ledger: LedgerPort, days: number, wish: Partial<PushMark> = {}) =>
    ledger.markPush(
      aMark(kit.seed.epoch, { ...wish, serverClock: { serverAt: T0 + days * DAY_MS, offset: 0 } }),
    );
  /** Ten sales that the server has acknowledged, shows in its rows and has had in a backup for 35 days. */
  const oldLedger = async (wish: Partial<PushMark> = {}): Promise<LedgerPort> => {
    const ledger = await kit.start();
    await sellMany(ledger, 10);
    await hear(ledger, 0, { ackedTo: 10, durableThrough: 8, ...wish });
    await hear(ledger, 35);
    return ledger;
  };
  const prune = (ledger: LedgerPort, acked = 10, entriesMax = 500) =>
    ledger.prune({ contained: stamp(acked), entriesMax });

  describe(`${name}: entries that the server keeps for good`, () => {
    test('go once a backup has held them for 35 days, and their end is remembered', async () => {
      const ledger = await oldLedger();
      const before = await allEntries(ledger, kit.seed.epoch);
      expect(await prune(ledger)).toBe(8);
      const after = await kit.ground.restart();
      expect(await openEpoch(after)).toMatchObject({
        seq: 10,
        acked: 10,
        prunedThrough: { seq: 8, hash: before[7]?.hash, totals: { gross: 8 * SALE, sales: 8 } },
      });
      expect(await after.readEntries(kit.seed.epoch, 0, 500)).toEqual(before.slice(8));
      expect(await after.readEntry(kit.seed.epoch, 8)).toBeNull();
      expect(await prune(after)).toBe(0);
      expect((await sell(after)).fact.totals.gross).toBe(11 * SALE);
    });

    test.each([
      ['not acknowledged', { ackedTo: 3 }, {}, 3],
      ['not in a row they touch', {}, { acked: 4 }, 4],
      ['held when the rows were read', {}, { unapplied: [6] }, 5],
      ['quarantined', {}, { quarantined: [3] }, 2],
      [
        'kept back by the last reply',
        {
          statuses: [
            [5, 'quarantined', 'total_mismatch'],
            [7, 'held', 'x'],
          ],
        },
        {},
        4,
      ],
    ] satisfies [string, Partial<PushMark>, object, number][])(
      'stay while they are %s, with all that comes after them',
      async (_what, wish, over, gone) => {
        const ledger = await oldLedger(wish);
        const contained = { [kit.seed.epoch]: { ...stamp(10)[kit.seed.epoch], ...over } } as never;
        expect(await ledger.prune({ contained, entriesMax: 500 })).toBe(gone);
        expect(await ledger.readEntries(kit.seed.epoch, 0, 500)).toHaveLength(10 - gone);
      },
    );

    test('stay when nothing says what the rows hold', async () => {
      const ledger = await oldLedger();
      expect(await ledger.prune({ contained: {}, entriesMax: 500 })).toBe(0);
    });

    test('stay until the 35 days are over for them, not for others', async () => {
      const ledger = await kit.start();
      await sellMany(ledger, 6);
      await hear(ledger, 0, { ackedTo: 6, durableThrough: 2 });
      await hear(ledger, 20, { durableThrough: 5 });
      await hear(ledger, 34.9);
      expect(await prune(ledger)).toBe(0);
      await hear(ledger, 35);
      expect(await prune(ledger)).toBe(2);
      await hear(ledger, 55);
      expect(await prune(ledger)).toBe(3);
    });

    test('go in steps', async () => {
      const ledger = await oldLedger();
      expect([await prune(ledger, 10, 3), await prune(ledger, 10, 3), await prune(ledger, 10, 3)]).toEqual([
        3, 3, 2,
      ]);
    });

    test('stay from the day of an open shift on: its Z report is made from them', async () => {
      const ledger = await kit.start();
      const yesterday = { businessDate: '2026-11-22' as never };
      await sell(ledger, { fact: (state) => saleFact(state, { over: yesterday }) });
      await sell(ledger, { fact: shiftOpenedFact });
      await sellMany(ledger, 3);
      await hear(ledger, 0, { ackedTo: 5, durableThrough: 5 });
      await hear(ledger, 40);
      expect(await prune(ledger)).toBe(1);
    });

    test('leave a mark below which acked never falls, whatever the server says', async () => {
      const ledger = await oldLedger();
      await prune(ledger);
      await hear(ledger, 36, { ackedBackTo: 2 });
      expect(await openEpoch(ledger)).toMatchObject({ acked: 8, ackedGross: 8 * SALE });
      expect(await readPending(ledger)).toMatchObject({ count: 2, rupiah: 2 * SALE });
      await ledger.adoptServerGen('g_2');
      expect(await openEpoch(ledger)).toMatchObject({ acked: 8, durable: 0, durableMarks: [] });
      await ledger.markPush(aMark(kit.seed.epoch, { serverGen: 'g_2', ackedTo: 10, durableThrough: 10 }));
      expect(await prune(ledger)).toBe(0);
    });

    test('that a restored server lacks are named as missing from where it stands, and the rest goes on', async () => {
      const ledger = await oldLedger();
      const before = await allEntries(ledger, kit.seed.epoch);
      await prune(ledger);
      const point = { seq: 3, hash: before[2]?.hash ?? '' };
      const wish = {
        epoch: kit.seed.epoch,
        isOpen: true,
        reason: 'restore',
        parent: point,
        missingTo: 8,
        serverGen: 'g_1',
        newEpoch: newEpochId(),
      } as const;
      expect(await ledger.rehome({ ...wish, missingTo: null })).toBe('overtaken');
      expect(await ledger.rehome(wish)).toBe('moved');
      const open = await openEpoch(ledger);
      expect(open.open).toMatchObject({
        parent: point,
        missing: { from: 4, to: 8, totalsAfter: { gross: 8 * SALE, sales: 8 } },
      });
      expect(open).toMatchObject({ seq: 2, startTotals: { gross: 8 * SALE }, totals: { gross: 10 * SALE } });
      expect(await readPending(ledger)).toMatchObject({ count: 2, rupiah: 2 * SALE });
      expect(await prune(ledger)).toBe(0);
      expect((await ledger.readEpochs()).map(({ epoch }) => epoch)).toEqual([wish.newEpoch]);
    });

    test('and a closed epoch of which nothing is left may go, but not one with entries or the open one', async () => {
      const ledger = await oldLedger({ durableThrough: 10 });
      const before = await allEntries(ledger, kit.seed.epoch);
      const newEpoch = newEpochId();
      const parent = { seq: 9, hash: before[8]?.hash ?? '' };
      const wish = { epoch: kit.seed.epoch, isOpen: true, reason: 'fork', missingTo: null } as const;
      await ledger.rehome({ ...wish, parent, serverGen: 'g_1', newEpoch });
      expect(await prune(ledger)).toBe(9);
      expect(await ledger.readEpochs()).toHaveLength(2);
      expect(await prune(ledger)).toBe(0);
      expect(await ledger.readEpochs()).toMatchObject([{ epoch: newEpoch, isOpen: true, seq: 1 }]);
      await hear(ledger, 60, { ackedTo: 9 });
    });
  });

  describe(`${name}: the writer schema`, () => {
    test('a ledger of schema 1 opens, sells and hears the server, and stays one that the first program can write', async () => {
      const ledger = await kit.start();
      await sellMany(ledger, 2);
      await kit.ground.writeAsFirstProgram();
      const old = await kit.ground.restart();
      expect(await old.readMeta()).toMatchObject({ needsUpdate: false });
      await sell(old);
      await hear(old, 0, { ackedTo: 3, durableThrough: 3 });
      expect(await openEpoch(old)).toMatchObject({ acked: 3, durableMarks: [{ seq: 3, learntAt: T0 }] });
      await hear(old, 35);
      expect(await prune(old)).toBe(3);
    });
  });
}

describe('the history of what backups hold', () => {
  test('stays short through a year of hourly backups, and never makes an entry look older than it is', () => {
    let marks: readonly DurableMark[] = [];
    const learntAt = new Map<number, number>();
    const ages: number[] = [];
    for (let hour = 0; hour < 365 * 24; hour += 1) {
      const at = hour * 3_600_000;
      marks = noteDurable(marks, { seq: hour + 1, learntAt: at });
      learntAt.set(hour + 1, at);
      const seq = durableForLong(marks, at);
      if (seq > 0) ages.push(at - (learntAt.get(seq) ?? Infinity));
    }
    expect(Math.min(...ages)).toBeGreaterThanOrEqual(35 * DAY_MS);
    expect(Math.max(...ages)).toBeLessThan(37 * DAY_MS);
    expect(marks.length).toBeLessThan(80);
  });
});
