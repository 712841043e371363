import { render } from '@testing-library/react';
import { milli } from '#domain/quantity.ts';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createDexieLedger, openDexieLedger } from '../../src/storage/ledger/dexie-ledger.ts';
import type { Appended, LedgerPort, LedgerSeed } from '../../src/storage/ledger/ledger-port.ts';
import { watchLedger } from '../../src/storage/ledger/watch-ledger.ts';
import { openReplica } from '../../src/storage/replica/dexie-replica.ts';
import { useCatalogue } from '../../src/storage/replica/catalogue.ts';
import { refreshMirrors } from '../../src/storage/replica/mirrors.ts';
import {
  noteAppended,
  rebuildOnHand,
  refreshFlags,
  useOnHand,
  useOnHandOf,
} from '../../src/storage/replica/on-hand.ts';
import type { Replica } from '../../src/storage/replica/replica.ts';
import { aMark, anAppend, newSeed, PLACE } from './ledger-seed.ts';
import { aPage, aStamp, OUTLET_STREAM, productRow, stockRow } from './replica-pages.ts';

let seed: LedgerSeed;
let ledger: LedgerPort;
let replica: Replica;

const onHand = (item: string): number | null => useOnHand.getState().onHand.get(`${PLACE}|${item}`) ?? null;

const sell = async (tab: LedgerPort, item: string, packs = 1): Promise<Appended> => {
  const moves = [{ stockItemId: item, place: PLACE, milli: milli(-1000 * packs) }];
  const appended = await tab.append(anAppend({ productId: item, over: { moves } }));
  if (!appended.ok) throw new Error('refused');
  return appended.value;
};

const sellHere = async (item: string, packs = 1): Promise<void> => {
  const { entry, fact } = await sell(ledger, item, packs);
  noteAppended(entry, fact);
};

const pull = async (...page: Parameters<typeof aPage>): Promise<void> => {
  const taken = await replica.takePage(aPage(...page), OUTLET_STREAM);
  expect(taken.isTaken).toBe(true);
  await refreshMirrors(ledger, replica, taken);
};

beforeEach(async () => {
  seed = await newSeed();
  ledger = await createDexieLedger(seed);
  const { deviceId } = seed.identity;
  replica = await openReplica({ deviceId, outletId: 'gi', pinKey: seed.keys.pinKey });
  await pull([stockRow('RICE', 10_000, 1), stockRow('SUGAR', 5_000, 2)], { mine: aStamp(seed.epoch, 0) });
  await rebuildOnHand(ledger, replica);
});

afterEach(() => {
  ledger.close();
  replica.close();
});

test('a sale shows at once, and once only when push and pull have brought it back', async () => {
  await sellHere('RICE', 3);
  expect(onHand('RICE')).toBe(7_000);
  await ledger.markPush(aMark(seed.epoch, { ackedTo: 1 }));
  await refreshFlags(ledger);
  expect(onHand('RICE')).toBe(7_000);
  await pull([stockRow('RICE', 6_000, 3)], { from: 2, mine: aStamp(seed.epoch, 1) });
  expect(onHand('RICE')).toBe(6_000);
  expect(onHand('SUGAR')).toBe(5_000);
});

test('a restart finds the same quantities', async () => {
  await sellHere('RICE', 3);
  await sellHere('SOAP');
  await ledger.markPush(aMark(seed.epoch, { ackedTo: 1 }));
  await pull([stockRow('RICE', 7_000, 3)], { from: 2, mine: aStamp(seed.epoch, 1) });
  await sellHere('RICE');
  const before = new Map(useOnHand.getState().onHand);
  expect(before).toEqual(
    new Map(
      Object.entries({ RICE: 6_000, SUGAR: 5_000, SOAP: -1_000 }).map(([item, q]) => [`${PLACE}|${item}`, q]),
    ),
  );
  await rebuildOnHand(ledger, replica);
  expect(new Map(useOnHand.getState().onHand)).toEqual(before);
});

test('a held sale stays in, a quarantined one goes out, after a restart too', async () => {
  await sellHere('RICE', 1);
  await sellHere('RICE', 2);
  const statuses = [
    [1, 'held', 'unknown_kind'],
    [2, 'quarantined', 'total_mismatch'],
  ] as const;
  await ledger.markPush(aMark(seed.epoch, { ackedTo: 2, statuses }));
  await refreshFlags(ledger);
  expect(onHand('RICE')).toBe(9_000);
  await pull([], { from: 2, mine: aStamp(seed.epoch, 2, { unapplied: [1], quarantined: [2] }) });
  expect(onHand('RICE')).toBe(9_000);
  await rebuildOnHand(ledger, replica);
  expect(onHand('RICE')).toBe(9_000);
  await pull([stockRow('RICE', 9_000, 3)], { from: 2, mine: aStamp(seed.epoch, 2, { quarantined: [2] }) });
  expect(onHand('RICE')).toBe(9_000);
});

test('a server restored from an older backup takes the till back with it, and nothing counts twice', async () => {
  await sellHere('RICE', 3);
  await pull([stockRow('RICE', 7_000, 3)], { from: 2, mine: aStamp(seed.epoch, 1) });
  expect(onHand('RICE')).toBe(7_000);
  const restored = { serverGen: 'g_2', reset: true, mine: aStamp(seed.epoch, 0) };
  await pull([stockRow('RICE', 10_000, 1)], restored);
  expect(onHand('RICE')).toBe(7_000);
  expect(onHand('SUGAR')).toBeNull();
});

test('sales of another tab are found with the next page that catches up', async () => {
  const other = await openDexieLedger(seed.identity.deviceId);
  await sell(other, 'RICE');
  await sellHere('RICE');
  expect(onHand('RICE')).toBe(9_000);
  await pull([], { from: 2, mine: aStamp(seed.epoch, 0) });
  expect(onHand('RICE')).toBe(8_000);
  other.close();
});

test('sales during a rebuild are in it', async () => {
  for (let sale = 0; sale < 5; sale += 1) await sellHere('RICE');
  const rebuilding = rebuildOnHand(ledger, replica);
  await Promise.all([sellHere('RICE'), sellHere('RICE')]);
  await rebuilding;
  expect(onHand('RICE')).toBe(3_000);
});

test('a page that comes during a rebuild is not lost', async () => {
  const page = aPage([stockRow('RICE', 2_000, 3)], { from: 2, mine: aStamp(seed.epoch, 0) });
  const rebuilding = rebuildOnHand(ledger, replica);
  const taken = await replica.takePage(page, OUTLET_STREAM);
  await Promise.all([rebuilding, refreshMirrors(ledger, replica, taken)]);
  expect(onHand('RICE')).toBe(2_000);
});

test('a rebuild that fails leaves what was shown, and sales go on', async () => {
  const gone = await openDexieLedger(seed.identity.deviceId);
  gone.close();
  await expect(rebuildOnHand(gone, replica)).rejects.toMatchObject({ name: 'StorageFailure' });
  await sellHere('RICE');
  expect(onHand('RICE')).toBe(9_000);
});

test('only the tiles that a sale touches draw again', async () => {
  const drawn: string[] = [];
  function Tile({ item }: { readonly item: string }) {
    drawn.push(`${item} ${useOnHandOf(PLACE, item)}`);
    return null;
  }
  render(
    <>
      <Tile item="RICE" />
      <Tile item="SUGAR" />
      <Tile item="SOAP" />
    </>,
  );
  expect(drawn.splice(0)).toEqual(['RICE 10000', 'SUGAR 5000', 'SOAP null']);
  await sellHere('SUGAR');
  await expect.poll(() => drawn).toEqual(['SUGAR 4000']);
});

test('the catalogue is read again only when its rows changed and the stream is caught up', async () => {
  const loads: (number | null)[] = [];
  const stop = useCatalogue.subscribe(({ loadedAt }) => loads.push(loadedAt));
  await pull([stockRow('RICE', 1_000, 3)], { from: 2, mine: aStamp(seed.epoch, 0) });
  expect(loads).toHaveLength(0);
  const pages = [
    aPage([productRow('RICE', 1)], { more: true, head: 2 }),
    aPage([productRow('SUGAR', 2)], { from: 1 }),
  ];
  for (const page of pages) await refreshMirrors(ledger, replica, await replica.takePage(page, 'coop'));
  stop();
  expect(loads).toHaveLength(1);
  expect(useCatalogue.getState().products.map((item) => item.product.id)).toEqual(['RICE', 'SUGAR']);
});

test('who watches the ledger hears of sales and of pushes, from any tab', async () => {
  let heard = 0;
  const stop = watchLedger(ledger, () => (heard += 1));
  await expect.poll(() => heard).toBe(1);
  const other = await openDexieLedger(seed.identity.deviceId);
  await sell(other, 'RICE');
  await expect.poll(() => heard).toBe(2);
  await ledger.markPush(aMark(seed.epoch, { ackedTo: 1 }));
  await expect.poll(() => heard).toBe(3);
  stop();
  other.close();
});
