import { rupiah, RUPIAH_MAX, type Rupiah } from '#domain/money.ts';
import { milli, parseQuantity, type Milli } from '#domain/quantity.ts';

/** A low-stock mark as typed: null for none of its own, undefined when it is no quantity. Zero is one. */
export function parseThreshold(typed: string): Milli | null | undefined {
  const text = typed.trim().replaceAll('.', '');
  if (text === '') return null;
  if (/^0+(,0*)?$/.test(text)) return milli(0);
  return parseQuantity(text) ?? undefined;
}

/** An amount as typed, points and all; 0 for nothing. */
export function parseAmount(typed: string): Rupiah {
  const digits = typed.replace(/\D/g, '').slice(0, String(RUPIAH_MAX).length);
  return rupiah(Math.min(Number(digits), RUPIAH_MAX));
}
