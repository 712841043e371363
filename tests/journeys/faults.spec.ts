import { expect, test } from '@playwright/test';
import { cutBrowser } from '../faults/cut-browser.ts';
import { killBrowser } from '../faults/kill-browser.ts';

// A browser that is killed takes its half-written trace along, and the runner trips over that.
test.use({ trace: 'off' });
test.setTimeout(300_000);

test('a browser killed at any instant of a sale has the whole sale or the intact cart, and no number twice', async () => {
  const row = await killBrowser({ trials: 20, seed: 'test' });
  console.log(row.notes[0]);
  expect(row).toMatchObject({ trials: 20, losses: 0 });
});

test('a line cut at 40 drawn bytes of pushes and pulls leaves both ledgers equal byte for byte', async () => {
  expect(await cutBrowser({ trials: 40, seed: 'test' })).toMatchObject({ trials: 40, losses: 0, notes: [] });
});
