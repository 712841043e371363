import { firstBrokenLink } from '#domain/chain.ts';
import { expect, test } from 'vitest';
import { createMemoryLedger } from '../../src/storage/ledger/memory-ledger.ts';
import { aCart, allEntries, anAppend, COOP, newId, newSeed } from './ledger-seed.ts';

/** Lets the test stand between any two steps of a transaction. */
function steps(): { pause: () => Promise<void>; go: () => void; waiting: () => number } {
  const gates: (() => void)[] = [];
  return {
    pause: () => new Promise((resolve) => void gates.push(resolve)),
    go: () => gates.shift()?.(),
    waiting: () => gates.length,
  };
}

async function begin() {
  const seed = await newSeed();
  const gate = steps();
  let isGated = false;
  const ledger = createMemoryLedger(seed, () => (isGated ? gate.pause() : Promise.resolve()));
  const cart = aCart({ factId: newId() });
  await ledger.writeCart(cart);
  isGated = true;
  const request = anAppend({
    factId: cart.cart.factId ?? '',
    cart: { cartId: cart.cart.cartId, revision: 1 },
  });
  return { seed, ledger, cart, request, gate, ungate: () => (isGated = false) };
}

test('power that goes before the commit leaves the intact cart, and nobody hears of a sale', async () => {
  const { seed, ledger, cart, request, gate, ungate } = await begin();
  let isHeard = false;
  void ledger.append(request).finally(() => (isHeard = true));
  await expect.poll(gate.waiting).toBe(1);
  const after = ledger.powerCut();
  ungate();
  gate.go();
  expect(await after.readCarts()).toEqual([cart]);
  expect(await allEntries(after, seed.epoch)).toEqual([]);
  expect((await after.readMeta()).counters.receipt).toBe(0);
  expect(isHeard).toBe(false);
});

test('power that goes after the commit leaves the whole sale, and the retry finds it', async () => {
  const { seed, ledger, request, gate, ungate } = await begin();
  let isHeard = false;
  void ledger.append(request).finally(() => (isHeard = true));
  await expect.poll(gate.waiting).toBe(1);
  gate.go();
  await expect.poll(gate.waiting).toBe(1);
  const after = ledger.powerCut();
  ungate();
  gate.go();
  expect(await after.readCarts()).toEqual([]);
  const entries = await allEntries(after, seed.epoch);
  const [epoch] = await after.readEpochs();
  const run = { coopId: COOP, epoch: seed.epoch, fromSeq: 1, previousHash: epoch?.genesisHash ?? '' };
  expect(firstBrokenLink(run, entries)).toBeNull();
  expect(entries).toHaveLength(1);
  expect(await after.append(request)).toMatchObject({
    ok: true,
    value: { isRepeat: true, entry: { seq: 1 } },
  });
  expect(isHeard).toBe(false);
});

test('what waited behind the cut transaction is gone with it', async () => {
  const { seed, ledger, request, gate, ungate } = await begin();
  const unheard = [ledger.append(request), ledger.append(anAppend()), ledger.countBoot()];
  for (const one of unheard) void one.catch(() => undefined);
  await expect.poll(gate.waiting).toBe(1);
  const after = ledger.powerCut();
  ungate();
  gate.go();
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(await allEntries(after, seed.epoch)).toEqual([]);
  expect((await after.readMeta()).boot).toBe(0);
  expect(await after.append(request)).toMatchObject({ ok: true, value: { isRepeat: false } });
});

test('a program that died with the power can write nothing afterwards', async () => {
  const { seed, ledger, ungate } = await begin();
  ungate();
  const after = ledger.powerCut();
  void ledger.append(anAppend());
  void ledger.countBoot();
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(await allEntries(after, seed.epoch)).toEqual([]);
  expect((await after.readMeta()).boot).toBe(0);
});
