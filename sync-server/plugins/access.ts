import { timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { digest } from '../keys/signatures.ts';
import type { App } from '../app.ts';
import type { Premises } from '../premises.ts';
import { sendProblem } from './problems.ts';

/** Who may ask for a route: anybody, a device with a session, or the command line on this machine. */
export type Access = 'open' | 'device' | 'console';

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
  throw new Error(`Nobody has decided who may ask for ${url}`);
}

/** Asks every request for what its route needs, before its body is read. */
export function guardRoutes(app: App, premises: Premises, consoleToken: string | null): void {
  app.decorateRequest('session', null);
  app.addHook('onRoute', (route) => void accessOf(route.url));
  app.addHook('onRequest', async (request, reply) => {
    const url = request.routeOptions.url;
    if (url === undefined) return;
    const access = accessOf(url);
    if (access === 'console' && !isConsole(request, consoleToken))
      return sendProblem(reply, { problem: 'not_found' });
    if (access !== 'device') return;
    request.session = premises.sessions.find(bearerOf(request) ?? '');
    if (request.session === null) return sendProblem(reply, { problem: 'unauthenticated' });
  });
}

/** The command line proves itself by a file that only this machine's operator can read, and comes from this machine. */
function isConsole(request: FastifyRequest, consoleToken: string | null): boolean {
  const token = bearerOf(request);
  if (consoleToken === null || token === null || !LOOPBACK.has(request.socket.remoteAddress ?? ''))
    return false;
  // A proxy on this machine would make the whole world look local.
  if (request.headers['x-forwarded-for'] !== undefined || request.headers.forwarded !== undefined)
    return false;
  return timingSafeEqual(Buffer.from(digest(token)), Buffer.from(digest(consoleToken)));
}

function bearerOf(request: FastifyRequest): string | null {
  return /^Bearer ([A-Za-z0-9_-]{1,200})$/.exec(request.headers.authorization ?? '')?.[1] ?? null;
}
