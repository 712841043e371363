import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { allocateSeries } from '../../sync-server/ledger/series.ts';
import { openStore } from '../../sync-server/store/open-store.ts';
import type { FactRecord } from '../../sync-server/store/records.ts';
import type { Store } from '../../sync-server/store/store.ts';
import { clearPlace, makePlace, type StorePlace } from './builders/store-place.ts';

let place: StorePlace;
let store: Store;

beforeEach(async () => {
  place = await makePlace();
  store = await openStore(place, 0);
});

afterEach(async () => {
  await store.close();
  await clearPlace(place);
});

const COOP_ID = 'kkmp-uji';
const coop = { coopId: COOP_ID, serverGen: 'g_1', ownEpoch: 'ab'.repeat(16) };

describe('a transaction', () => {
  test('that fails leaves nothing behind', async () => {
    const failing = store.write(async (tx) => {
      await tx.insertCoop(coop, 0);
      throw new Error('the world ends');
    });
    await expect(failing).rejects.toThrow('the world ends');
    expect(await store.read((snapshot) => snapshot.readCoops())).toEqual([]);
  });

  test('takes a stream’s counter once and stamps rows with what it grew by', async () => {
    await store.write((tx) => tx.insertCoop(coop, 0));
    const touch = (...ids: string[]) =>
      store.write((tx) =>
        tx.stampRows(
          coop.coopId,
          'coop',
          ids.map((id) => ({ entity: 'member', id })),
        ),
      );
    expect(await touch('a', 'b', 'c')).toBe(3);
    // At once: a database with several connections may take either first.
    const [b, a] = await Promise.all([touch('b'), touch('a')]);
    expect([a, b].toSorted()).toEqual([4, 5]);
    const changes = await store.read((snapshot) =>
      snapshot.readChanges(coop.coopId, 'coop', { after: 0, limit: 10 }),
    );
    const stamped = [
      ['c', 3],
      ['b', b],
      ['a', a],
    ];
    expect(changes.map(({ id, seq }) => [id, seq])).toEqual(
      stamped.toSorted((one, other) => Number(one[1]) - Number(other[1])),
    );
  });

  test('of many rows writes each of them', async () => {
    const findings = Array.from({ length: 123 }, (_, index) => ({
      findingId: `f${index}`,
      kind: 'price_differs',
      factId: null,
      deviceId: 'd',
      detail: { index },
      foundAt: 0,
    }));
    await store.write(async (tx) => {
      await tx.insertCoop(coop, 0);
      await tx.insertFindings(coop.coopId, findings);
      await tx.insertFindings(coop.coopId, findings);
    });
    expect(await store.read((snapshot) => snapshot.readFindings(coop.coopId))).toHaveLength(123);
  });
});

/** A fact of the shop with any bytes. */
function aFact(factId: string, patch: Partial<FactRecord> = {}): FactRecord {
  return {
    factId,
    kind: 'unread',
    status: 'quarantined',
    reason: 'not_json',
    content: 'c'.repeat(64),
    body: '{}',
    at: 0,
    outletId: 'GI',
    deviceId: 'd',
    number: null,
    businessDate: null,
    receivedDate: null,
    receivedAt: Date.UTC(2026, 10, 23),
    ...patch,
  };
}

describe('what is stored', () => {
  beforeEach(() => store.write((tx) => tx.insertCoop(coop, 0)));

  test.each([
    ['a character zero', 'a\0b', 'a\0b'],
    ['a first character that marks escapes', '\u0001x', '\u0001x'],
    ['quotes, backslashes and escapes', '"\\u0000 \\" \n', '"\\u0000 \\" \n'],
    ['letters beyond the first plane', 'Gula 🍚 ﷽', 'Gula 🍚 ﷽'],
    ['half a letter, which no database keeps', 'x\ud83cx', 'x\ufffdx'],
  ])('comes back with %s, in one row and in many', async (_, text, kept) => {
    const device = {
      coopId: COOP_ID,
      deviceId: 'd',
      outletId: 'GI',
      publicKey: 'k',
      name: text,
      series: 'A',
      certifiedAt: 0,
      certificateSignature: 's',
    };
    await store.write(async (tx) => {
      await tx.putDevice(device);
      await tx.insertFacts(COOP_ID, [aFact('f1', { body: text, status: 'held' }), aFact('f2')]);
    });
    await store.read(async (snapshot) => {
      expect((await snapshot.readDevice(COOP_ID, 'd'))?.name).toBe(kept);
      expect((await snapshot.readHeldFacts(COOP_ID)).map(({ body }) => body)).toEqual([kept]);
    });
  });

  test('is found again by long lists', async () => {
    const ids = Array.from({ length: 1203 }, (_, index) => `f${index}`);
    await store.write((tx) =>
      tx.insertFacts(
        COOP_ID,
        ids.map((id) => aFact(id, { number: `N-${id}` })),
      ),
    );
    await store.read(async (snapshot) => {
      expect(await snapshot.readFacts(COOP_ID, [...ids, 'none'])).toHaveLength(1203);
      expect(await snapshot.readFacts(COOP_ID, [])).toEqual([]);
      const asked = { numbers: ['N-f7', 'N-none'], besides: ['f1'] };
      const numbers = await snapshot.readTakenNumbers(COOP_ID, 'GI', asked);
      expect(numbers).toEqual(new Set(['N-f7']));
      expect(await snapshot.readTakenNumbers(COOP_ID, 'other', asked)).toEqual(new Set());
      const own = { ...asked, besides: ['f7'] };
      expect(await snapshot.readTakenNumbers(COOP_ID, 'GI', own)).toEqual(new Set());
    });
  });

  test('is put in order byte by byte, whatever the language of the machine', async () => {
    const ids = ['a', 'B', 'b', 'A', 'ä', '_', 'Z1', 'Z-1'];
    const rows = ids.map((id) => ({ entity: 'member', id, row: '{}' }));
    await store.write((tx) => tx.putMasterRows(COOP_ID, rows, 'server'));
    const read = await store.read((snapshot) => snapshot.readMasterRows(COOP_ID, ['member']));
    expect(read.map(({ id }) => id)).toEqual(ids.toSorted());
  });

  test('replaces a master row that is there', async () => {
    const rows = (text: string) =>
      ['a', 'b'].map((id) => ({ entity: 'member', id, row: `{"at":"${text}"}` }));
    await store.write((tx) => tx.putMasterRows(COOP_ID, rows('first'), 'server'));
    await store.write((tx) => tx.putMasterRows(COOP_ID, rows('second'), 'server'));
    expect(await store.read((snapshot) => snapshot.readMasterRows(COOP_ID, ['member']))).toEqual(
      rows('second'),
    );
  });
});

describe('stock', () => {
  beforeEach(() => store.write((tx) => tx.insertCoop(coop, 0)));

  const move = (place: string, stockItemId: string, milli: number) => ({ place, stockItemId, milli });

  test('adds movements to what is there, also of writers at the same time', async () => {
    await store.write((tx) => tx.addStock(COOP_ID, 'GI', []));
    const writers = Array.from({ length: 12 }, (_, index) =>
      store.write((tx) =>
        tx.addStock(COOP_ID, 'GI', [move('p', 'gula', index), move('p', 'lpg:full', -1000)]),
      ),
    );
    await Promise.all(writers);
    const rows = await store.write((tx) => tx.addStock(COOP_ID, 'GI', [move('p', 'gula', 1)]));
    expect(rows).toEqual([move('p', 'gula', 67)]);
    expect(await store.read((snapshot) => snapshot.readStock(COOP_ID))).toEqual([
      move('p', 'gula', 67),
      move('p', 'lpg:full', -12_000),
    ]);
  });

  test('goes down as the row it is now, beside rows that changed and rows that are gone', async () => {
    await store.write(async (tx) => {
      await tx.addStock(COOP_ID, 'GI', [move('p', 'gula', 5), move('q', 'gula', 6), move('p', 'beras', 7)]);
      await tx.putMasterRows(COOP_ID, [{ entity: 'member', id: 'm', row: '{"id":"m"}' }], 'server');
      await tx.stampRows(COOP_ID, 's', [
        { entity: 'stock', id: 'p|gula' },
        { entity: 'member', id: 'm' },
        { entity: 'member', id: 'gone' },
        { entity: 'stock', id: 'q|gula' },
      ]);
    });
    const page = { after: 0, limit: 3 };
    expect(await store.read((snapshot) => snapshot.readChanges(COOP_ID, 's', page))).toEqual([
      { entity: 'stock', id: 'p|gula', seq: 1, row: JSON.stringify(move('p', 'gula', 5)) },
      { entity: 'member', id: 'm', seq: 2, row: '{"id":"m"}' },
      { entity: 'member', id: 'gone', seq: 3, row: null },
    ]);
  });
});

describe('what a writer locks', () => {
  test('is what a reader finds, and nothing where there is nothing', async () => {
    await store.write(async (tx) => {
      await tx.insertCoop(coop, 0);
      expect(await tx.lockCoop(COOP_ID)).toEqual(await tx.readCoop(COOP_ID));
      expect(await tx.lockCoop('other')).toBeNull();
      expect(await tx.lockDevice(COOP_ID, 'd')).toBeNull();
      expect(await tx.lockEpoch(COOP_ID, 'e')).toBeNull();
      expect(await tx.lockEnrolCode('h')).toBeNull();
      expect(await tx.lockLastSeries(COOP_ID, 'GI')).toBe('');
      await tx.putLastSeries(COOP_ID, 'GI', 'C');
      expect(await tx.lockLastSeries(COOP_ID, 'GI')).toBe('C');
    });
  });

  test('is given to one writer at a time, so that no series is given twice', async () => {
    await store.write((tx) => tx.insertCoop(coop, 0));
    const given = await Promise.all(
      Array.from({ length: 10 }, () => store.write((tx) => allocateSeries(tx, COOP_ID, 'GI'))),
    );
    expect(given.toSorted()).toEqual('ABCDEFGHIJ'.split(''));
  });
});
