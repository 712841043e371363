/**
 * Throws when a condition that our own code must guarantee does not hold. It is for mistakes of ours only:
 * what a person or the world can cause is a refusal (`result.ts`) or a typed failure.
 * @throws Error always when `condition` is false
 */
export function invariant(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(`Invariant broken: ${message}`);
}
