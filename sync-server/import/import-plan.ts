import { setImmediate as letOthersIn } from 'node:timers/promises';
import type { Outlet } from '#domain/coop.ts';
import type { MasterEntity } from '#domain/facts.ts';
import { priceId, type Price, type PriceTier } from '#domain/price.ts';
import { barcodeKey, type Product } from '#domain/product.ts';
import type { Rupiah } from '#domain/money.ts';
import { stockKey, type Move } from '#domain/stock.ts';
import { startOfDate, type BusinessDate } from '#domain/time.ts';
import { type Knowledge } from '../ledger/knowledge.ts';
import { readCatalogueFile, type CatalogueRow } from './catalogue-file.ts';
import { COOP_FILE, readCoopFile, type CoopFile } from './coop-file.ts';
import type { ImportSource } from './import-source.ts';
import { readMembersFile } from './members-file.ts';
import { readPeopleFile, type Person } from './people-file.ts';
import type { RowReader } from './row-reader.ts';
import type { RowFault } from './row-report.ts';
import { readRulesFile, type RuleRow } from './rules-file.ts';
import { readStockFile } from './stock-file.ts';

/** What an import is compared with: the rows and the stock that are there before it. */
export interface ImportGround {
  readonly knowledge: Knowledge;
  readonly memberIds: ReadonlySet<string>;
  /** Keys of what an earlier import has opened. Opening stock is booked once. */
  readonly openedStock: ReadonlySet<string>;
  /** The only co-operative there is, for folders without a file of it. */
  readonly hasCoop: boolean;
}

/** Everything that an import would write, once it is known to be right. */
export interface ImportPlan {
  readonly coop: CoopFile | null;
  /** The outlet whose clock and zone the facts carry. */
  readonly outlet: Outlet;
  readonly outlets: readonly Outlet[];
  readonly rows: readonly { readonly entity: MasterEntity; readonly rows: readonly RowWithId[] }[];
  readonly people: readonly Person[];
  readonly moves: readonly Move[];
  /** Rows of opening stock that were booked before. */
  readonly skippedStock: number;
}

export type RowWithId = Readonly<Record<string, unknown>> & { readonly id: string };

/** Reads all files, and lets waiting requests in between. @returns null when something is wrong; `faults` then says what */
export async function planImport(
  source: ImportSource,
  from: BusinessDate | null,
  ground: ImportGround & { readonly now: (outlet: Outlet) => BusinessDate },
  faults: RowFault[],
): Promise<ImportPlan | null> {
  const coop = readCoopFile(source, faults);
  const outlets = coop?.outlets ?? [...ground.knowledge.outlets.values()];
  const people = readPeopleFile(source, faults);
  const members = readMembersFile(source, faults);
  await letOthersIn();
  const catalogue = readCatalogueFile(source, faults);
  await letOthersIn();
  const rules = readRulesFile(source, faults);
  const products = new Map(ground.knowledge.products);
  for (const { product } of catalogue) products.set(product.id, product);
  const outlet = outlets[0];
  if (outlet === undefined || (coop === null && !ground.hasCoop)) {
    if (coop === null)
      faults.push({ file: COOP_FILE, line: 0, column: null, kind: 'file_missing', hint: null });
    return null;
  }
  const moves = readStockFile(source, { outlets, products }, faults);
  checkBarcodes(catalogue, ground.knowledge.products);
  checkConsignors(catalogue, new Set([...ground.memberIds, ...members.map((member) => member.id)]));
  checkTargets(rules, products);
  await letOthersIn();
  const prices = planPrices(catalogue, {
    from: from ?? ground.now(outlet),
    outlet,
    known: ground.knowledge.prices,
  });
  if (faults.length > 0) return null;
  const fresh = moves.filter((move) => !ground.openedStock.has(stockKey(move.place, move.stockItemId)));
  return {
    coop,
    outlet,
    outlets,
    rows: [
      { entity: 'coop', rows: coop === null ? [] : [asRow(coop.coop)] },
      { entity: 'outlet', rows: (coop?.outlets ?? []).map(asRow) },
      { entity: 'member', rows: members.map(asRow) },
      { entity: 'product', rows: catalogue.map(({ product }) => asRow(product)) },
      { entity: 'price', rows: prices.map(asRow) },
      { entity: 'rule', rows: rules.map(({ rule }) => asRow(rule)) },
    ],
    people,
    moves: fresh,
    skippedStock: moves.length - fresh.length,
  };
}

function asRow(value: { readonly id: string }): RowWithId {
  return { ...value };
}

/** A code that a product outside the file bears would make one scan mean two things. */
function checkBarcodes(catalogue: readonly CatalogueRow[], known: ReadonlyMap<string, Product>): void {
  const inFile = new Set(catalogue.map(({ product }) => product.id));
  const owners = new Map<string, string>();
  for (const product of known.values()) {
    if (!inFile.has(product.id))
      for (const code of product.barcodes) owners.set(barcodeKey(code), product.id);
  }
  for (const { product, row } of catalogue) {
    for (const code of product.barcodes) {
      const owner = owners.get(barcodeKey(code));
      if (owner !== undefined) row.fault('barcode', 'duplicate', owner);
    }
  }
}

function checkConsignors(catalogue: readonly CatalogueRow[], memberIds: ReadonlySet<string>): void {
  for (const { product, row } of catalogue) {
    if (product.consignor !== null && !memberIds.has(product.consignor))
      row.fault('consignor', 'unknown_member');
  }
}

/** A rule that touches nothing is a misspelt rule, and the goods it meant would be sold without it. */
function checkTargets(rules: readonly RuleRow[], products: ReadonlyMap<string, Product>): void {
  const programmes = new Set([...products.values()].map((product) => product.programme));
  for (const { rule, row } of rules) {
    const unknown = rule.appliesTo.filter((target) => !products.has(target) && !programmes.has(target));
    if (unknown.length > 0) row.fault('applies_to', 'unknown_item', unknown.join(' | '));
  }
}

interface PriceGround {
  readonly from: BusinessDate;
  readonly outlet: Outlet;
  readonly known: ReadonlyMap<string, readonly Price[]>;
}

/** Dated prices, only where they differ from what already holds on that date. A price that was given never changes. */
function planPrices(catalogue: readonly CatalogueRow[], ground: PriceGround): readonly Price[] {
  return catalogue.flatMap(({ product, priceRupiah, memberPriceRupiah, row }) => [
    ...planPrice({ productId: product.id, tier: 'retail', priceRupiah, row }, ground),
    ...(memberPriceRupiah === null
      ? []
      : planPrice({ productId: product.id, tier: 'member', priceRupiah: memberPriceRupiah, row }, ground)),
  ]);
}

interface PriceDraft {
  readonly productId: string;
  readonly tier: PriceTier;
  readonly priceRupiah: Rupiah;
  readonly row: RowReader;
}

function planPrice({ row, ...draft }: PriceDraft, ground: PriceGround): readonly Price[] {
  const effectiveFrom = startOfDate(ground.from, ground.outlet.zone);
  const id = priceId({ ...draft, effectiveFrom }, ground.outlet.zone);
  const price: Price = { id, ...draft, effectiveFrom };
  const ofTier = (ground.known.get(draft.productId) ?? []).filter((known) => known.tier === draft.tier);
  const same = ofTier.find((known) => known.id === price.id);
  if (same !== undefined) {
    if (same.priceRupiah !== price.priceRupiah) {
      row.fault(draft.tier === 'retail' ? 'price_rupiah' : 'member_price_rupiah', 'price_fixed', ground.from);
    }
    return [];
  }
  const started = ofTier.filter((known) => known.effectiveFrom <= effectiveFrom);
  const latest = started.toSorted((a, b) => a.effectiveFrom - b.effectiveFrom).at(-1);
  return latest?.priceRupiah === price.priceRupiah ? [] : [price];
}
