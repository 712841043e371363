import { cylinderItem } from './cylinder.ts';
import { milli, type Milli } from './quantity.ts';
import type { Move } from './stock.ts';

/** What a refill or a new cylinder does to the two stocks of one size. */
export type CylinderRole = 'refill' | 'new';

/** One thing the shop sells. An imported product's id is its SKU. Its prices are dated rows of their own (`price.ts`). */
export interface Product {
  readonly id: string;
  readonly name: string;
  readonly category: string;
  /** The base unit that prices and stock are counted in: pak, kg, butir … */
  readonly unit: string;
  readonly isSoldByWeight: boolean;
  /** What one base unit holds, for rules per kg or litre; null when nobody asks. */
  readonly content: { readonly milli: Milli; readonly unit: string } | null;
  /** A larger unit made of whole base units: dus 40, piring 30. */
  readonly carton: { readonly unit: string; readonly size: number } | null;
  readonly barcodes: readonly string[];
  readonly supplier: string;
  readonly ppnClass: 'exempt' | 'taxable' | 'inclusive';
  /** Subsidised or capped programme goods: SPHP, MINYAKITA, LPG3; null for free goods. */
  readonly programme: string | null;
  readonly cylinder: { readonly size: string; readonly role: CylinderRole } | null;
  /** Member number of the maker of consigned goods (titip jual). */
  readonly consignor: string | null;
  readonly isActive: boolean;
  /** At this on-hand and below the goods count as low (`low-stock.ts`); absent or null where the default holds. */
  readonly lowStockMilli?: Milli | null | undefined;
}

/**
 * What leaves and enters the shop when `quantity` of a product is sold: the product itself, or for gas one full cylinder
 * against one empty (refill), or only the full one (new cylinder).
 * @param quantity thousandths of the base unit, above 0
 */
export function movesOfSale(product: Product, quantity: Milli, place: string): readonly Move[] {
  if (product.cylinder === null) return [{ stockItemId: product.id, place, milli: milli(-quantity) }];
  const out = { stockItemId: cylinderItem(product.cylinder.size, 'full'), place, milli: milli(-quantity) };
  if (product.cylinder.role === 'new') return [out];
  return [out, { stockItemId: cylinderItem(product.cylinder.size, 'empty'), place, milli: quantity }];
}

/** The stock item a tile shows: the product, or the full cylinders of its size. */
export function stockItemOf(product: Product): string {
  return product.cylinder === null ? product.id : cylinderItem(product.cylinder.size, 'full');
}

/**
 * The form in which barcodes are compared: digits without leading zeros, because the same UPC-A is scanned with 12 or 13
 * digits (`domain-facts` 6.5). Other codes (SKUs on labels) are compared in upper case.
 */
export function barcodeKey(code: string): string {
  const trimmed = code.trim();
  return /^\d+$/.test(trimmed) ? trimmed.replace(/^0+(?=\d)/, '') : trimmed.toUpperCase();
}

/** True when an 8-, 12- or 13-digit code ends in its right check digit (GS1 General Specifications 7.9). */
export function isValidEan(code: string): boolean {
  if (!/^(\d{8}|\d{12}|\d{13})$/.test(code)) return false;
  const digits = Array.from(code, Number);
  const check = digits.pop() ?? 0;
  const sum = digits.reverse().reduce((total, digit, index) => total + digit * (index % 2 === 0 ? 3 : 1), 0);
  return (10 - (sum % 10)) % 10 === check;
}
