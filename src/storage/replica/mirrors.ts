import type { LedgerPort } from '../ledger/ledger-port.ts';
import { loadCatalogue } from './catalogue.ts';
import { rebuildOnHand, refreshFlags, refreshOnHand } from './on-hand.ts';
import type { Replica, TakenPage } from './replica.ts';

/** What shows the two memories; the sync tells it of every change that it makes there. */
export interface Mirrors {
  /** Shows what a page has changed. */
  takePage(page: TakenPage): Promise<void>;
  /** Takes over what a push has made known: which own entries the server holds back. */
  takeVerdicts(): Promise<void>;
  /** Shows everything anew: entries stand in another lineage now. */
  rebuild(): Promise<void>;
}

/** The mirrors that the screens of this page look into. */
export function mirrorsOfPage(ledger: LedgerPort, replica: Replica): Mirrors {
  return {
    takePage: (page) => refreshMirrors(ledger, replica, page),
    takeVerdicts: () => refreshVerdicts(ledger, replica),
    rebuild: () => rebuildOnHand(ledger, replica),
  };
}

/** Entities that the catalogue shows. */
const CATALOGUE = ['coop', 'outlet', 'product', 'price', 'rule', 'member', 'staff'];

/** True while pages have changed the catalogue's rows and more pages are to come before it is read again. */
let isCatalogueBehind = false;
/** Which own entries were quarantined when the catalogue was last read for it. */
let quarantined = '';

/** Shows what a page has changed; call it after each page that was taken. */
export async function refreshMirrors(ledger: LedgerPort, replica: Replica, page: TakenPage): Promise<void> {
  if (!page.isTaken) return;
  await refreshOnHand(ledger, replica, page);
  isCatalogueBehind ||= page.isSwapped || CATALOGUE.some((entity) => page.entities.has(entity));
  // Reading ten thousand rows after each of many pages would keep a slow tablet busy for nothing.
  if (!page.isCaughtUp || !isCatalogueBehind) return;
  isCatalogueBehind = false;
  await loadCatalogue(ledger, replica);
}

/** Takes over what a push has made known: which own entries the server holds back. Call it after each push that was noted. */
export async function refreshVerdicts(ledger: LedgerPort, replica: Replica): Promise<void> {
  await refreshFlags(ledger);
  const flagged = (await ledger.readFlagged()).filter(({ state }) => state === 'quarantined');
  const places = flagged.map(({ epoch, seq }) => `${epoch}|${seq}`).join(' ');
  if (places === quarantined) return;
  quarantined = places;
  // Rows of a fact that waits for a person's decision are shown no longer.
  await loadCatalogue(ledger, replica);
}
