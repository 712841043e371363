import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Papa from 'papaparse';
import * as z from 'zod/mini';
import type { BusinessDate } from '#domain/time.ts';
import { importFiles } from '../import/import-folder.ts';
import { readFolder } from '../import/import-source.ts';
import type { Premises } from '../premises.ts';

/** One kelurahan's co-operative, as the city lists it. */
const kelurahanSchema = z.object({
  code: z.string().check(z.regex(/^[A-Z]{2,4}$/)),
  name: z.string(),
  kelurahan: z.string(),
  city: z.string(),
  time_zone: z.string(),
});

type Kelurahan = z.infer<typeof kelurahanSchema>;

/** Where a code leads, with a name for people. */
export interface CityPlace {
  readonly coopId: string;
  readonly outletId: string;
  readonly name: string;
}

/**
 * Brings all co-operatives of the city into the demonstration's books, each with its outlet, the same goods, people and
 * stock, through the product's own importer. Those that are there already are left alone.
 */
export async function fillCity(
  premises: Premises,
  demoFiles: string,
  pricesFrom: BusinessDate | null,
): Promise<readonly CityPlace[]> {
  const folder = readFolder(demoFiles);
  const there = new Set(
    (await premises.store.read((snapshot) => snapshot.readCoops())).map(({ coopId }) => coopId),
  );
  const places: CityPlace[] = [];
  for (const coop of readCity(demoFiles)) {
    const coopId = coopIdOf(coop);
    const source = new Map([...folder, ['cooperative.csv', Buffer.from(coopFileOf(coop))]]);
    if (!there.has(coopId)) await importFiles(premises, { source, from: pricesFrom, into: 'named' });
    places.push({ coopId, outletId: coop.code, name: coop.name });
  }
  return places;
}

/** Leaves the way into every co-operative in a file beside the books, for this run of the demonstration. */
export function writeCityLinks(
  dataFolder: string,
  lines: readonly { readonly place: CityPlace; readonly link: string; readonly account: string }[],
): string {
  const path = join(dataFolder, 'city-links.txt');
  const text = lines.map(({ place, link, account }) => `${place.name}\t${link}\tkantor: ${account}`);
  writeFileSync(path, `${text.join('\n')}\n`, { mode: 0o600 });
  return path;
}

function readCity(demoFiles: string): readonly Kelurahan[] {
  const text = readFileSync(join(demoFiles, 'cooperatives.csv'), 'utf8');
  const { data } = Papa.parse<unknown>(text, { header: true, skipEmptyLines: true });
  return data.map((row) => kelurahanSchema.parse(row));
}

function coopIdOf({ name }: Kelurahan): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
}

function coopFileOf(coop: Kelurahan): string {
  const { code, name, kelurahan, city, time_zone: zone } = coop;
  const row = {
    coop_id: coopIdOf(coop),
    coop_name: name,
    cash_step_rupiah: '100',
    outlet_code: code,
    outlet_name: `Gerai ${kelurahan}`,
    address: `Kel. ${kelurahan}, ${city}`,
    time_zone: zone,
  };
  return Papa.unparse([row]);
}
