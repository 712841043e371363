'use strict';

const { rooms, packages } = require('./rooms.cjs');

const escape = (path) => path.replaceAll('.', '\\.');
const inside = (path) => (path.endsWith('.ts') ? `^${escape(path)}$` : `^${escape(path)}/`);
const PROGRAMS = '^(src|sync-server)/';

/** Nothing of our own but the rooms on the list may be reached; packages are judged by the rules further down. */
const roomWalls = Object.entries(rooms).map(([name, { path, imports }]) => ({
  name: `room-${name}`,
  comment: `${name} may import ${imports.join(', ') || 'no other room'} (rooms.cjs).`,
  severity: 'error',
  from: { path: inside(path) },
  to: {
    path: '^(src|sync-server|tests|vite\\.config\\.ts|rooms\\.cjs|index\\.html)',
    pathNot: [path, ...imports.map((other) => rooms[other].path)].map(inside),
  },
}));

/**
 * dependency-cruiser names a found package by its place below node_modules, and one it could not find by the
 * bare name. Both are matched, so that a package not installed yet is refused as well.
 */
const packageNamed = (pattern) => pattern.replace('^', '^(?:node_modules/)?');

const packageWalls = packages.map(({ name, pattern, homes }) => ({
  name: `package-${name}`,
  comment: `Only ${homes.join(', ')} may import it (rooms.cjs).`,
  severity: 'error',
  from: { path: PROGRAMS, pathNot: homes.map(inside) },
  to: { path: packageNamed(pattern) },
}));

const ANY_PACKAGE = ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-no-pkg', 'npm-unknown', 'unknown'];

module.exports = {
  forbidden: [
    ...roomWalls,
    ...packageWalls,
    {
      name: 'no-cycle',
      comment: 'Two files that need each other are one file, or three.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'screens-are-strangers',
      comment: 'A place a person stands knows no other place; what two need belongs to ui or actions.',
      severity: 'error',
      from: { path: '^src/screens/([^/]+)/' },
      to: { path: '^src/screens/[^/]+/', pathNot: '^src/screens/$1/' },
    },
    {
      name: 'domain-has-no-packages',
      comment: 'The rules of the co-operative need the hash and nothing else.',
      severity: 'error',
      from: { path: '^src/domain/' },
      to: { dependencyTypes: ANY_PACKAGE, pathNot: '^node_modules/@noble/hashes/' },
    },
    {
      name: 'protocol-has-two-packages',
      comment: 'The wire needs the schema library and the hash.',
      severity: 'error',
      from: { path: '^src/protocol/' },
      to: { dependencyTypes: ANY_PACKAGE, pathNot: '^node_modules/(@noble/hashes|zod)/' },
    },
    {
      name: 'zod-mini-only',
      comment: 'Bare zod weighs 23 KB on a tablet, zod/mini 5; named imports do not shrink it.',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^node_modules/zod/', pathNot: '^node_modules/zod/(v4/)?mini/' },
    },
    {
      name: 'no-node-in-the-browser',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'no-page-in-the-server',
      severity: 'error',
      from: { path: '^sync-server/' },
      to: { path: '^(?:node_modules/)?(react|react-dom|zustand|wouter)(/|$)' },
    },
    {
      name: 'server-runs-on-dependencies',
      comment: 'npm ci --omit=dev installs the server, so what it imports has to be a dependency.',
      severity: 'error',
      from: { path: '^sync-server/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'not-found',
      comment: 'An import that leads nowhere.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^(virtual:|zxing-wasm/reader/zxing_reader\\.wasm\\?url$)' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    detectProcessBuiltinModuleCalls: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'browser', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types', 'typings'],
      extensions: ['.ts', '.tsx', '.mjs', '.cjs', '.js', '.d.ts', '.json', '.css'],
    },
    cache: false,
  },
};
