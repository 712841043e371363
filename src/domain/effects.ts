import { ZERO_TOTALS, type Totals } from './chain.ts';
import type { Fact, FactKind } from './facts.ts';
import { rupiah, type Rupiah } from './money.ts';
import { cashKeptRupiah } from './payment.ts';
import { saleShare } from './sale.ts';
import { foldMoves, type Move } from './stock.ts';

/** What a fact does to the books. Effects of facts add up in any order, so they can arrive in any order. */
export interface Effects {
  readonly moves: readonly Move[];
  /** Change of the cash in the drawer. */
  readonly drawerRupiah: Rupiah;
  /** Change of what members owe (kasbon), by member. */
  readonly creditRupiah: ReadonlyMap<string, Rupiah>;
  /** What sales brought in, whatever the method. */
  readonly salesRupiah: Rupiah;
}

/** The effects of one fact. Stock moves stand in the fact itself, in one shape for every kind. */
export function effectsOf(fact: Fact): Effects {
  const none = {
    moves: fact.moves,
    drawerRupiah: rupiah(0),
    creditRupiah: new Map<string, Rupiah>(),
    salesRupiah: rupiah(0),
  };
  switch (fact.kind) {
    case 'sale.recorded': {
      const credit = new Map<string, Rupiah>();
      for (const payment of fact.payments) {
        if (payment.method !== 'credit') continue;
        credit.set(payment.memberId, rupiah((credit.get(payment.memberId) ?? 0) + payment.amountRupiah));
      }
      const drawerRupiah = cashKeptRupiah(fact.payments);
      return { moves: fact.moves, drawerRupiah, creditRupiah: credit, salesRupiah: fact.totalRupiah };
    }
    case 'shift.opened':
      return { ...none, drawerRupiah: fact.floatRupiah };
    case 'shift.closed':
      return { ...none, drawerRupiah: rupiah(-fact.countedRupiah) };
    case 'pin.failed':
    case 'stock.opened':
    case 'master.imported':
    case 'device.enrolled':
    case 'server.restored':
    case 'member.registered':
    case 'member.changed':
    case 'product.registered':
    case 'product.changed':
    case 'price.changed':
    case 'pin.reset':
    case 'pin.set':
    case 'person.changed':
    case 'account.invited':
    case 'device.revoked':
    case 'device.reinstated':
    case 'outlet.changed':
      return none;
  }
}

/** The sum of effects; the order does not matter. */
export function sumEffects(all: Iterable<Effects>): Effects {
  const moves: Move[] = [];
  const credit = new Map<string, Rupiah>();
  let drawer = 0;
  let sales = 0;
  for (const effects of all) {
    moves.push(...effects.moves);
    drawer += effects.drawerRupiah;
    sales += effects.salesRupiah;
    for (const [member, change] of effects.creditRupiah)
      credit.set(member, rupiah((credit.get(member) ?? 0) + change));
  }
  const sortedCredit = new Map([...credit].toSorted(([a], [b]) => (a < b ? -1 : 1)));
  return {
    moves: foldMoves(moves),
    drawerRupiah: rupiah(drawer),
    creditRupiah: sortedCredit,
    salesRupiah: rupiah(sales),
  };
}

/** As much of a fact as its share of the running totals needs. */
export type Countable =
  | Pick<Extract<Fact, { kind: 'sale.recorded' }>, 'kind' | 'totalRupiah' | 'payments'>
  | { readonly kind: Exclude<FactKind, 'sale.recorded'> };

/** A fact's own share of its lineage's running totals. */
export function totalsShare(fact: Countable): Totals {
  if (fact.kind !== 'sale.recorded') return ZERO_TOTALS;
  const share = saleShare(fact);
  return { ...ZERO_TOTALS, gross: share.gross, cash: share.cash, sales: 1 };
}

/** Running totals after a fact. */
export function addTotals(before: Totals, share: Totals): Totals {
  return {
    gross: before.gross + share.gross,
    cash: before.cash + share.cash,
    sales: before.sales + share.sales,
    voids: before.voids + share.voids,
    drawer: before.drawer + share.drawer,
  };
}
