import { join } from 'node:path';
import { defineConfig } from '@playwright/test';
import { launchOptions } from './launch-options.ts';
import { root } from './run-program.ts';

export default defineConfig({
  testDir: join(root, 'tests', 'journeys'),
  outputDir: join(root, 'test-results'),
  // A journey owns its server and its browser profile, and mostly waits. What is measured is measured by the benchmarks.
  workers: 2,
  fullyParallel: true,
  forbidOnly: process.env['CI'] !== undefined,
  retries: 0,
  timeout: 60_000,
  reporter: [['list']],
  use: {
    browserName: 'chromium',
    headless: true,
    locale: 'id-ID',
    timezoneId: 'Asia/Jakarta',
    trace: 'retain-on-failure',
    launchOptions: launchOptions(),
  },
});
