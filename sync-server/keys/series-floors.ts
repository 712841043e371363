import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compareSeries } from '#domain/series.ts';
import { keysFolder } from './server-keys.ts';

/** A series of an outlet that nothing at or below may be given again. */
export interface SeriesFloor {
  readonly coopId: string;
  readonly outletId: string;
  readonly series: string;
}

const LINE = /^(?<coopId>[A-Za-z0-9_-]+) (?<outletId>[A-Za-z0-9_-]+) (?<series>[A-Z]+)$/;

/**
 * Reads how far restores have gone, from lines of `<coopId> <outletId> <series>`. The list is a file for the same reason as
 * that of revoked devices: a database put back from a backup knows nothing of the restore before it.
 * @throws Error when a line can't be read: to pass it over could give a series twice
 */
export function readSeriesFloors(dataFolder: string): readonly SeriesFloor[] {
  const path = floorsPath(dataFolder);
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').split('\n');
  return lines
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const { coopId, outletId, series } = LINE.exec(line.trim())?.groups ?? {};
      if (coopId === undefined || outletId === undefined || series === undefined)
        throw new Error(`${path} holds "${line}", which is no outlet with its series`);
      return { coopId, outletId, series };
    });
}

/** Keeps the floors, whole or not at all: the disk has them when this returns. */
export function writeSeriesFloors(dataFolder: string, floors: readonly SeriesFloor[]): void {
  const path = floorsPath(dataFolder);
  const lines = floors.map(({ coopId, outletId, series }) => `${coopId} ${outletId} ${series}\n`);
  writeFileSync(`${path}.new`, lines.join(''), { mode: 0o600, flush: true });
  renameSync(`${path}.new`, path);
}

/** The highest floor of each outlet. */
export function highestFloors(floors: readonly SeriesFloor[]): readonly SeriesFloor[] {
  const highest = new Map<string, SeriesFloor>();
  for (const floor of floors) {
    const key = `${floor.coopId} ${floor.outletId}`;
    const known = highest.get(key);
    if (known === undefined || compareSeries(floor.series, known.series) > 0) highest.set(key, floor);
  }
  return [...highest.values()];
}

function floorsPath(dataFolder: string): string {
  return join(keysFolder(dataFolder), 'series-floors.txt');
}
