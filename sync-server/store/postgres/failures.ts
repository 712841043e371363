import type { Verdict } from '../retrying.ts';
import { StorageFull, StoreUnreachable } from '../store.ts';

/**
 * Serialization failure and deadlock; a lock that was not to be had in time; and a key that another transaction wrote after
 * this one had looked and found nothing, which a new try finds in its place.
 */
const AGAIN: ReadonlySet<string> = new Set(['40001', '40P01', '55P03', '23505']);

const DISK_FULL = '53100';

/**
 * The server goes down, comes up, has no connection to spare, or was too slow (57014, 25P03): whoever is too slow once is not
 * asked six times over. Class 08 is the link itself.
 */
const UNREACHABLE =
  /^(?:08...|57P0[1-3]|57014|25P03|53300|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|E(?:HOST|NET)UNREACH)$/;

/** The driver's own words for a link that broke; these errors bear no code. */
const BROKEN_LINK =
  /^(?:Connection terminated|timeout exceeded when trying to connect|Query read timeout|Client has encountered a connection error|Postgres connection has been discarded)/;

/** What an error of PostgreSQL, or of the link to it, means. */
export function judge(error: unknown): Verdict {
  if (!(error instanceof Error)) return new Error(String(error));
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (AGAIN.has(code)) return 'again';
  if (code === DISK_FULL) return new StorageFull('The disk is full', { cause: error });
  if (UNREACHABLE.test(code) || BROKEN_LINK.test(error.message))
    return new StoreUnreachable('The database does not answer', { cause: error });
  return error;
}
