/** What a gas cylinder can be. Per size, the sum over all states always equals the cylinders owned (`domain-facts` 4.7). */
export type CylinderState = 'full' | 'empty' | 'damaged' | 'lent' | 'at-agent';

export const CYLINDER_STATES: readonly CylinderState[] = ['full', 'empty', 'damaged', 'lent', 'at-agent'];

/** The stock item of a cylinder size in a state, for example `BG-5.5KG:full`. */
export function cylinderItem(cylinder: string, state: CylinderState): string {
  return `${cylinder}:${state}`;
}

/** Reads a stock item id; null when it is a product and not a cylinder. */
export function parseCylinderItem(stockItemId: string): { cylinder: string; state: CylinderState } | null {
  const colon = stockItemId.lastIndexOf(':');
  if (colon < 0) return null;
  const state = CYLINDER_STATES.find((known) => known === stockItemId.slice(colon + 1));
  return state === undefined ? null : { cylinder: stockItemId.slice(0, colon), state };
}
