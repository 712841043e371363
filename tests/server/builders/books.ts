import type { Fact } from '#domain/facts.ts';
import { parseBody } from '#protocol/fact.ts';
import type { FactRecord, FindingRecord } from '../../../sync-server/store/records.ts';
import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { COOP_ID, type Shop } from './shop.ts';

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

/** Facts as they lie in the file, read past the store. */
export async function storedFacts(
  shop: Shop,
  factIds: readonly string[],
): Promise<readonly Pick<FactRecord, 'body'>[]> {
  const marks = factIds.map(() => '?').join(', ');
  return query(shop, `select body from fact where fact_id in (${marks})`, factIds) as { body: string }[];
}

/** Asks the shop's SQLite file directly, from a connection of its own. */
export function query(
  shop: Pick<Shop, 'folder'>,
  sql: string,
  parameters: readonly (string | number)[] = [],
): unknown[] {
  const database = new DatabaseSync(join(shop.folder, 'gerai.db'), { timeout: 2000 });
  try {
    return database.prepare(sql).all(...parameters);
  } finally {
    database.close();
  }
}

/** Changes the shop's SQLite file directly, as something that no program of ours does. */
export function tamper(shop: Pick<Shop, 'folder'>, sql: string): void {
  const database = new DatabaseSync(join(shop.folder, 'gerai.db'), { timeout: 2000 });
  try {
    database.exec(sql);
  } finally {
    database.close();
  }
}

/** The fact in stored bytes, read as a stranger's. */
export function readFact(body: string): Fact {
  const parsed = parseBody(body);
  if (parsed.outcome !== 'fact') throw new Error(`Stored bytes are no fact: ${parsed.reason}`);
  return parsed.fact;
}
