'use strict';

/**
 * THE architecture: one line a room, with the rooms it may import (a room may always import itself).
 *
 *   app → screens → (ui · locale · actions · session · sync) → (storage · device) → protocol → domain
 *   sync-server → protocol → domain
 *
 * `.dependency-cruiser.cjs` makes the walls from this table, `tests/house/walls.test.ts` tries to break them.
 */
const rooms = {
  domain: { path: 'src/domain', imports: [] },
  protocol: { path: 'src/protocol', imports: ['domain'] },
  storage: { path: 'src/storage', imports: ['domain', 'protocol'] },
  device: { path: 'src/device', imports: ['domain'] },
  sync: { path: 'src/sync', imports: ['domain', 'protocol', 'storage', 'device'] },
  actions: { path: 'src/actions', imports: ['domain', 'storage', 'device'] },
  session: { path: 'src/session', imports: ['domain', 'storage', 'device'] },
  locale: { path: 'src/locale', imports: ['domain'] },
  ui: { path: 'src/ui', imports: ['domain', 'locale'] },
  screens: {
    path: 'src/screens',
    imports: ['domain', 'storage', 'device', 'sync', 'actions', 'session', 'locale', 'ui'],
  },
  app: {
    path: 'src/app',
    imports: [
      'domain',
      'protocol',
      'storage',
      'device',
      'sync',
      'actions',
      'session',
      'locale',
      'ui',
      'screens',
    ],
  },
  'service-worker': { path: 'src/service-worker.ts', imports: [] },
  'sync-server': { path: 'sync-server', imports: ['domain', 'protocol'] },
};

/** Packages with one home: whoever else wants what they do asks the room that owns them. */
const packages = [
  { name: 'dexie', pattern: '^dexie', homes: ['src/storage'] },
  { name: 'icons', pattern: '^@tabler/icons-react', homes: ['src/ui'] },
  { name: 'workbox', pattern: '^workbox-', homes: ['src/service-worker.ts', 'src/device', 'src/app'] },
  {
    name: 'office-libraries',
    pattern: '^(recharts|@base-ui/|react-day-picker|@tanstack/(?!react-virtual))',
    homes: ['src/screens/office'],
  },
  // Ten thousand products have to scroll on a tablet too; the till's grid grows by itself and stays without it.
  {
    name: 'long-lists',
    pattern: '^@tanstack/react-virtual',
    homes: ['src/screens/stock', 'src/screens/office'],
  },
  { name: 'server-libraries', pattern: '^(fastify|@fastify/|kysely|pg$)', homes: ['sync-server'] },
];

module.exports = { rooms, packages };
