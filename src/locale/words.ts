/** What sentences are told: a number of things. */
export interface Count {
  readonly count: number;
}
export interface Amount {
  /** Written out, with `Rp`. */
  readonly amount: string;
}
export interface Lost {
  /** How many are not there any more. */
  readonly lost: number;
}
export interface Named {
  readonly name: string;
}
export interface Aged {
  /** A length of time in words. */
  readonly age: string;
}
export interface Timed {
  /** A clock or a day with a clock, written out. */
  readonly time: string;
}
