import { expect, test } from 'vitest';
import { killServer } from './kill-server.ts';

test('a server killed at any instant of a push has the whole push or nothing of it, and takes it again once', async () => {
  const row = await killServer({ trials: 20, seed: 'test' });
  expect(row).toMatchObject({ trials: 20, losses: 0 });
  // The notes are the histogram alone.
  expect(row.notes).toHaveLength(1);
}, 240_000);
