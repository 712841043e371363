import 'fake-indexeddb/auto';
import type { Staff } from '#domain/coop.ts';
import { rupiah } from '#domain/money.ts';
import type { Product } from '#domain/product.ts';
import { milli } from '#domain/quantity.ts';
import type { SaleRule } from '#domain/sale-rule.ts';
import { addProduct, loadCart } from '../../src/actions/edit-cart.ts';
import { openShift } from '../../src/actions/open-shift.ts';
import { recordPinFailure } from '../../src/actions/record-pin-failure.ts';
import type { Workplace } from '../../src/actions/workplace.ts';
import { systemRandom } from '../../src/device/random.ts';
import { hashPin } from '../../src/session/pin-hash.ts';
import { createMemoryLedger, type MemoryLedger } from '../../src/storage/ledger/memory-ledger.ts';
import { loadCatalogue, useCatalogue } from '../../src/storage/replica/catalogue.ts';
import { openReplica } from '../../src/storage/replica/dexie-replica.ts';
import { rebuildOnHand } from '../../src/storage/replica/on-hand.ts';
import { date, gasRefill, looseSugar, noodles, product, sphpRice } from '../domain/builders.ts';
import { newSeed } from '../storage/ledger-seed.ts';
import { FakeClock } from '../sync/fake-clock.ts';

export const PLACE = 'GI-gerai';
export const PIN = '264810';
export const TODAY = date('2026-11-23');

export const rina: Staff = { id: 'rina', name: 'Rina Wulandari', role: 'cashier', isActive: true };
export const hendra: Staff = { id: 'hendra', name: 'Hendra Saputra', role: 'manager', isActive: true };
export const yusuf: Staff = { id: 'yusuf', name: 'Yusuf Rahman', role: 'admin', isActive: true };

/** "é" written as e and an accent of its own, as some keyboards and files do. */
export const coffee = product({ id: 'KOPI', name: 'Kopi Cafe\u0301 200 g', unit: 'bungkus' });

const prices: readonly (readonly [Product, number])[] = [
  [sphpRice, 65_500],
  [gasRefill, 105_000],
  [looseSugar, 18_000],
  [noodles, 3_500],
  [coffee, 15_050],
];

export interface Till extends Workplace {
  readonly ledger: MemoryLedger;
  readonly clock: FakeClock;
}

export interface TillWish {
  readonly rules?: readonly SaleRule[];
  readonly pinRounds?: number;
  readonly hasOpenShift?: boolean;
}

/** A till of Graha Indah in memory, with Rina at it and, unless wished otherwise, an open shift. */
export async function openTill({
  rules = [],
  pinRounds = 1000,
  hasOpenShift = true,
}: TillWish = {}): Promise<Till> {
  const seed = await newSeed();
  const { deviceId, outletId } = seed.identity;
  const replica = await openReplica({ deviceId, outletId, pinKey: seed.keys.pinKey });
  const ledger = createMemoryLedger(seed);
  await replica.takePage(page(await masterRows(outletId, rules, pinRounds)), 'coop');
  const till = tillOn(ledger, {
    identity: seed.identity,
    replica,
    clock: new FakeClock(),
    boot: await ledger.countBoot(),
  });
  await Promise.all([loadCatalogue(ledger, replica), rebuildOnHand(ledger, replica), loadCart(till)]);
  if (hasOpenShift) await openShift(till, { floatRupiah: rupiah(200_000), businessDate: TODAY });
  return till;
}

/** The same device after a restart: nobody is signed in, and the clock that nobody can set begins at zero. */
export async function restart(till: Till, ledger: MemoryLedger = till.ledger.openAgain()): Promise<Till> {
  const clock = new FakeClock(till.clock.now());
  const next = tillOn(ledger, {
    identity: till.identity,
    replica: till.replica,
    clock,
    boot: await ledger.countBoot(),
  });
  next.present.staff = null;
  await loadCart(next);
  return next;
}

/** Another tab of the same device at the same moment. */
export async function anotherTab(till: Till): Promise<Till> {
  const ledger = till.ledger.openAgain();
  const { identity, replica, clock } = till;
  return tillOn(ledger, { identity, replica, clock, boot: await ledger.countBoot() });
}

/** The same till, with a hand that does something while the ledger is at its first append. */
export async function tillWhileSaving(till: Till, act: () => void): Promise<Till> {
  let isFirst = true;
  const ledger: MemoryLedger = {
    ...till.ledger,
    append(request) {
      if (isFirst) act();
      isFirst = false;
      return till.ledger.append(request);
    },
  };
  const watched = { ...till, ledger };
  await loadCart(watched);
  return watched;
}

/** Puts goods into the cart as taps do. @throws Error when a tap is refused */
export function tap(till: Till, sold: Product, soldMilli = 1000): void {
  const item = useCatalogue.getState().byId.get(sold.id);
  if (item === undefined) throw new Error(`${sold.id} is not in the catalogue`);
  const added = addProduct(till, item, { unit: sold.unit, soldMilli: milli(soldMilli) });
  if (!added.ok) throw new Error(`refused: ${added.refusal.kind}`);
}

function tillOn(
  ledger: MemoryLedger,
  parts: Pick<Workplace, 'identity' | 'replica' | 'boot'> & { readonly clock: FakeClock },
): Till {
  const tools = { ...parts, ledger, random: systemRandom, build: '0.1.0+test', present: { staff: rina } };
  const place = { ...tools, present: tools.present as Workplace['present'] };
  return { ...place, recordPinFailure: (staff, failures) => recordPinFailure(place, staff, failures) };
}

type Row = readonly [entity: string, id: string, row: Record<string, unknown>];

async function masterRows(
  outletId: string,
  rules: readonly SaleRule[],
  rounds: number,
): Promise<readonly Row[]> {
  const salt = 'c2FsdHNhbHRzYWx0c2FsdA';
  const pin = { salt, rounds, hash: await hashPin(PIN, salt, rounds) };
  const address = 'Kel. Graha Indah, Balikpapan';
  const places = [{ id: PLACE, name: 'Gerai', kind: 'gerai' }];
  return [
    ['coop', 'kkmp', { id: 'kkmp', name: 'KKMP Graha Indah', cashStepRupiah: 100 }],
    [
      'outlet',
      outletId,
      { id: outletId, code: 'GI', name: 'Gerai Graha Indah', address, zone: 'Asia/Makassar', places },
    ],
    ...prices.map(([sold]): Row => ['product', sold.id, { ...sold }]),
    ...prices.map(([{ id }, priceRupiah]): Row => [
      'price',
      `${id}-1`,
      { id: `${id}-1`, productId: id, tier: 'retail', priceRupiah, effectiveFrom: 0 },
    ]),
    ...rules.map((rule): Row => ['rule', rule.id, { ...rule }]),
    ['staff', rina.id, { ...rina, pin }],
    ['staff', hendra.id, { ...hendra, pin }],
    ['staff', yusuf.id, { ...yusuf, pin }],
    ['staff', 'baru', { id: 'baru', name: 'Belum ber-PIN', role: 'cashier', isActive: true, pin: null }],
    ['staff', 'pergi', { id: 'pergi', name: 'Sudah pergi', role: 'cashier', isActive: false, pin }],
  ];
}

function page(rows: readonly Row[]) {
  const numbered = rows.map(([entity, id, row], index): [string, string, number, Record<string, unknown>] => [
    entity,
    id,
    index + 1,
    row,
  ]);
  const place = { from: 0, to: rows.length, head: rows.length };
  return {
    serverGen: 'g_1',
    serverTime: 1_795_400_000_000,
    reset: true,
    ...place,
    more: false,
    rows: numbered,
    mine: {},
    scopeHash: 'a'.repeat(64),
  };
}
