import type { Fact } from './facts.ts';

/** Kinds of facts that stand on numbered paper. */
type NumberedKind = Extract<Fact, { readonly number: string }>['kind'];

// The union says which they are: one too many here, or one missing, does not compile.
const NUMBERED = { 'sale.recorded': true, 'shift.closed': true } as const satisfies Record<
  NumberedKind,
  true
>;

/**
 * The number on paper that a fact bears, or null. A body may hold columns that its kind does not have, and they are nobody's
 * business: a `number` there was checked by no schema, and is none.
 */
export function paperNumberOf(fact: { readonly kind: string; readonly number?: unknown }): string | null {
  return Object.hasOwn(NUMBERED, fact.kind) && typeof fact.number === 'string' ? fact.number : null;
}
