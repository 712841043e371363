/** The invariants of `journal-and-sync` 9. */
export type Invariant =
  | 'I1'
  | 'I2'
  | 'I3'
  | 'I4'
  | 'I5'
  | 'I6'
  | 'I7'
  | 'I8'
  | 'I9'
  | 'I10'
  | 'I11'
  | 'I12'
  | 'I13'
  | 'I14'
  /** A mistake of the program that surfaced as an uncaught error. */
  | 'crash';

/** An invariant does not hold: the seed has failed. */
export class Violation extends Error {
  override readonly name = 'Violation';
  readonly invariant: Invariant;

  constructor(invariant: Invariant, message: string) {
    super(`${invariant}: ${message}`);
    this.invariant = invariant;
  }
}

/** @throws Violation when it does not hold */
export function hold(invariant: Invariant, isTrue: boolean, message: () => string): asserts isTrue {
  if (!isTrue) throw new Violation(invariant, message());
}
