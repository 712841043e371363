import { timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { digest } from '../keys/signatures.ts';
import type { App } from '../app.ts';
import type { Premises } from '../premises.ts';
import { sendProblem } from './problems.ts';

/** Who may ask for a route: anybody, a device with a session, the command line on this machine, or who watches the server. */
export type Access = 'open' | 'device' | 'console' | 'metrics';

/** What is open without a session, and nothing else (`trust` 4b). */
const OPEN_ROUTES: ReadonlySet<string> = new Set([
  '/*',
  '/healthz',
  '/readyz',
  '/api/setup/v1/check',
  '/api/sync/v1/enrol',
  '/api/sync/v1/session/nonce',
  '/api/sync/v1/session',
]);

/** The API's documentation; it is there in a demonstration only. */
export const DOCS_PREFIX = '/api/docs';

const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);

/**
 * Says who may ask for a route. Whatever is not on the list needs a session, and a route in no known place is a mistake.
 * @throws Error for a route that nobody has decided about
 */
export function accessOf(url: string): Access {
  if (OPEN_ROUTES.has(url) || url === DOCS_PREFIX || url.startsWith(`${DOCS_PREFIX}/`)) return 'open';
  if (url.startsWith('/api/sync/v1/')) return 'device';
  if (url.startsWith('/api/console/v1/')) return 'console';
  if (url === '/metrics') return 'metrics';
  throw new Error(`Nobody has decided who may ask for ${url}`);
}

/** What opens the two doors that are not a device's; null keeps a door shut for everybody. */
export interface Doors {
  /** What the command line on this machine proves itself with. */
  readonly consoleToken: string | null;
  /** What a Prometheus on another machine sends as its bearer; one on this machine needs none. */
  readonly metricsToken: string | null;
}

/** Asks every request for what its route needs, before its body is read. */
export function guardRoutes(app: App, premises: Premises, doors: Doors): void {
  app.decorateRequest('session', null);
  app.addHook('onRoute', (route) => void accessOf(route.url));
  app.addHook('onRequest', async (request, reply) => {
    const url = request.routeOptions.url;
    if (url === undefined) return;
    const access = accessOf(url);
    if (access === 'console' && !(isFromHere(request) && bears(request, doors.consoleToken)))
      return sendProblem(reply, { problem: 'not_found' });
    if (access === 'metrics' && !isFromHere(request) && !bears(request, doors.metricsToken))
      return sendProblem(reply, { problem: 'not_found' });
    if (access !== 'device') return;
    request.session = premises.sessions.find(bearerOf(request) ?? '');
    if (request.session === null) return sendProblem(reply, { problem: 'unauthenticated' });
  });
}

/** True when somebody on this machine asks. A proxy on this machine would make the whole world look local. */
function isFromHere({ socket, headers }: FastifyRequest): boolean {
  const isForwarded = headers['x-forwarded-for'] !== undefined || headers.forwarded !== undefined;
  return LOOPBACK.has(socket.remoteAddress ?? '') && !isForwarded;
}

/** True when the request bears this token; nobody bears none. */
function bears(request: FastifyRequest, wanted: string | null): boolean {
  const token = bearerOf(request);
  if (wanted === null || token === null) return false;
  return timingSafeEqual(Buffer.from(digest(token)), Buffer.from(digest(wanted)));
}

function bearerOf(request: FastifyRequest): string | null {
  return /^Bearer ([A-Za-z0-9_-]{1,200})$/.exec(request.headers.authorization ?? '')?.[1] ?? null;
}
