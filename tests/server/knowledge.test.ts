import { afterEach, beforeEach, expect, test } from 'vitest';
import { appendOwnFacts } from '../../sync-server/ledger/own-ledger.ts';
import type { StoreWriter } from '../../sync-server/store/store.ts';
import { CASHIER, COOP_ID, openShop, OUTLET, type Shop } from './builders/shop.ts';

let shop: Shop;

beforeEach(async () => {
  shop = await openShop();
});

afterEach(() => shop.close());

/** Takes one person on, and says whom the server knows then. */
async function takeOn(tx: StoreWriter, id: string): Promise<readonly string[]> {
  const person = { ...CASHIER, id };
  await appendOwnFacts(tx, shop.premises, { coopId: COOP_ID, outlet: OUTLET }, [
    { kind: 'person.changed', person, moves: [] },
  ]);
  return people(tx);
}

async function people(tx: StoreWriter): Promise<readonly string[]> {
  return [...(await shop.premises.knowledge.read(tx, COOP_ID)).staff.keys()];
}

test('what a transaction made known and then took back is known to nobody, though the next one takes the same counter', async () => {
  const { store } = shop.premises;
  const undone = store.write(async (tx) => {
    expect(await takeOn(tx, 'undone')).toEqual(['rina', 'undone']);
    throw new Error('undone');
  });
  await expect(undone).rejects.toThrow('undone');
  await store.write((tx) => takeOn(tx, 'kept'));
  expect(await store.write(people)).toEqual(['kept', 'rina']);
});
