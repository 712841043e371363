import type { Outlet } from '#domain/coop.ts';
import { CYLINDER_STATES, cylinderItem } from '#domain/cylinder.ts';
import type { Product } from '#domain/product.ts';
import { stockKey, type Move } from '#domain/stock.ts';
import { readCsvFile } from './csv-file.ts';
import type { ImportSource } from './import-source.ts';
import { Once, type RowReader } from './row-reader.ts';
import type { RowFault } from './row-report.ts';

const STOCK_FILE = 'opening-stock.csv';

const COLUMNS = { required: ['stock_item', 'place', 'quantity', 'unit'], optional: [] };

/** What opening stock is checked against. */
export interface StockGround {
  readonly outlets: readonly Outlet[];
  readonly products: ReadonlyMap<string, Product>;
}

/** Opening stock as movements from nothing. The place is an id, or `gerai` or `gudang` where there is one outlet. */
export function readStockFile(
  source: ImportSource,
  ground: StockGround,
  faults: RowFault[],
): readonly Move[] {
  const csv = readCsvFile({ source, file: STOCK_FILE }, COLUMNS, faults);
  const keys = new Once();
  const units = unitsOf(ground.products);
  return (csv?.rows ?? []).map((row) => {
    const stockItemId = row.id('stock_item', /^[A-Za-z0-9_.:-]{1,80}$/);
    const unit = units.get(stockItemId);
    if (stockItemId !== '' && unit === undefined) row.fault('stock_item', 'unknown_item');
    if (unit !== undefined && row.name('unit') !== unit) row.fault('unit', 'unit_differs', unit);
    const place = readPlace(row, ground.outlets);
    if (place !== '') keys.note(row, 'stock_item', stockKey(place, stockItemId));
    return { stockItemId, place, milli: row.quantity('quantity') };
  });
}

/** Items that can lie in stock, with the unit they are counted in: products, and cylinders in every state. */
function unitsOf(products: ReadonlyMap<string, Product>): ReadonlyMap<string, string> {
  const units = new Map<string, string>();
  for (const product of products.values()) {
    if (product.cylinder === null) units.set(product.id, product.unit);
    else {
      for (const state of CYLINDER_STATES)
        units.set(cylinderItem(product.cylinder.size, state), product.unit);
    }
  }
  return units;
}

function readPlace(row: RowReader, outlets: readonly Outlet[]): string {
  const text = row.name('place');
  const places = outlets.flatMap((outlet) => outlet.places);
  const isOnly = outlets.length === 1;
  const place = places.find((one) => one.id === text || (isOnly && one.kind === text));
  if (place === undefined && text !== '')
    row.fault('place', 'unknown_place', places.map((one) => one.id).join(' | '));
  return place?.id ?? '';
}
