import { playwright } from '@vitest/browser-playwright';
import type { TestProjectConfiguration } from 'vitest/config';
import { launchOptions } from './launch-options.ts';

/**
 * A test's folder says what it stands on. Pure rooms and the house run in plain Node, the server with its
 * databases in Node as well, whatever shows or remembers on an imitated page, and `*.browser.test` anywhere
 * in real Chromium. `tests/house/map.test.ts` checks that no test is left out.
 */
const KERNEL_ROOMS = ['domain', 'protocol', 'sync', 'storage', 'device', 'faults', 'house'];
const COMPONENT_ROOMS = ['screens', 'ui', 'actions', 'session', 'locale', 'app'];

/** The folders of `tests/` that vitest reads. */
export const roomsWithTests: readonly string[] = [
  ...KERNEL_ROOMS,
  ...COMPONENT_ROOMS,
  'server',
  'simulation',
];

/** What the server does it does on both databases: its tests run on SQLite and once more on PostgreSQL, but for these. */
const ON_POSTGRES = 'tests/server/**/*.postgres.test.ts';
const ON_ONE_STORE = ['tests/server/**/*.sqlite.test.ts', 'tests/server/{config,pin,process}.test.ts'];

const IN_BROWSER = 'tests/**/*.browser.test.{ts,tsx}';

/** What depends on how quickly keys come. */
const OF_HANDS = 'tests/device/scanner.browser.test.tsx';

export function vitestProjects(): TestProjectConfiguration[] {
  return [
    {
      extends: true,
      test: { name: 'kernel', environment: 'node', include: testsOf(KERNEL_ROOMS), exclude: [IN_BROWSER] },
    },
    {
      extends: true,
      test: {
        name: 'server',
        environment: 'node',
        include: testsOf(['server']),
        exclude: [IN_BROWSER, ON_POSTGRES],
        env: { GERAI_TEST_STORE: 'sqlite' },
      },
    },
    {
      extends: true,
      test: {
        name: 'postgres',
        environment: 'node',
        include: testsOf(['server']),
        exclude: [IN_BROWSER, ...ON_ONE_STORE],
        env: { GERAI_TEST_STORE: 'postgres' },
        globalSetup: ['tests/support/postgres-setup.ts'],
      },
    },
    {
      extends: true,
      test: {
        name: 'component',
        environment: 'happy-dom',
        include: testsOf(COMPONENT_ROOMS),
        exclude: [IN_BROWSER],
        setupFiles: ['tests/support/setup-page.ts'],
        // Its Dexie must be ours: a question that is asked through another copy never hears of a change.
        server: { deps: { inline: ['dexie-react-hooks'] } },
      },
    },
    {
      extends: true,
      test: {
        name: 'simulation',
        environment: 'node',
        include: testsOf(['simulation']),
        // After the others: it brings threads of its own for every core.
        sequence: { groupOrder: 1 },
      },
    },
    browserProject({ name: 'browser', include: [IN_BROWSER], exclude: [OF_HANDS], groupOrder: 2 }),
    // Alone: a scanner's keys come quickly, and beside tests that compute they would come too slowly to be one's.
    browserProject({ name: 'hands', include: [OF_HANDS], exclude: [], groupOrder: 3 }),
  ];
}

interface BrowserWish {
  readonly name: string;
  readonly include: string[];
  readonly exclude: string[];
  /** Groups run one after the other, after all that need no browser. */
  readonly groupOrder: number;
}

function browserProject({ name, include, exclude, groupOrder }: BrowserWish): TestProjectConfiguration {
  return {
    extends: true,
    // Found only inside a worker: found late, the page would be loaded anew in the middle of a test.
    optimizeDeps: { include: ['zxing-wasm/reader'] },
    test: {
      name,
      include,
      exclude,
      sequence: { groupOrder },
      browser: {
        enabled: true,
        headless: true,
        screenshotFailures: false,
        instances: [{ browser: 'chromium' }],
        provider: playwright({ launchOptions: launchOptions() }),
      },
    },
  };
}

function testsOf(rooms: readonly string[]): string[] {
  return rooms.map((room) => `tests/${room}/**/*.test.{ts,tsx}`);
}
