import { adoptServerGen, markPush, noteStamp } from './mark-entries.ts';
import { prune } from './prune-entries.ts';
import { rehome } from './rehome-entries.ts';
import { readStanding, takeBack } from './take-back.ts';

/** All that only the sync writes into a ledger. One file for the browser to fetch: each costs the first load its name. */
export const syncRules = { adoptServerGen, markPush, noteStamp, prune, readStanding, rehome, takeBack };
