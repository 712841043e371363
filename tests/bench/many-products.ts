import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Shop } from '../journeys/shop.ts';
import { root } from '../support/run-program.ts';

/** The demonstration's files with a catalogue of so many products, through the product's own importer. */
export function importManyProducts(shop: Shop, count: number): void {
  const folder = mkdtempSync(join(tmpdir(), 'gerai-catalogue-'));
  cpSync(join(root, 'sync-server', 'demo'), folder, { recursive: true });
  const file = join(folder, 'catalogue.csv');
  const [head = '', ...rows] = readFileSync(file, 'utf8').trimEnd().split('\n');
  const template = rows.find((row) => row.startsWith('GRM-DLP-250')) ?? '';
  const words = ['Kecap', 'Sambal', 'Biskuit', 'Sarden', 'Kopi', 'Teh', 'Susu', 'Sabun', 'Beras', 'Minyak'];
  const more = Array.from({ length: count - rows.length }, (_, index) => {
    const name = `${words[index % words.length] ?? ''} nomor ${index} isi ${index % 97}`;
    return template.replace('GRM-DLP-250', `SKU-${index}`).replace('Garam beryodium 250 g', name);
  });
  writeFileSync(file, [head, ...rows, ...more].join('\n'));
  const done = spawnSync(
    process.execPath,
    ['sync-server/commands/gerai.ts', 'import', folder, '--from', '2025-01-01'],
    {
      cwd: root,
      env: { ...process.env, GERAI_DATA: shop.folder },
      encoding: 'utf8',
    },
  );
  rmSync(folder, { recursive: true });
  if (done.status !== 0) throw new Error(`The import failed:\n${done.stdout}${done.stderr}`);
}
