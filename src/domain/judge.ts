import type { Totals } from './chain.ts';
import type { Staff } from './coop.ts';
import { addTotals, totalsShare } from './effects.ts';
import type { Fact, PriceChanged, ProductRegistered, SaleRecorded } from './facts.ts';
import { paperNumberOf } from './paper-number.ts';
import { mayDo, type Act } from './permissions.ts';
import { priceAt, replacedPrice, type Price } from './price.ts';
import { movesOfSale, type Product } from './product.ts';
import { breachesOf, rulesFor, type SaleRule } from './sale-rule.ts';
import { foldMoves, type Move } from './stock.ts';
import { businessDateAt, CLOCK_SKEW_WARN_MS, daysBetween } from './time.ts';

/** What the server noticed while judging a fact (temuan). It never blocks the fact and never changes its money. */
export interface Finding {
  readonly kind: FindingKind;
  /** What it is about, integers and ids only, for words made later. */
  readonly detail: Readonly<Record<string, string | number | null>>;
}

export type FindingKind =
  | 'clock_skew'
  | 'business_date_far'
  | 'totals_mismatch'
  | 'role_not_permitted'
  | 'staff_unknown'
  | 'staff_inactive'
  | 'product_unknown'
  | 'price_differs'
  | 'rule_broken'
  | 'moves_differ'
  | 'stock_negative'
  | 'number_repeated'
  | 'ledger_forked'
  | 'ledger_ahead'
  | 'ledger_restored'
  | 'missing_parent'
  | 'missing_entries'
  | 'bad_head_signature'
  | 'id_collision'
  | 'damaged_origin'
  | 'device_recreated'
  | 'stale_edit'
  | 'ledger_dumped';

/** What the server knows when it judges. Rows that it does not have are simply absent. */
export interface Known {
  /** Server clock at receipt, milliseconds since 1970. */
  readonly receivedAt: number;
  /** Running totals of the entry before this one in the same lineage, or null when unknown. */
  readonly totalsBefore: Totals | null;
  readonly staff: ReadonlyMap<string, Staff>;
  readonly products: ReadonlyMap<string, Product>;
  readonly prices: ReadonlyMap<string, readonly Price[]>;
  readonly rules: readonly SaleRule[];
  /** True when another fact of the outlet already bears this number on paper. */
  readonly isNumberTaken: boolean;
}

const ACT_OF: Partial<Record<Fact['kind'], Act>> = {
  'sale.recorded': 'sale.record',
  'shift.opened': 'shift.open',
  'shift.closed': 'shift.close',
  'stock.opened': 'stock.open',
  'master.imported': 'master.import',
  'device.enrolled': 'device.enrol',
  'member.registered': 'member.register',
  'member.changed': 'member.change',
  'product.registered': 'product.register',
  'product.changed': 'product.change',
  'price.changed': 'price.change',
};

/** Compares one fact with what the server knows. The order of the findings is fixed. */
export function judge(fact: Fact, known: Known): readonly Finding[] {
  const findings = [...judgeTime(fact, known), ...judgeTotals(fact, known), ...judgeActor(fact, known)];
  if (fact.kind === 'sale.recorded') findings.push(...judgeSale(fact, known));
  if (fact.kind === 'price.changed') findings.push(...judgePreviousPrice(fact, known));
  if (fact.kind === 'price.changed' || fact.kind === 'product.registered')
    findings.push(...judgeCeiling(fact, known));
  const number = paperNumberOf(fact);
  if (number !== null && known.isNumberTaken) findings.push({ kind: 'number_repeated', detail: { number } });
  return findings;
}

function judgeTime(fact: Fact, known: Known): Finding[] {
  const findings: Finding[] = [];
  const { offset, serverAt } = fact.clock;
  // A sale made offline arrives late, which is no skew: only what the device itself knew of its offset can tell.
  if (offset !== undefined && serverAt !== undefined && Math.abs(offset) > CLOCK_SKEW_WARN_MS) {
    findings.push({ kind: 'clock_skew', detail: { offsetMs: offset } });
  } else if (fact.at - known.receivedAt > CLOCK_SKEW_WARN_MS) {
    findings.push({ kind: 'clock_skew', detail: { aheadMs: fact.at - known.receivedAt } });
  }
  const received = businessDateAt(known.receivedAt, fact.tz);
  const ahead = daysBetween(received, fact.businessDate);
  if (ahead > 1)
    findings.push({ kind: 'business_date_far', detail: { businessDate: fact.businessDate, received } });
  return findings;
}

function judgeTotals(fact: Fact, known: Known): Finding[] {
  if (known.totalsBefore === null) return [];
  const expected = addTotals(known.totalsBefore, totalsShare(fact));
  const isEqual =
    expected.gross === fact.totals.gross &&
    expected.cash === fact.totals.cash &&
    expected.sales === fact.totals.sales &&
    expected.voids === fact.totals.voids &&
    expected.drawer === fact.totals.drawer;
  if (isEqual) return [];
  return [{ kind: 'totals_mismatch', detail: { expectedGross: expected.gross, gross: fact.totals.gross } }];
}

function judgeActor(fact: Fact, known: Known): Finding[] {
  const { staffId, role } = fact.actor;
  const staff = known.staff.get(staffId);
  if (staff === undefined) return [{ kind: 'staff_unknown', detail: { staffId } }];
  const findings: Finding[] = [];
  if (!staff.isActive) findings.push({ kind: 'staff_inactive', detail: { staffId } });
  const act = actOf(fact);
  // The role in the roster decides, not the one the device wrote: a roster can be edited on a device.
  if (act !== undefined && (!mayDo(act, staff.role) || staff.role !== role)) {
    findings.push({ kind: 'role_not_permitted', detail: { staffId, role, act } });
  }
  return findings;
}

/** A credit limit is not a cashier's to give: registering a member with one is judged like changing a member. */
function actOf(fact: Fact): Act | undefined {
  const givesCredit = fact.kind === 'member.registered' && fact.member.creditLimitRupiah > 0;
  return givesCredit ? 'member.change' : ACT_OF[fact.kind];
}

/** Whoever changes a price says what it was to replace: another price there was set by somebody they had not heard of. */
function judgePreviousPrice(fact: PriceChanged, known: Known): Finding[] {
  const { productId, tier, previousRupiah } = fact;
  const replaced = replacedPrice(known.prices.get(productId) ?? [], fact)?.priceRupiah ?? null;
  if (replaced === previousRupiah) return [];
  return [{ kind: 'stale_edit', detail: { entity: 'price', productId, tier, previousRupiah, replaced } }];
}

/** The ceiling of the goods (HET) is the limit up to which a manager prices; above it nobody may sell either. */
function judgeCeiling(fact: PriceChanged | ProductRegistered, known: Known): Finding[] {
  const productId = fact.kind === 'price.changed' ? fact.productId : fact.product.id;
  const product = fact.kind === 'price.changed' ? known.products.get(productId) : fact.product;
  if (product === undefined) return [{ kind: 'product_unknown', detail: { productId } }];
  return rulesFor(product, known.rules, fact.businessDate)
    .filter(({ kind, limit }) => kind === 'price_ceiling' && limit !== null && fact.priceRupiah > limit)
    .map(({ id, kind, mode }) => ({ kind: 'rule_broken', detail: { ruleId: id, rule: kind, mode } }));
}

function judgeSale(sale: SaleRecorded, known: Known): Finding[] {
  const findings: Finding[] = [];
  const expectedMoves: Move[] = [];
  const ruled = [];
  for (const line of sale.lines) {
    const product = known.products.get(line.productId);
    if (product === undefined) {
      findings.push({ kind: 'product_unknown', detail: { productId: line.productId } });
      continue;
    }
    ruled.push({ product, priceRupiah: line.priceRupiah, milli: line.milli });
    expectedMoves.push(...movesOfSale(product, line.milli, sale.moves[0]?.place ?? ''));
    const listed = priceAt(
      known.prices.get(line.productId) ?? [],
      sale.at + (sale.clock.offset ?? 0),
      line.tier,
    );
    if (listed !== null && listed.priceRupiah !== line.priceRupiah) {
      const detail = { productId: line.productId, sold: line.priceRupiah, listed: listed.priceRupiah };
      findings.push({ kind: 'price_differs', detail });
    }
  }
  const hasAllProducts = ruled.length === sale.lines.length;
  if (hasAllProducts && !areSameMoves(expectedMoves, sale.moves))
    findings.push({ kind: 'moves_differ', detail: {} });
  for (const breach of breachesOf(ruled, known.rules, sale.businessDate)) {
    findings.push({
      kind: 'rule_broken',
      detail: { ruleId: breach.ruleId, rule: breach.kind, mode: breach.mode },
    });
  }
  return findings;
}

function areSameMoves(a: readonly Move[], b: readonly Move[]): boolean {
  return JSON.stringify(foldMoves(a)) === JSON.stringify(foldMoves(b));
}
