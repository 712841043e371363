import { genesisHash } from '#domain/chain.ts';
import { refused } from '#domain/result.ts';
import { parseBody } from '#protocol/fact.ts';
import { describe, expect, test } from 'vitest';
import { StorageFailure } from '../../src/storage/storage-failure.ts';
import { expectWhole, keepCart, openEpoch, sell, sellMany, type LedgerKit } from './ledger-kit.ts';
import { aCart, aMark, anAppend, newId, saleFact, shiftClosedFact, shiftOpenedFact } from './ledger-seed.ts';

/** What every ledger does when something is written into it. */
export function appendContract(name: string, kit: LedgerKit): void {
  describe(`${name}: beginning`, () => {
    test('a ledger begins with one open epoch whose first hash is the genesis', async () => {
      const ledger = await kit.start();
      const [epoch, ...others] = await ledger.readEpochs();
      const { deviceId, coopId } = kit.seed.identity;
      const genesis = {
        coopId,
        deviceId,
        epoch: kit.seed.epoch,
        parent: null,
        reason: 'install',
        missing: null,
      } as const;
      expect(others).toEqual([]);
      expect(epoch).toMatchObject({ epoch: kit.seed.epoch, ordinal: 1, isOpen: true, seq: 0, acked: 0 });
      expect(epoch?.hash).toBe(genesisHash(genesis));
    });

    test('identity, series and clock of the enrolment are there after a restart', async () => {
      await kit.start({ series: 'AB', serverClock: { serverAt: 5, offset: 3 } });
      const meta = await (await kit.ground.restart()).readMeta();
      expect(meta).toMatchObject({ identity: kit.seed.identity, series: 'AB', serverGen: 'g_1', boot: 0 });
      expect(meta).toMatchObject({
        serverClock: { serverAt: 5, offset: 3 },
        isRevoked: false,
        needsUpdate: false,
      });
      expect(meta.openShift).toBeNull();
      expect(meta.lastFactDate).toBeNull();
    });

    test('the keys still sign and seal after a restart, and can be exported by nobody', async () => {
      await kit.start();
      const { signing, pinKey } = await (await kit.ground.restart()).readKeys();
      const text = new TextEncoder().encode('gerai1');
      const signature = await crypto.subtle.sign(
        { name: 'ECDSA', hash: 'SHA-256' },
        signing.privateKey,
        text,
      );
      const isGood = await crypto.subtle.verify(
        { name: 'ECDSA', hash: 'SHA-256' },
        signing.publicKey,
        signature,
        text,
      );
      expect(isGood).toBe(true);
      expect((await crypto.subtle.sign('HMAC', pinKey, text)).byteLength).toBe(32);
      await expect(crypto.subtle.exportKey('pkcs8', signing.privateKey)).rejects.toThrow(/extractable/);
      await expect(crypto.subtle.exportKey('raw', pinKey)).rejects.toThrow(/extractable/);
    });

    test('every start of the program gets a number of its own, two tabs at once too', async () => {
      const ledger = await kit.start();
      const other = await kit.ground.openAgain();
      const numbers = await Promise.all([ledger.countBoot(), other.countBoot(), ledger.countBoot()]);
      expect(numbers.toSorted()).toEqual([1, 2, 3]);
      expect((await ledger.readMeta()).boot).toBe(3);
    });

    test('what is patched stays, and the rest is left alone', async () => {
      const ledger = await kit.start();
      await ledger.patchMeta({ serverClock: { serverAt: 9, offset: -4 } });
      await ledger.patchMeta({ isRevoked: true });
      const meta = await (await kit.ground.restart()).readMeta();
      expect(meta).toMatchObject({ serverClock: { serverAt: 9, offset: -4 }, isRevoked: true, series: 'A' });
    });
  });

  describe(`${name}: appending`, () => {
    test('entries are gapless and their chain verifies', async () => {
      const ledger = await kit.start();
      await sellMany(ledger, 12);
      expect(await expectWhole(ledger)).toBe(12);
      expect(await expectWhole(await kit.ground.restart())).toBe(12);
    });

    test('an entry is the sale as it was decided, in its bytes and beside them', async () => {
      const ledger = await kit.start();
      const { entry, fact, isRepeat } = await sell(ledger, { priceRupiah: 17_250 });
      expect(isRepeat).toBe(false);
      expect(entry).toMatchObject({
        epoch: kit.seed.epoch,
        seq: 1,
        state: 'saved',
        reason: null,
        origin: null,
      });
      expect(entry).toMatchObject({ kind: 'sale.recorded', at: fact.at, businessDate: fact.businessDate });
      expect(parseBody(entry.body)).toEqual({ outcome: 'fact', fact });
      expect(await ledger.readEntry(kit.seed.epoch, 1)).toEqual(entry);
      expect(await ledger.findEntry(entry.factId)).toEqual(entry);
      expect(await ledger.readEntry(kit.seed.epoch, 0)).toBeNull();
      expect(await ledger.readEntry(kit.seed.epoch, 2)).toBeNull();
      expect(await ledger.findEntry(newId())).toBeNull();
    });

    test('the bytes of a body survive unchanged, whatever script they are in', async () => {
      const ledger = await kit.start();
      const name = 'Gula "pasir" \u00e9 ꦒꦸꦭ 糖 😀 \\ \t\u2028<b>';
      const { entry } = await sell(ledger, { name });
      const stored = await (await kit.ground.restart()).readEntry(kit.seed.epoch, 1);
      expect(stored?.body).toBe(entry.body);
      expect(stored?.body).toContain(JSON.stringify(name));
      expect(parseBody(entry.body).outcome).toBe('fact');
    });

    test('text is composed before it is hashed, so that it reads and hashes the same everywhere', async () => {
      const ledger = await kit.start();
      const { entry, fact } = await sell(ledger, { name: 'Cafe\u0301 Kopi' });
      expect(parseBody(entry.body)).toEqual({ outcome: 'fact', fact });
      expect(fact.kind === 'sale.recorded' && fact.lines[0]?.name).toBe('Caf\u00e9 Kopi');
    });

    test('running totals and numbers follow the entries', async () => {
      const ledger = await kit.start();
      const numbers: string[] = [];
      for (const priceRupiah of [10_000, 2_500, 7_000]) {
        const { fact } = await sell(ledger, { priceRupiah });
        if (fact.kind === 'sale.recorded') numbers.push(fact.number);
      }
      expect(numbers).toEqual(['GI-A-000001', 'GI-A-000002', 'GI-A-000003']);
      expect((await openEpoch(ledger)).totals).toEqual({
        gross: 19_500,
        cash: 19_500,
        sales: 3,
        voids: 0,
        drawer: 0,
      });
      expect((await ledger.readMeta()).counters).toEqual({ receipt: 3, refund: 0, z: 0, deposit: 0 });
    });

    test('a refused decision writes nothing and uses up no number', async () => {
      const ledger = await kit.start();
      const why = { kind: 'empty-cart' } as const;
      const answer = await ledger.append({
        ...anAppend(),
        decide(state) {
          state.number('receipt');
          return refused(why);
        },
      });
      expect(answer).toEqual({ ok: false, refusal: why });
      const { fact } = await sell(ledger);
      expect(fact.kind === 'sale.recorded' && fact.number).toBe('GI-A-000001');
      expect(await expectWhole(ledger)).toBe(1);
    });

    test('a decision that throws leaves nothing behind, and the mistake is not dressed up as a failure', async () => {
      const ledger = await kit.start();
      const cart = aCart();
      await keepCart(ledger, cart);
      const append = ledger.append({
        ...anAppend({ cart: { cartId: cart.cart.cartId, revision: 1 } }),
        decide(state) {
          state.number('receipt');
          throw new Error('Invariant broken: a mistake of ours');
        },
      });
      await expect(append).rejects.toThrow('a mistake of ours');
      await expect(append).rejects.not.toBeInstanceOf(StorageFailure);
      expect(await ledger.readCarts()).toEqual([cart]);
      const { fact } = await sell(ledger);
      expect(fact.kind === 'sale.recorded' && fact.number).toBe('GI-A-000001');
    });

    test('a shift is open from its opening to its closing', async () => {
      const ledger = await kit.start();
      const { entry, fact } = await sell(ledger, { fact: shiftOpenedFact });
      const open = {
        shiftId: entry.factId,
        businessDate: '2026-11-23',
        floatRupiah: 200_000,
        staffId: 'S-01',
      };
      expect((await ledger.readMeta()).openShift).toEqual({ ...open, openedAt: fact.at });
      expect((await ledger.readMeta()).lastFactDate).toBe('2026-11-23');
      await sell(ledger, { fact: (state) => shiftClosedFact(state, newId()) });
      expect((await ledger.readMeta()).openShift).not.toBeNull();
      await sell(ledger, { fact: (state) => shiftClosedFact(state, entry.factId) });
      expect((await (await kit.ground.restart()).readMeta()).openShift).toBeNull();
    });

    test('a revoked device stops selling', async () => {
      const ledger = await kit.start();
      await ledger.patchMeta({ isRevoked: true });
      expect(await ledger.append(anAppend())).toEqual({ ok: false, refusal: { kind: 'device-revoked' } });
      expect(await expectWhole(ledger)).toBe(0);
    });

    test('own entries of a day are listed newest first', async () => {
      const ledger = await kit.start();
      await sellMany(ledger, 3);
      await sell(ledger, {
        fact: (state) => saleFact(state, { over: { businessDate: '2026-11-24' as never } }),
      });
      const day = await ledger.readDay('2026-11-23' as never);
      expect(day.map((entry) => entry.seq)).toEqual([3, 2, 1]);
      expect((await ledger.readDay('2026-11-24' as never)).map((entry) => entry.seq)).toEqual([4]);
    });

    test('entries are read in pages', async () => {
      const ledger = await kit.start();
      await sellMany(ledger, 7);
      const seqs = async (after: number, limit: number) =>
        (await ledger.readEntries(kit.seed.epoch, after, limit)).map((entry) => entry.seq);
      expect(await seqs(0, 3)).toEqual([1, 2, 3]);
      expect(await seqs(3, 3)).toEqual([4, 5, 6]);
      expect(await seqs(6, 3)).toEqual([7]);
      expect(await seqs(7, 3)).toEqual([]);
      expect(await ledger.readEntries('0'.repeat(32), 0, 3)).toEqual([]);
    });
  });

  describe(`${name}: once and only once`, () => {
    test('the same factId with the same purchase returns the entry that is there', async () => {
      const ledger = await kit.start();
      const factId = newId();
      const first = await sell(ledger, { factId });
      const again = await sell(await kit.ground.restart(), { factId });
      expect(again).toEqual({ ...first, isRepeat: true });
    });

    test('a repeat is answered on a revoked device too, because nothing new is written', async () => {
      const ledger = await kit.start();
      const factId = newId();
      await sell(ledger, { factId });
      await ledger.patchMeta({ isRevoked: true });
      expect((await sell(ledger, { factId })).isRepeat).toBe(true);
    });

    test('the same factId with another purchase is refused, and its cart is parked to get a new one', async () => {
      const ledger = await kit.start();
      const factId = newId();
      await sell(ledger, { factId });
      const cart = aCart({ factId });
      await keepCart(ledger, cart);
      const place = { cartId: cart.cart.cartId, revision: 1 };
      const answer = await ledger.append(anAppend({ factId, priceRupiah: 1_000, cart: place }));
      expect(answer).toEqual({ ok: false, refusal: { kind: 'already-paid' } });
      expect(await ledger.readCarts()).toEqual([
        { ...cart, state: 'parked', revision: 2, cart: { ...cart.cart, factId: null } },
      ]);
      expect(await expectWhole(ledger)).toBe(1);
      expect((await ledger.readMeta()).counters.receipt).toBe(1);
    });

    test('many tries of one sale from two tabs make one entry', async () => {
      const ledger = await kit.start();
      const other = await kit.ground.openAgain();
      const factId = newId();
      const tries = [ledger, other, ledger, other, other].map((tab) => sell(tab, { factId }));
      const appended = await Promise.all(tries);
      expect(appended.filter((one) => !one.isRepeat)).toHaveLength(1);
      expect(new Set(appended.map((one) => one.entry.hash)).size).toBe(1);
      expect(await expectWhole(ledger)).toBe(1);
    });

    test('two tabs that sell at once share one gapless ledger and one run of numbers', async () => {
      const ledger = await kit.start();
      const other = await kit.ground.openAgain();
      const sales = await Promise.all(
        Array.from({ length: 40 }, (_, index) => sell(index % 2 === 0 ? ledger : other)),
      );
      expect(await expectWhole(other)).toBe(40);
      const numbers = sales.map(({ fact }) => (fact.kind === 'sale.recorded' ? fact.number : ''));
      expect(numbers.toSorted()).toEqual(
        Array.from({ length: 40 }, (_, index) => `GI-A-${String(index + 1).padStart(6, '0')}`),
      );
      expect((await openEpoch(ledger)).totals.gross).toBe(40 * 62_500);
    });
  });

  describe(`${name}: carts`, () => {
    test('the cart that became a sale goes in the same transaction', async () => {
      const ledger = await kit.start();
      const cart = aCart();
      await keepCart(ledger, cart);
      await sell(ledger, { cart: { cartId: cart.cart.cartId, revision: 1 } });
      expect(await ledger.readCarts()).toEqual([]);
      expect(await expectWhole(ledger)).toBe(1);
    });

    test('a cart that another tab has changed is not sold as it was', async () => {
      const ledger = await kit.start();
      const other = await kit.ground.openAgain();
      const cart = aCart();
      await keepCart(ledger, cart);
      await keepCart(other, { ...cart, revision: 2, updatedAt: 2 });
      const stale = { cartId: cart.cart.cartId, revision: 1 };
      expect(await ledger.append(anAppend({ cart: stale }))).toEqual({
        ok: false,
        refusal: { kind: 'cart-changed' },
      });
      expect(await ledger.readCarts()).toEqual([{ ...cart, revision: 2, updatedAt: 2 }]);
      expect(await expectWhole(ledger)).toBe(0);
      const { fact } = await sell(ledger, { cart: { ...stale, revision: 2 } });
      expect(fact.kind === 'sale.recorded' && fact.number).toBe('GI-A-000001');
    });

    test('a cart that is gone is not sold', async () => {
      const ledger = await kit.start();
      const cart = aCart();
      await keepCart(ledger, cart);
      await ledger.deleteCart(cart.cart.cartId);
      const answer = await ledger.append(anAppend({ cart: { cartId: cart.cart.cartId, revision: 1 } }));
      expect(answer).toEqual({ ok: false, refusal: { kind: 'cart-changed' } });
    });

    test('a write of a stale revision is refused, and so is one that would bring a sold cart back', async () => {
      const ledger = await kit.start();
      const other = await kit.ground.openAgain();
      const cart = aCart();
      expect(await ledger.writeCart({ ...cart, revision: 2 })).toBe(false);
      const both = await Promise.all([ledger.writeCart(cart), other.writeCart(cart)]);
      expect(both.toSorted()).toEqual([false, true]);
      expect(await ledger.writeCart({ ...cart, revision: 2 })).toBe(true);
      await sell(ledger, { cart: { cartId: cart.cart.cartId, revision: 2 } });
      expect(await other.writeCart({ ...cart, revision: 3 })).toBe(false);
      expect(await other.readCarts()).toEqual([]);
    });

    test('carts are listed by their last change, newest first', async () => {
      const ledger = await kit.start();
      const carts = [
        aCart({ updatedAt: 5 }),
        aCart({ updatedAt: 9, state: 'parked' }),
        aCart({ updatedAt: 7 }),
      ];
      for (const cart of carts) await keepCart(ledger, cart);
      expect((await (await kit.ground.restart()).readCarts()).map((cart) => cart.updatedAt)).toEqual([
        9, 7, 5,
      ]);
    });

    test('a paid cart that was left over goes when its sale is tried again', async () => {
      const ledger = await kit.start();
      const factId = newId();
      await sell(ledger, { factId });
      const cart = aCart({ factId });
      await keepCart(ledger, cart);
      expect((await sell(ledger, { factId, cart: { cartId: cart.cart.cartId, revision: 1 } })).isRepeat).toBe(
        true,
      );
      expect(await ledger.readCarts()).toEqual([]);
    });
  });

  describe(`${name}: when the world fails`, () => {
    test('a failed commit leaves the cart, the numbers and the chain as they were', async () => {
      const ledger = await kit.start();
      await sell(ledger);
      const cart = aCart({ factId: newId() });
      await keepCart(ledger, cart);
      const place = { cartId: cart.cart.cartId, revision: 1 };
      kit.ground.failNextCommit();
      const failed = ledger.append(anAppend({ cart: place }));
      await expect(failed).rejects.toBeInstanceOf(StorageFailure);
      expect(await ledger.readCarts()).toEqual([cart]);
      expect(await expectWhole(ledger)).toBe(1);
      const { fact, entry } = await sell(ledger, { cart: place });
      expect(entry.seq).toBe(2);
      expect(fact.kind === 'sale.recorded' && fact.number).toBe('GI-A-000002');
      expect(await expectWhole(await kit.ground.restart())).toBe(2);
    });

    test('a cart that could not be written is not written', async () => {
      const ledger = await kit.start();
      const cart = aCart();
      kit.ground.failNextCommit();
      await expect(ledger.writeCart(cart)).rejects.toBeInstanceOf(StorageFailure);
      expect(await ledger.readCarts()).toEqual([]);
      expect(await ledger.writeCart(cart)).toBe(true);
    });

    test('a ledger that a newer program has written is read, and not written any more', async () => {
      const ledger = await kit.start();
      const { entry } = await sell(ledger);
      const cart = aCart();
      await keepCart(ledger, cart);
      await kit.ground.writeAsNewerProgram();
      expect((await ledger.readMeta()).needsUpdate).toBe(true);
      const place = { cartId: cart.cart.cartId, revision: 1 };
      expect(await ledger.append(anAppend({ cart: place }))).toEqual({
        ok: false,
        refusal: { kind: 'update-needed' },
      });
      expect((await sell(ledger, { factId: entry.factId })).isRepeat).toBe(true);
      const writes = [
        ledger.countBoot(),
        ledger.writeCart(aCart()),
        ledger.deleteCart(cart.cart.cartId),
        ledger.markPush(aMark(kit.seed.epoch, { ackedTo: 1 })),
      ];
      for (const answer of await Promise.allSettled(writes)) {
        expect(answer).toMatchObject({
          status: 'rejected',
          reason: { name: 'StorageFailure', kind: 'blocked' },
        });
      }
      expect(await ledger.readCarts()).toEqual([cart]);
      expect(await expectWhole(ledger)).toBe(1);
    });

    test('a closed ledger says so', async () => {
      const ledger = await kit.start();
      ledger.close();
      await expect(ledger.readMeta()).rejects.toMatchObject({ name: 'StorageFailure', kind: 'blocked' });
      await expect(ledger.append(anAppend())).rejects.toMatchObject({ kind: 'blocked' });
    });
  });
}
