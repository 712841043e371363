/*
 * What the text of patches leans on (`patches.ts`, `mutants.ts`): a patch is put into the product's files, which know nothing of
 * this folder, so it finds these in the one place that all modules share.
 */

/** The body version that the server's program of this moment knows. */
export function setKnownVersion(version: number): void {
  Reflect.set(globalThis, 'knownBodyVersion', version);
}

export function isUpgraded(): boolean {
  return Reflect.get(globalThis, 'knownBodyVersion') === 2;
}

/** For the mutant whose cursor comes from a sequence: time that passes between a number and its commit. */
export function lendTime(later: () => Promise<void>): void {
  Object.assign(globalThis, { later, lastReserved: undefined, reserved: undefined });
}
