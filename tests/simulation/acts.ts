import { emptyCart, makeLine, type Cart } from '#domain/cart.ts';
import type { Fact } from '#domain/facts.ts';
import { uuidV7 } from '#domain/ids.ts';
import { rupiah } from '#domain/money.ts';
import { cashPayment } from '#domain/payment.ts';
import type { Product } from '#domain/product.ts';
import { milli } from '#domain/quantity.ts';
import { accepted, type Result } from '#domain/result.ts';
import { cashDue } from '#domain/cart-rules.ts';
import { decideSale, isSamePurchase } from '#domain/sale.ts';
import type { BusinessDate } from '#domain/time.ts';
import { composeFact } from '../../src/actions/compose-fact.ts';
import type { AppendState } from '../../src/storage/ledger/ledger-port.ts';
import { StorageFailure } from '../../src/storage/storage-failure.ts';
import type { SimTill } from './sim-till.ts';
import { CASHIER, BAYU, placeOf, PRICE_RUPIAH } from './world-shape.ts';

/** What people do at a till, by the product's own decisions as far as they need no screen. */
export type Act =
  | 'sale'
  | 'member'
  | 'member-changed'
  | 'price'
  | 'shift-closed'
  | 'unknown'
  | 'newer'
  | 'poison';

type Decide = (state: AppendState) => Result<Fact, never>;

/** Does something at a till. A storage failure leaves it undone; a till that is off does nothing. */
export async function act(till: SimTill, what: Act, product: Product): Promise<void> {
  try {
    await ensureShift(till);
    await finishCarts(till);
    if (what === 'sale') await sell(till, product);
    else await append(till, newId(till), (state) => accepted(factOf(till, state, { what, product })));
  } catch (error) {
    if (!(error instanceof StorageFailure)) till.world.onCrash(error);
  }
}

/** After a start: a cart whose sale was under way is paid again under its own factId, and must become one sale. */
export async function finishCarts(till: SimTill): Promise<void> {
  for (const { cart, state, revision } of await till.ledger.readCarts())
    if (state === 'active' && cart.factId !== null && cart.lines.length > 0) await pay(till, cart, revision);
}

async function sell(till: SimTill, product: Product): Promise<void> {
  const now = till.life?.clock.now() ?? 0;
  const line = makeLine({
    lineId: 'L1',
    product,
    unit: product.unit,
    soldMilli: milli(1000 * till.prng.int(1, 3)),
    priceRupiah: rupiah(PRICE_RUPIAH),
    tier: 'retail',
  });
  const cart = { ...emptyCart(newId(till), now), factId: newId(till), lines: [line] };
  if (await till.ledger.writeCart({ cart, state: 'active', revision: 1, updatedAt: now }))
    await pay(till, cart, 1);
}

async function pay(till: SimTill, cart: Cart, revision: number): Promise<void> {
  const { openShift } = await till.ledger.readMeta();
  if (openShift === null || cart.factId === null) return;
  const due = cashDue(cart, [], openShift.businessDate, 100).totalRupiah;
  const decided = decideSale(cart, [cashPayment(due, due)], {
    role: 'cashier',
    shift: openShift,
    rules: [],
    place: placeOf(till.identity.outletId),
    cashStepRupiah: 100,
  });
  if (!decided.ok) throw new Error(`a sale was refused: ${decided.refusal.kind}`);
  const draft = decided.value;
  await append(
    till,
    cart.factId,
    (state) => accepted(composed(till, state, { ...draft, number: state.number('receipt') })),
    {
      cart: { cartId: cart.cartId, revision },
      isSame: (known) => known.kind === 'sale.recorded' && isSamePurchase(known, draft),
    },
  );
}

async function ensureShift(till: SimTill): Promise<void> {
  const { openShift } = await till.ledger.readMeta();
  if (openShift !== null) return;
  await append(till, newId(till), (state) =>
    accepted(composed(till, state, { kind: 'shift.opened', floatRupiah: rupiah(0), moves: [] })),
  );
}

/** A fact of any other kind than a sale. */
function factOf(till: SimTill, state: AppendState, { what, product }: { what: Act; product: Product }): Fact {
  const place = placeOf(till.identity.outletId);
  const out = [{ stockItemId: product.id, place, milli: milli(-1000) }];
  switch (what) {
    case 'member':
      return composed(till, state, { kind: 'member.registered', member: memberOf(newId(till)), moves: [] });
    case 'member-changed': {
      const id = `A-${till.prng.int(1, 2)}`;
      return composed(till, state, {
        kind: 'member.changed',
        member: memberOf(id, newId(till)),
        seenSeq: null,
        moves: [],
      });
    }
    case 'price': {
      const at = (till.life?.clock.now() ?? 0) + till.prng.int(1, 1_000_000_000);
      const price = {
        productId: product.id,
        tier: 'retail',
        priceRupiah: rupiah(19_000),
        effectiveFrom: at,
      } as const;
      return composed(till, state, {
        kind: 'price.changed',
        ...price,
        previousRupiah: null,
        reason: 'uji',
        moves: [],
      });
    }
    case 'shift-closed': {
      const shiftId = state.meta.openShift?.shiftId ?? '';
      const money = { expectedRupiah: rupiah(0), countedRupiah: rupiah(0), reason: '' };
      return composed(till, state, {
        kind: 'shift.closed',
        shiftId,
        number: state.number('z'),
        ...money,
        moves: [],
      });
    }
    case 'newer':
      // What a newer program writes, before the server has been upgraded: the same kind in a later version.
      return strange(composed(till, state, { kind: 'pin.failed', failures: 1, moves: out }), { v: 2 });
    case 'poison':
      return strange(composed(till, state, { kind: 'pin.failed', failures: 1, moves: out }), {
        failures: -1,
      });
    case 'unknown':
    case 'sale':
      return strange(composed(till, state, { kind: 'pin.failed', failures: 1, moves: out }), {
        kind: 'lpg.counted',
      });
  }
}

/** A body that this program would not write. */
function strange(fact: Fact, over: Readonly<Record<string, unknown>>): Fact {
  const odd: Fact = JSON.parse(JSON.stringify({ ...fact, ...over }));
  return odd;
}

function memberOf(id: string, name = 'Sari'): Extract<Fact, { kind: 'member.registered' }>['member'] {
  const joined: BusinessDate = JSON.parse('"2026-01-02"');
  const zero = {
    simpananPokokRupiah: rupiah(0),
    simpananWajibRupiah: rupiah(0),
    creditLimitRupiah: rupiah(0),
  };
  return { id, name, joined, ...zero };
}

function composed<Draft extends Parameters<typeof composeFact>[3]>(
  till: SimTill,
  state: AppendState,
  draft: Draft,
) {
  const { life, identity } = till;
  if (life === null) throw new StorageFailure('blocked', 'The till is off');
  const { clock, boot } = life;
  const setting = {
    actor: draft.kind === 'price.changed' ? BAYU : CASHIER,
    tz: 'Asia/Makassar' as const,
    priceVersion: { gen: state.meta.serverGen, seq: 1 },
  };
  return composeFact({ identity, clock, build: '0.1.0+sim', boot }, state, setting, draft);
}

interface Purchase {
  readonly cart: { readonly cartId: string; readonly revision: number };
  readonly isSame: (known: Fact) => boolean;
}

async function append(till: SimTill, factId: string, decide: Decide, purchase?: Purchase): Promise<void> {
  const { life } = till;
  if (life === null) throw new StorageFailure('blocked', 'The till is off');
  const appended = await till.ledger.append({
    factId,
    cart: purchase?.cart ?? null,
    isSame: purchase?.isSame ?? (() => false),
    decide,
  });
  if (!appended.ok) {
    const { kind } = appended.refusal;
    if (kind !== 'device-revoked' && kind !== 'cart-changed')
      throw new Error(`an append was refused: ${kind}`);
    return;
  }
  const { entry, fact } = appended.value;
  till.world.onSaved(till, entry, fact);
  life.mirror.noteAppended(entry, fact);
  life.driver.noteLedgerChange();
}

function newId(till: SimTill): string {
  return uuidV7(Math.max(0, till.life?.clock.now() ?? 0), till.prng.bytes(10));
}
