import { act, render } from '@testing-library/react';
import userEvent, { type UserEvent } from '@testing-library/user-event';
import type { ReactNode } from 'react';
import { Router } from 'wouter';
import { memoryLocation } from 'wouter/memory-location';
import type { Staff } from '#domain/coop.ts';
import { rupiah } from '#domain/money.ts';
import type { Product } from '#domain/product.ts';
import type { SaleRule } from '#domain/sale-rule.ts';
import { businessDateAt } from '#domain/time.ts';
import { loadCart } from '../../src/actions/edit-cart.ts';
import { openShift } from '../../src/actions/open-shift.ts';
import { recordPinFailure } from '../../src/actions/record-pin-failure.ts';
import { WorkplaceContext, type Workplace } from '../../src/actions/workplace.ts';
import type { Clock } from '../../src/device/clock.ts';
import { systemRandom } from '../../src/device/random.ts';
import { chooseLanguage } from '../../src/locale/language.ts';
import { tillRestParts } from '../../src/screens/till/till-rest-parts.ts';
import { useTillRest } from '../../src/screens/till/till-rest.ts';
import { FRESH_TILL, patchTill } from '../../src/screens/till/till-store.ts';
import { hashPin } from '../../src/session/pin-hash.ts';
import { useSession } from '../../src/session/session-store.ts';
import { createDexieLedger } from '../../src/storage/ledger/dexie-ledger.ts';
import { loadCatalogue } from '../../src/storage/replica/catalogue.ts';
import { openReplica } from '../../src/storage/replica/dexie-replica.ts';
import { rebuildOnHand } from '../../src/storage/replica/on-hand.ts';
import { gasRefill, looseSugar, noodles, sphpRice } from '../domain/builders.ts';
import { newSeed } from '../storage/ledger-seed.ts';

/** 10.00 WITA on the day everything in these tests happens. */
export const MORNING = Date.UTC(2026, 10, 23, 2, 0);
export const RINA_PIN = '264810';

export const rina: Staff = { id: 'rina', name: 'Rina Wulandari', role: 'cashier', isActive: true };
export const hendra: Staff = { id: 'hendra', name: 'Hendra Saputra', role: 'manager', isActive: true };

/** What the shop sells unless a test says otherwise: product, price and what lies on the shelf, in thousandths. */
export type Goods = readonly (readonly [product: Product, priceRupiah: number, onHandMilli: number])[];

const usualGoods: Goods = [
  [sphpRice, 65_500, 12_000],
  [gasRefill, 105_000, 18_000],
  [looseSugar, 18_000, 24_000],
  [noodles, 3_500, 3_000],
];

export interface ShopWish {
  readonly goods?: Goods;
  readonly rules?: readonly SaleRule[];
  readonly staff?: readonly Staff[];
  /** Who stands at the till; null for nobody yet. */
  readonly signedIn?: Staff | null;
  readonly hasOpenShift?: boolean;
  /** What lies in the storeroom, in thousandths by stock item; without it the shop has none. */
  readonly storeroom?: Readonly<Record<string, number>>;
  /** More of what lies in the shop: cylinders in other states. */
  readonly shelf?: Readonly<Record<string, number>>;
  /** Server time of the last page; this morning unless wished otherwise. */
  readonly asOf?: number;
}

/** A device of KKMP Graha Indah with its two memories, as it stands after enrolment and a first pull. */
export async function openShop(wish: ShopWish = {}): Promise<Workplace> {
  const { goods = usualGoods, rules = [], staff = [rina, hendra] } = wish;
  const { signedIn = rina, hasOpenShift = true } = wish;
  const seed = await newSeed();
  const ledger = await createDexieLedger(seed);
  const { deviceId, outletId } = seed.identity;
  const replica = await openReplica({ deviceId, outletId, pinKey: seed.keys.pinKey });
  const hasStoreroom = wish.storeroom !== undefined;
  await replica.takePage(page(await masterRows(outletId, { goods, rules, staff, hasStoreroom })), 'coop');
  const stock = [
    ...goods.map(stockRow),
    ...rowsAt('gerai-gi', wish.shelf ?? {}),
    ...rowsAt('gudang-gi', wish.storeroom ?? {}),
  ];
  await replica.takePage({ ...page(stock), serverTime: wish.asOf ?? MORNING }, `outlet:${outletId}`);
  const clock: Clock = {
    now: () => MORNING,
    mono: () => Math.floor(performance.now()),
    setTimer: (ms, fn) => {
      const timer = setTimeout(fn, ms);
      return () => clearTimeout(timer);
    },
  };
  const identity = seed.identity;
  const tools = { identity, ledger, replica, clock, random: systemRandom, build: 'test', boot: 1 };
  const present = { staff: signedIn };
  const place = { ...tools, present };
  const workplace: Workplace = {
    ...place,
    recordPinFailure: (person, failures) => recordPinFailure(place, person, failures),
  };
  await Promise.all([loadCatalogue(ledger, replica), rebuildOnHand(ledger, replica), loadCart(workplace)]);
  useSession.setState({ staff: signedIn });
  patchTill(FRESH_TILL);
  useTillRest.setState({ rest: tillRestParts });
  await chooseLanguage('id');
  if (hasOpenShift) await openTheShift(workplace);
  return workplace;
}

async function openTheShift(workplace: Workplace): Promise<void> {
  const { staff } = workplace.present;
  workplace.present.staff = staff ?? rina;
  const businessDate = businessDateAt(MORNING, 'Asia/Makassar');
  const opened = await openShift(workplace, { floatRupiah: rupiah(200_000), businessDate });
  if (!opened.ok) throw new Error(`The shift was refused: ${opened.refusal.kind}`);
  workplace.present.staff = staff;
}

type Row = readonly [entity: string, id: string, row: Record<string, unknown>];

async function masterRows(
  outletId: string,
  wish: Required<Pick<ShopWish, 'goods' | 'rules' | 'staff'>> & { readonly hasStoreroom: boolean },
): Promise<readonly Row[]> {
  const { goods, rules, staff, hasStoreroom } = wish;
  const salt = 'c2FsdHNhbHRzYWx0c2FsdA';
  // A thousand rounds prove the same as six hundred thousand, in a fraction of the time.
  const pin = { salt, rounds: 1000, hash: await hashPin(RINA_PIN, salt, 1000) };
  const places = [
    { id: 'gerai-gi', name: 'Gerai', kind: 'gerai' },
    ...(hasStoreroom ? [{ id: 'gudang-gi', name: 'Gudang', kind: 'gudang' }] : []),
  ];
  const outlet = { code: 'GI', name: 'Gerai Graha Indah', address: 'Kel. Graha Indah, Balikpapan' };
  return [
    ['coop', 'kkmp', { id: 'kkmp', name: 'KKMP Graha Indah', cashStepRupiah: 100 }],
    ['outlet', outletId, { id: outletId, ...outlet, zone: 'Asia/Makassar', places }],
    ...goods.map(([product]): Row => ['product', product.id, { ...product }]),
    ...goods.map(([product, priceRupiah]): Row => {
      const id = `${product.id}-retail`;
      return ['price', id, { id, productId: product.id, tier: 'retail', priceRupiah, effectiveFrom: 0 }];
    }),
    ...rules.map((rule): Row => ['rule', rule.id, { ...rule }]),
    ...staff.map((person): Row => ['staff', person.id, { ...person, pin }]),
  ];
}

function stockRow([product, , milli]: Goods[number]): Row {
  const stockItemId = product.cylinder === null ? product.id : `${product.cylinder.size}:full`;
  return ['stock', `gerai-gi|${stockItemId}`, { place: 'gerai-gi', stockItemId, milli }];
}

function rowsAt(place: string, items: Readonly<Record<string, number>>): readonly Row[] {
  return Object.entries(items).map(([stockItemId, milli]): Row => {
    return ['stock', `${place}|${stockItemId}`, { place, stockItemId, milli }];
  });
}

function page(rows: readonly Row[]) {
  return {
    serverGen: 'g_1',
    serverTime: MORNING,
    reset: true,
    from: 0,
    to: rows.length,
    head: rows.length,
    more: false,
    rows: rows.map(([entity, id, row], index): [string, string, number, Record<string, unknown>] => [
      entity,
      id,
      index + 1,
      row,
    ]),
    mine: {},
    scopeHash: 'a'.repeat(64),
  };
}

export interface Visit {
  readonly user: UserEvent;
  /** Every address that was gone to, the last one last. */
  readonly visited: readonly string[];
}

/** Shows a screen in a workplace, at an address of its own, and waits for what it reads once. */
export async function visit(workplace: Workplace | null, screen: ReactNode, address = '/'): Promise<Visit> {
  const [path = '/', searchPath = ''] = address.split('?');
  const { hook, searchHook, history } = memoryLocation({ path, searchPath, record: true });
  // What suspends inside an act that nobody awaits is never drawn.
  await act(async () => {
    render(
      <WorkplaceContext value={workplace}>
        <Router hook={hook} searchHook={searchHook}>
          {screen}
        </Router>
      </WorkplaceContext>,
    );
  });
  return { user: userEvent.setup(), visited: history };
}

/** Rupiah as the screen writes them, with the space that never breaks. */
export function rp(figures: string): string {
  return `Rp\u00A0${figures}`;
}
