/** How long a connection waits, in milliseconds, before it takes no answer for an answer. */
export interface Patience {
  /** One statement; the database ends it. */
  readonly statementMs: number;
  /** An answer of any kind; longer than a statement, so that it only ends a link on which nothing comes any more. */
  readonly answerMs: number;
  /** A lock that another transaction holds; then all is undone and tried again. */
  readonly lockMs: number;
  /** A transaction in which nothing is asked; the database ends it and gives its locks free. */
  readonly idleMs: number;
}

/**
 * For everything that the server does while tills wait. Measured in its longest statements: walking through the facts of a
 * large co-operative takes seconds, not a minute. Locks are waited for as long as SQLite waits (`busy_timeout`), six times
 * over. Between two statements lies our own arithmetic, at worst that of an import: seconds again, where a machine that is
 * gone would keep an outlet's counter for two hours, until its link is given up.
 */
export const FOR_TILLS: Patience = {
  statementMs: 60_000,
  answerMs: 75_000,
  lockMs: 5000,
  idleMs: 120_000,
};

/**
 * A migration, a backup's snapshot and the filling of an empty database take as long as they take. Only a link on which no
 * answer comes for an hour is given up, or the clockwork of backups would wait for it for ever.
 */
export const UNHURRIED_ANSWER_MS = 60 * 60_000;
