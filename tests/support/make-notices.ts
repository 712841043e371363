import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './run-program.ts';
import { shippedPackages, type ShippedPackage } from './shipped-packages.ts';

/**
 * Writes `public/third-party-notices.txt`, which the licences of others ask us to hand on with the app. Run by
 * hand after a change of dependencies: `npx node tests/support/make-notices.ts`.
 */
const FONT: ShippedPackage = {
  name: 'Plus Jakarta Sans',
  version: '(font)',
  license: 'OFL-1.1',
  folder: 'public/fonts',
};

const RULE = '-'.repeat(78);

function licenceText({ name, license, folder }: ShippedPackage): string {
  const files = readdirSync(join(root, folder)).toSorted();
  const file = files.find((entry) => /^(?:licen[cs]e|copying|ofl)/i.test(entry));
  if (file === undefined) return `${name} comes without the text of its licence (${license}).`;
  return readFileSync(join(root, folder, file), 'utf8')
    .replaceAll('\r\n', '\n')
    .trim();
}

/** Packages that carry the same text word for word stand above it together. */
function groupByText(packages: readonly ShippedPackage[]): Map<string, ShippedPackage[]> {
  const groups = new Map<string, ShippedPackage[]>();
  for (const one of packages) {
    const text = licenceText(one);
    groups.set(text, [...(groups.get(text) ?? []), one]);
  }
  return groups;
}

function sectionOf([text, packages]: [string, ShippedPackage[]]): string {
  const heads = packages.map(({ name, version, license }) => `${name} ${version} · ${license}`);
  return [RULE, ...heads, RULE, '', text, ''].join('\n');
}

const sections = [...groupByText([FONT, ...shippedPackages()])].map(sectionOf);
const head = 'Gerai is built on the work of others. These are their names and the terms they set.\n';
writeFileSync(join(root, 'public', 'third-party-notices.txt'), [head, ...sections].join('\n'));
