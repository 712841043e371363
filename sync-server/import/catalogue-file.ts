import type { Rupiah } from '#domain/money.ts';
import { barcodeKey, isValidEan, type Product } from '#domain/product.ts';
import { milli, MILLI_MAX } from '#domain/quantity.ts';
import { NOTE_LENGTH_MAX } from '#protocol/limits.ts';
import { readCsvFile } from './csv-file.ts';
import type { ImportSource } from './import-source.ts';
import { Once, type RowReader } from './row-reader.ts';
import type { RowFault } from './row-report.ts';

const COLUMNS = {
  required: ['sku', 'name', 'category', 'unit', 'sold_by_weight', 'price_rupiah', 'ppn_class'],
  optional: [
    'content_milli',
    'content_unit',
    'carton_unit',
    'carton_size',
    'barcode',
    'supplier',
    'cost_rupiah',
    'member_price_rupiah',
    'price_basis',
    'programme',
    'cylinder',
    'cylinder_role',
    'consignor',
    'active',
    'low_stock',
  ],
};

/** Programmes of subsidised or capped goods; a misspelt one would silently escape its rules. */
const PROGRAMMES: ReadonlySet<string> = new Set(['SPHP', 'MINYAKITA', 'LPG3']);
const PPN_CLASSES = { exempt: 'exempt', taxable: 'taxable', inclusive: 'inclusive' } as const;
const CYLINDER_ROLES = { refill: 'refill', new: 'new' } as const;
const SKU = /^[A-Za-z0-9_.-]{1,40}$/;
const BARCODE = /^[A-Za-z0-9.-]{1,40}$/;

/** A product with the prices that stand beside it in the file. */
export interface CatalogueRow {
  readonly product: Product;
  readonly priceRupiah: Rupiah;
  readonly memberPriceRupiah: Rupiah | null;
  readonly row: RowReader;
}

/** The catalogue. Cost and the basis of a price are the office's and stay out of the rows that tills get. */
export function readCatalogueFile(source: ImportSource, faults: RowFault[]): readonly CatalogueRow[] {
  const csv = readCsvFile({ source, file: 'catalogue.csv' }, COLUMNS, faults);
  const skus = new Once();
  const codes = new Once();
  return (csv?.rows ?? []).map((row) => {
    const product = readProduct(row);
    skus.note(row, 'sku', product.id);
    for (const code of product.barcodes) codes.note(row, 'barcode', barcodeKey(code));
    row.optional('cost_rupiah', (column) => row.rupiah(column));
    const priceRupiah = row.rupiah('price_rupiah');
    return {
      product,
      priceRupiah,
      memberPriceRupiah: row.optional('member_price_rupiah', (column) => row.rupiah(column)),
      row,
    };
  });
}

function readProduct(row: RowReader): Product {
  const programme = row.text('programme');
  if (programme !== '' && !PROGRAMMES.has(programme)) {
    row.fault('programme', 'unknown_programme', [...PROGRAMMES].join(' | '));
  }
  return {
    id: row.id('sku', SKU),
    name: row.name('name'),
    category: row.name('category'),
    unit: row.name('unit'),
    isSoldByWeight: row.yesNo('sold_by_weight'),
    content: readContent(row),
    carton: readCarton(row),
    barcodes: readBarcodes(row),
    supplier: row.text('supplier', NOTE_LENGTH_MAX),
    ppnClass: row.word('ppn_class', PPN_CLASSES, 'taxable'),
    programme: programme === '' ? null : programme,
    cylinder: readCylinder(row),
    consignor: row.optional('consignor', (column) => row.id(column, SKU)),
    isActive: row.optional('active', (column) => row.yesNo(column)) ?? true,
    ...readLowStock(row),
  };
}

/** In base units. A file that says nothing leaves what a manager has set on a tablet. */
function readLowStock(row: RowReader): Pick<Product, 'lowStockMilli'> {
  const lowStockMilli = row.optional('low_stock', (column) => row.quantity(column));
  return lowStockMilli === null ? {} : { lowStockMilli };
}

function readContent(row: RowReader): Product['content'] {
  if (!row.hasBoth('content_milli', 'content_unit')) return null;
  return {
    milli: milli(row.whole('content_milli', { min: 1, max: MILLI_MAX })),
    unit: row.name('content_unit'),
  };
}

function readCarton(row: RowReader): Product['carton'] {
  if (!row.hasBoth('carton_unit', 'carton_size')) return null;
  return { unit: row.name('carton_unit'), size: row.whole('carton_size', { min: 2, max: 10_000 }) };
}

function readCylinder(row: RowReader): Product['cylinder'] {
  if (!row.hasBoth('cylinder', 'cylinder_role')) return null;
  return { size: row.id('cylinder', SKU), role: row.word('cylinder_role', CYLINDER_ROLES, 'refill') };
}

/** Codes parted by `|`. One of digits only is a shop's EAN or UPC and must end in its check digit. */
function readBarcodes(row: RowReader): readonly string[] {
  const codes = row
    .text('barcode', NOTE_LENGTH_MAX)
    .split('|')
    .map((code) => code.trim())
    .filter((code) => code !== '');
  for (const code of codes) {
    if (!BARCODE.test(code)) row.fault('barcode', 'not_id');
    else if (/^\d+$/.test(code) && !isValidEan(code)) row.fault('barcode', 'barcode_broken');
  }
  return codes;
}
