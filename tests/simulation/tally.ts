/** Every fault that a world can suffer. One that never came in 2,000 seeds fails the run: a fault that is not tried proves nothing. */
export const FAULTS = [
  'request-dropped',
  'reply-dropped',
  'request-doubled',
  'request-delayed',
  'reply-delayed',
  'reply-overtaken',
  'request-damaged',
  'reply-cut',
  'captive-portal',
  'server-error',
  'retry-after',
  'link-down',
  'till-killed',
  'power-cut',
  'power-cut-in-transaction',
  'image-rolled-back',
  'profile-cloned',
  'quota-error',
  'server-killed-in-transaction',
  'server-down',
  'restored-from-latest',
  'restored-from-older',
  'server-upgraded',
  'client-upgraded-first',
  'unknown-fact',
  'poison-fact',
  'clock-off-by-years',
  'session-expired',
  'scope-changed',
  'tiny-pages',
  'too-large',
  'device-revoked',
  'five-tills-one-product',
  'month-passed',
] as const;

export type Fault = (typeof FAULTS)[number];

/** What else has to be there before a run has proved anything. */
export const WORKS = [
  'seeds',
  'sales',
  'facts',
  'entries-on-server',
  'requests',
  'pushes',
  'pages',
  'backups',
  'forks',
  'rehomes',
  'missing-entries',
  'held-replayed',
  'pruned',
  'two-tenants',
  'steps',
  'on-hand-checks',
] as const;

export type Work = (typeof WORKS)[number];

/** Counts what was tried and what was done. */
export class Tally {
  readonly counts: Record<string, number> = {};

  add(what: Fault | Work, count = 1): void {
    this.counts[what] = (this.counts[what] ?? 0) + count;
  }

  of(what: Fault | Work): number {
    return this.counts[what] ?? 0;
  }

  merge(counts: Readonly<Record<string, number>>): void {
    for (const [what, count] of Object.entries(counts)) this.counts[what] = (this.counts[what] ?? 0) + count;
  }
}
