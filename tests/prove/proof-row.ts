/** One line of the scoreboard. */
export interface ProofRow {
  readonly name: string;
  /** How often it was tried. */
  readonly trials: number;
  /** What went wrong: 0, or the promise is broken. */
  readonly losses: number;
  /** What was lost, and what says that real work was done (histograms, counts). */
  readonly notes: readonly string[];
}
