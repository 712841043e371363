import { addTotals, totalsShare } from '#domain/effects.ts';
import type { Fact, FactFrame, SaleRecorded, ShiftClosed, ShiftOpened } from '#domain/facts.ts';
import { epochIdFrom, uuidV7 } from '#domain/ids.ts';
import { rupiah } from '#domain/money.ts';
import { cashPayment } from '#domain/payment.ts';
import { milli } from '#domain/quantity.ts';
import { accepted } from '#domain/result.ts';
import { emptyCart } from '#domain/cart.ts';
import type { BusinessDate } from '#domain/time.ts';
import type {
  AppendRequest,
  AppendState,
  DeviceKeys,
  LedgerSeed,
  PushMark,
  StoredCart,
  StoredEntry,
} from '../../src/storage/ledger/ledger-port.ts';

export const COOP = 'kkmp-graha-indah';
export const PLACE = 'gerai-gi';

/** An id of this run of the tests: what one test leaves behind can't meet another. */
export function newId(): string {
  return uuidV7(Date.now(), crypto.getRandomValues(new Uint8Array(10)));
}

/** An epoch id that nobody else has. */
export function newEpochId(): string {
  return epochIdFrom(crypto.getRandomValues(new Uint8Array(16)));
}

/** Keys as enrolment makes them: usable, and never exported. */
export async function newKeys(): Promise<DeviceKeys> {
  const [signing, pinKey] = await Promise.all([
    crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify']),
    crypto.subtle.generateKey({ name: 'HMAC', hash: 'SHA-256' }, false, ['sign']),
  ]);
  return { signing, pinKey };
}

export async function newSeed(over: Partial<LedgerSeed> = {}): Promise<LedgerSeed> {
  const deviceId = newId().replaceAll('-', '').slice(0, 22);
  const ids = { coopId: COOP, outletId: 'gi', deviceId };
  return {
    identity: {
      ...ids,
      outletCode: 'GI',
      name: 'Tablet kasir',
      certificate: { ...ids, publicKey: 'key', at: 1_795_000_000_000, signature: 'signature' },
      serverKey: 'key',
    },
    keys: await newKeys(),
    serverGen: 'g_1',
    series: 'A',
    epoch: newEpochId(),
    serverClock: null,
    ...over,
  };
}

/** What stands around every fact. */
function frame(state: AppendState): Omit<FactFrame, 'totals'> {
  return {
    v: 1,
    at: 1_795_400_000_000 + state.epoch.seq,
    clock: { boot: 1, mono: 1000 },
    tz: 'Asia/Makassar',
    businessDate: '2026-11-23' as BusinessDate,
    outletId: 'gi',
    actor: { staffId: 'S-01', role: 'cashier' },
    app: 'test',
    priceVersion: { gen: 'g_1', seq: 1 },
    moves: [],
  };
}

export interface SaleWish {
  readonly priceRupiah?: number;
  readonly productId?: string;
  readonly name?: string;
  readonly over?: Partial<SaleRecorded>;
}

/** A sound sale of one pack. */
export function saleFact(state: AppendState, wish: SaleWish = {}): SaleRecorded {
  const { productId = 'BRS-001', name = 'Beras SPHP 5 kg' } = wish;
  const price = rupiah(wish.priceRupiah ?? 62_500);
  const quantity = milli(1000);
  const sale: Omit<SaleRecorded, 'totals'> = {
    ...frame(state),
    kind: 'sale.recorded',
    number: state.number('receipt'),
    shiftId: '019aa000-0000-7000-8000-000000000000',
    memberId: null,
    openedAt: 1_795_400_000_000,
    lines: [
      {
        productId,
        name,
        unit: 'pak',
        soldMilli: quantity,
        milli: quantity,
        priceRupiah: price,
        tier: 'retail',
        byAmount: false,
        programme: null,
        discountRupiah: rupiah(0),
        amountRupiah: price,
      },
    ],
    goodsRupiah: price,
    discountRupiah: rupiah(0),
    roundingRupiah: rupiah(0),
    totalRupiah: price,
    payments: [cashPayment(price, price)],
    breaches: [],
    moves: [{ stockItemId: productId, place: PLACE, milli: milli(-1000) }],
    ...wish.over,
  };
  return { ...sale, totals: addTotals(state.epoch.totals, totalsShare(sale)) };
}

export function shiftOpenedFact(state: AppendState): ShiftOpened {
  return { ...frame(state), totals: state.epoch.totals, kind: 'shift.opened', floatRupiah: rupiah(200_000) };
}

export function shiftClosedFact(state: AppendState, shiftId: string): ShiftClosed {
  const closed = { kind: 'shift.closed', number: state.number('z'), shiftId, reason: '' } as const;
  const money = { expectedRupiah: rupiah(200_000), countedRupiah: rupiah(200_000) };
  return { ...frame(state), totals: state.epoch.totals, ...closed, ...money };
}

export interface AppendWish extends SaleWish {
  readonly factId?: string;
  readonly cart?: AppendRequest<never>['cart'];
  readonly isSame?: (existing: Fact) => boolean;
  readonly fact?: (state: AppendState) => Fact;
}

/** An append of a sale; the same factId with the same price is the same purchase. */
export function anAppend(wish: AppendWish = {}): AppendRequest<never> {
  const price = wish.priceRupiah ?? 62_500;
  return {
    factId: wish.factId ?? newId(),
    cart: wish.cart ?? null,
    isSame:
      wish.isSame ?? ((existing) => existing.kind === 'sale.recorded' && existing.totalRupiah === price),
    decide: (state) => accepted(wish.fact?.(state) ?? saleFact(state, wish)),
  };
}

/** A push reply that changed nothing but what is wished. */
export function aMark(epoch: string, wish: Partial<PushMark> = {}): PushMark {
  return {
    epoch,
    ackedTo: null,
    ackedBackTo: null,
    statuses: [],
    checkpoint: null,
    durableThrough: 0,
    serverGen: 'g_1',
    series: 'A',
    serverClock: { serverAt: 1_795_400_000_000, offset: 0 },
    ...wish,
  };
}

export function aCart(wish: Partial<StoredCart> & { readonly factId?: string } = {}): StoredCart {
  const { factId = null, ...stored } = wish;
  return {
    cart: { ...emptyCart(newId(), 1_795_400_000_000), factId },
    state: 'active',
    revision: 1,
    updatedAt: 1,
    ...stored,
  };
}

/** All entries of an epoch, read page by page. */
export async function allEntries(
  ledger: { readEntries(epoch: string, after: number, limit: number): Promise<readonly StoredEntry[]> },
  epoch: string,
): Promise<StoredEntry[]> {
  const entries: StoredEntry[] = [];
  for (;;) {
    const page = await ledger.readEntries(epoch, entries.length, 300);
    entries.push(...page);
    if (page.length < 300) return entries;
  }
}
