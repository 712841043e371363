import { RUPIAH_MAX, type Rupiah } from './money.ts';
import { mayDo, type Role } from './permissions.ts';
import { barcodeKey, isValidEan, type Product } from './product.ts';
import type { Milli } from './quantity.ts';
import type { ProductRefusal } from './refusal.ts';
import { accepted, refused, type Result } from './result.ts';

/** A name that still fits on a tile and a receipt. */
export const PRODUCT_NAME_LENGTH_MAX = 80;
const BARCODE = /^[A-Za-z0-9.-]{1,40}$/;

/** What a person says of new goods. */
export interface ProductDraft {
  readonly name: string;
  readonly category: string;
  readonly unit: string;
  readonly priceRupiah: Rupiah;
  /** As typed or scanned; empty when the goods bear none. */
  readonly barcode: string;
  readonly lowStockMilli: Milli | null;
}

/** Who registers, and what the shop has already. */
export interface RegistrationGround {
  readonly role: Role;
  readonly productId: string;
  /** The name of the goods that bear a code (by `barcodeKey`), or null. */
  readonly nameOfCode: (key: string) => string | null;
}

/** Units that are weighed and sold in parts; everything else is counted. */
const WEIGHED_UNITS: ReadonlySet<string> = new Set(['kg']);

/** Decides whether new goods may be sold as they were described (barang baru). Rules and taxes are the office's to add. */
export function decideRegistration(
  draft: ProductDraft,
  ground: RegistrationGround,
): Result<{ readonly product: Product; readonly priceRupiah: Rupiah }, ProductRefusal> {
  if (!mayDo('product.register', ground.role)) return refused({ kind: 'not-permitted' });
  const name = tidy(draft.name);
  const category = tidy(draft.category).toLowerCase();
  const unit = tidy(draft.unit).toLowerCase();
  if (!isName(name)) return refused({ kind: 'field-missing', field: 'name' });
  if (!isName(category)) return refused({ kind: 'field-missing', field: 'category' });
  if (!isName(unit)) return refused({ kind: 'field-missing', field: 'unit' });
  if (draft.priceRupiah <= 0) return refused({ kind: 'field-missing', field: 'price' });
  if (draft.priceRupiah > RUPIAH_MAX) return refused({ kind: 'amount-too-large' });
  const code = draft.barcode.trim();
  const codeRefusal = refusalOfCode(code, ground);
  if (codeRefusal !== null) return refused(codeRefusal);
  const product: Product = {
    id: ground.productId,
    name,
    category,
    unit,
    isSoldByWeight: WEIGHED_UNITS.has(unit),
    content: null,
    carton: null,
    barcodes: code === '' ? [] : [code],
    supplier: '',
    ppnClass: 'taxable',
    programme: null,
    cylinder: null,
    consignor: null,
    isActive: true,
    lowStockMilli: draft.lowStockMilli,
  };
  return accepted({ product, priceRupiah: draft.priceRupiah });
}

/** Decides a change of what a manager may say of goods: the name, and from where on they count as low. */
export function decideProductChange(
  product: Product,
  change: Pick<ProductDraft, 'name' | 'lowStockMilli'>,
  role: Role,
): Result<Product, ProductRefusal> {
  if (!mayDo('product.change', role)) return refused({ kind: 'not-permitted' });
  const name = tidy(change.name);
  if (!isName(name)) return refused({ kind: 'field-missing', field: 'name' });
  return accepted({ ...product, name, lowStockMilli: change.lowStockMilli });
}

/** A code on two goods would make one scan mean two things; one of digits only must end in its check digit. */
function refusalOfCode(code: string, ground: RegistrationGround): ProductRefusal | null {
  if (code === '') return null;
  if (!BARCODE.test(code) || (/^\d+$/.test(code) && !isValidEan(code))) return { kind: 'barcode-broken' };
  const productName = ground.nameOfCode(barcodeKey(code));
  return productName === null ? null : { kind: 'barcode-taken', productName };
}

function isName(text: string): boolean {
  return text !== '' && text.length <= PRODUCT_NAME_LENGTH_MAX;
}

function tidy(text: string): string {
  return text.trim().replace(/\s+/g, ' ');
}
