import type { Fact } from '#domain/facts.ts';
import { parseBody } from '#protocol/fact.ts';
import type { FactRecord, FindingRecord } from '../../../sync-server/store/records.ts';
import { COOP_ID, type Shop } from './shop.ts';
import { queryPlace } from './store-place.ts';

/** What lies at the selling place, in thousandths; undefined when no row says anything. */
export async function stockOf(shop: Shop, item: string, place = 'GI-gerai'): Promise<number | undefined> {
  const rows = await shop.premises.store.read((snapshot) => snapshot.readStock(COOP_ID));
  return rows.find((row) => row.stockItemId === item && row.place === place)?.milli;
}

export async function findings(shop: Shop): Promise<readonly FindingRecord[]> {
  return shop.premises.store.read((snapshot) => snapshot.readFindings(COOP_ID));
}

export async function findingKinds(shop: Shop): Promise<readonly string[]> {
  return (await findings(shop)).map((finding) => finding.kind);
}

/** Facts as they lie in the database, read past the store. */
export async function storedFacts(
  shop: Shop,
  factIds: readonly string[],
): Promise<readonly Pick<FactRecord, 'body'>[]> {
  const marks = factIds.map(() => '?').join(', ');
  return (await query(shop, `select body from fact where fact_id in (${marks})`, factIds)) as {
    body: string;
  }[];
}

/** Asks the shop's database directly, from a connection of its own. */
export async function query(
  shop: Pick<Shop, 'place'>,
  sql: string,
  parameters: readonly (string | number)[] = [],
): Promise<unknown[]> {
  return queryPlace(shop.place, sql, parameters);
}

/** Changes the shop's database directly, as something that no program of ours does. */
export async function tamper(shop: Pick<Shop, 'place'>, sql: string): Promise<void> {
  await queryPlace(shop.place, sql);
}

/** The fact in stored bytes, read as a stranger's. */
export function readFact(body: string): Fact {
  const parsed = parseBody(body);
  if (parsed.outcome !== 'fact') throw new Error(`Stored bytes are no fact: ${parsed.reason}`);
  return parsed.fact;
}
