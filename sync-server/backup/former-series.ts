import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { SeriesFloor } from '../keys/series-floors.ts';
import { rowsOf, textOf } from './backup-rows.ts';

const GIVEN = "select coop_id, outlet_id, last_series from outlet_series where last_series <> ''";

/**
 * The last series that books gave which are about to be set aside. They may be the damaged ones that a restore is for: where
 * they can't be read, the skip, the floors of earlier restores and what the tablets report have to do.
 */
export function seriesGivenIn(path: string): readonly SeriesFloor[] {
  if (!existsSync(path)) return [];
  try {
    const database = new DatabaseSync(path, { readOnly: true });
    try {
      return [...rowsOf(database, GIVEN)].map((row) => ({
        coopId: textOf(row, 'coop_id'),
        outletId: textOf(row, 'outlet_id'),
        series: textOf(row, 'last_series'),
      }));
    } finally {
      database.close();
    }
  } catch {
    return [];
  }
}
