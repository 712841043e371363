import { timingSafeEqual } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { digest } from '../keys/signatures.ts';
import type { App } from '../app.ts';
import type { Premises } from '../premises.ts';
import {
  findOfficePerson,
  isFromOwnPage,
  isPermitted,
  officeNeedOf,
  refuseForbidden,
  type OfficeNeed,
} from './office-guard.ts';
import { sendProblem } from './problems.ts';

/**
 * Who may ask for a route: anybody, a device or a person with a session, the command line on this machine, or who watches the
 * server.
 */
export type Access = 'open' | 'device' | 'office' | 'console' | 'metrics';

/** What is open without a session, and nothing else (`trust` 4b). */
const OPEN_ROUTES: ReadonlySet<string> = new Set([
  '/*',
  '/healthz',
  '/readyz',
  '/api/office/v1/accept-invitation',
  '/api/office/v1/sign-in',
  '/api/setup/v1/check',
  '/api/setup/v1/found',
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
  if (url.startsWith('/api/office/v1/')) return 'office';
  if (url.startsWith('/api/console/v1/')) return 'console';
  if (url === '/metrics') return 'metrics';
  throw new Error(`Nobody has decided who may ask for ${url}`);
}

/** Places whose requests come from our own pages only, because a browser brings its cookie along by itself. */
const PAGES_ONLY = ['/api/office/', '/api/setup/'];

/** What opens the doors that are not a device's; null keeps a door shut for everybody. */
export interface Doors {
  /** What the command line on this machine proves itself with. */
  readonly consoleToken: string | null;
  /** What a Prometheus on another machine sends as its bearer; one on this machine needs none. */
  readonly metricsToken: string | null;
  /** The address of our own pages, which alone may speak for a person. */
  readonly publicUrl: string | null;
}

/** Asks every request for what its route needs, before its body is read. */
export function guardRoutes(app: App, premises: Premises, doors: Doors): void {
  app.decorateRequest('session', null);
  app.decorateRequest('office', null);
  app.addHook('onRoute', ({ url, method }) => {
    if (accessOf(url) === 'office') for (const name of [method].flat()) officeNeedOf(name, url);
  });
  app.addHook('onRequest', async (request, reply) => {
    const url = request.routeOptions.url;
    if (url === undefined) return;
    const access = accessOf(url);
    if (PAGES_ONLY.some((place) => url.startsWith(place)) && !isFromOwnPage(request, doors.publicUrl))
      return refuseForbidden(request, reply, 'origin');
    if (access === 'office')
      return letIn(request, reply, { premises, need: officeNeedOf(request.method, url) });
    if (access === 'console' && !(isFromHere(request) && bears(request, doors.consoleToken)))
      return sendProblem(reply, { problem: 'not_found' });
    if (access === 'metrics' && !isFromHere(request) && !bears(request, doors.metricsToken))
      return sendProblem(reply, { problem: 'not_found' });
    if (access !== 'device') return;
    request.session = premises.sessions.find(bearerOf(request) ?? '');
    if (request.session === null) return sendProblem(reply, { problem: 'unauthenticated' });
  });
}

/** Somebody with a cookie that counts, whose role has something to do there. */
async function letIn(
  request: FastifyRequest,
  reply: FastifyReply,
  { premises, need }: { readonly premises: Premises; readonly need: OfficeNeed },
): Promise<unknown> {
  request.office = await findOfficePerson(request, premises);
  if (request.office === null) return sendProblem(reply, { problem: 'unauthenticated' });
  if (!isPermitted(need, request.office)) return refuseForbidden(request, reply, 'role');
  return undefined;
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
