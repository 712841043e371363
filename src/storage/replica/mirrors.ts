import type { LedgerPort } from '../ledger/ledger-port.ts';
import { loadCatalogue } from './catalogue.ts';
import { refreshOnHand } from './on-hand.ts';
import type { Replica, TakenPage } from './replica.ts';

/** Entities that the catalogue shows. */
const CATALOGUE = ['coop', 'outlet', 'product', 'price', 'rule', 'member', 'staff'];

/** True while pages have changed the catalogue's rows and more pages are to come before it is read again. */
let isCatalogueBehind = false;

/** Shows what a page has changed; call it after each page that was taken. */
export async function refreshMirrors(ledger: LedgerPort, replica: Replica, page: TakenPage): Promise<void> {
  if (!page.isTaken) return;
  await refreshOnHand(ledger, replica, page);
  isCatalogueBehind ||= page.isSwapped || CATALOGUE.some((entity) => page.entities.has(entity));
  // Reading ten thousand rows after each of many pages would keep a slow tablet busy for nothing.
  if (!page.isCaughtUp || !isCatalogueBehind) return;
  isCatalogueBehind = false;
  await loadCatalogue(replica);
}
