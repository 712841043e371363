import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../support/run-program.ts';

type Tokens = ReadonlyMap<string, string>;

const css = readFileSync(join(root, 'src', 'ui', 'tokens.css'), 'utf8');

function tokensIn(start: string): Tokens {
  const from = css.indexOf('{', css.indexOf(start)) + 1;
  const block = css.slice(from, css.indexOf('}', from));
  return new Map(
    [...block.matchAll(/--([\w-]+):\s*([^;]+);/g)].map(([, name = '', value = '']) => [name, value]),
  );
}

const light = tokensIn(':root {');
const darkByDevice = tokensIn(":root:not([data-theme='light']) {");
const darkByChoice = tokensIn(":root[data-theme='dark'] {");

test('dark is the same whether the device or the person asks for it', () => {
  expect(darkByDevice.size).toBeGreaterThan(20);
  expect([...darkByChoice]).toEqual([...darkByDevice]);
});

test('dark has its own value for every colour of the light theme', () => {
  const colours = [...light].filter(([name, value]) => /^(#|rgb)/.test(value) && !name.startsWith('hue-'));
  expect(colours.map(([name]) => name).filter((name) => !darkByChoice.has(name))).toEqual([]);
});

/** Words and what they stand on, with the contrast that `ux` 5 promises: 4.5 for text, 3 for edges. */
const pairs: readonly (readonly [ink: string, ground: string, least: number])[] = [
  ...['ink', 'ink2', 'ink3'].flatMap((ink) =>
    ['paper', 'surface'].map((ground) => [ink, ground, 4.5] as const),
  ),
  ['ink', 'sunken', 4.5],
  ['ink2', 'sunken', 4.5],
  ['ink3', 'sunken', 4.5],
  ['on-ink', 'ink', 4.5],
  ['on-merah', 'merah', 4.5],
  ['on-merah', 'merah-down', 4.5],
  ['merah-ink', 'merah-tint', 4.5],
  ['merah-ink', 'surface', 4.5],
  ['ok', 'ok-tint', 4.5],
  ['ok', 'surface', 4.5],
  ['warn', 'warn-tint', 4.5],
  ['warn', 'surface', 4.5],
  ['warn', 'sunken', 4.5],
  ['info', 'info-tint', 4.5],
  ['edge', 'surface', 3],
  ['focus', 'surface', 3],
  ['focus', 'paper', 3],
];

test.each([
  ['light', light],
  ['dark', darkByChoice],
] as const)('every pair of ink and ground can be read in the %s theme', (_, theme) => {
  const weak = pairs
    .map(([ink, ground, least]) => ({
      ink,
      ground,
      least,
      contrast: contrast(theme.get(ink), theme.get(ground)),
    }))
    .filter((pair) => pair.contrast < pair.least);
  expect(weak).toEqual([]);
});

/** WCAG 2.2 contrast ratio of two `#rrggbb` colours. */
function contrast(a = '#000000', b = '#000000'): number {
  const [lighter = 0, darker = 0] = [luminance(a), luminance(b)].toSorted((x, y) => y - x);
  return (lighter + 0.05) / (darker + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
