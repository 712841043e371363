import cookie from '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { invariant } from '#domain/invariant.ts';
import { permissionOf, type Act } from '#domain/permissions.ts';
import type { App } from '../app.ts';
import { personOf, type OfficePerson } from '../office/who.ts';
import type { Premises } from '../premises.ts';
import { sendProblem } from './problems.ts';

/**
 * The prefix makes the browser itself insist on Secure, on the whole host and on no other. Chromium takes it from
 * http://localhost too (tried with 153), so that demonstration and production need no two names.
 */
const COOKIE = '__Host-sid';
const COOKIE_OPTIONS = { path: '/', httpOnly: true, secure: true, sameSite: 'strict' } as const;

/** What a route of the office asks of a person: an act of the one table, to do it or at least to see it. */
export interface OfficeNeed {
  readonly act: Act;
  readonly need: 'do' | 'see';
}

const PREFIX = '/api/office/v1/';

/** ONE table of what each address of the office asks for; a route that is not in it can't be added. */
export const OFFICE_NEEDS: Readonly<Record<string, OfficeNeed>> = {
  'GET me': { act: 'office.enter', need: 'see' },
  'POST sign-out': { act: 'office.enter', need: 'do' },
  'POST change-password': { act: 'office.enter', need: 'do' },
  'GET sales': { act: 'books.read', need: 'see' },
  'GET facts/:factId': { act: 'books.read', need: 'see' },
  'GET findings': { act: 'books.read', need: 'see' },
  'GET devices': { act: 'books.read', need: 'see' },
  'GET products': { act: 'books.read', need: 'see' },
  'GET house': { act: 'books.read', need: 'see' },
  'GET people': { act: 'people.change', need: 'see' },
  'POST put-person': { act: 'people.change', need: 'do' },
  'POST reset-pin': { act: 'people.change', need: 'do' },
  'POST invite-account': { act: 'people.change', need: 'do' },
  'POST change-price': { act: 'price.change', need: 'do' },
  'POST change-outlet': { act: 'outlet.change', need: 'do' },
  'POST plan-import': { act: 'master.import', need: 'do' },
  'POST run-import': { act: 'master.import', need: 'do' },
  'POST make-code': { act: 'device.enrol', need: 'do' },
  'POST view-code': { act: 'device.enrol', need: 'do' },
  'POST decide-code': { act: 'device.enrol', need: 'do' },
  'POST revoke-device': { act: 'device.revoke', need: 'do' },
  'POST reinstate-device': { act: 'device.revoke', need: 'do' },
};

/**
 * What a route of the office asks for.
 * @throws Error for one that nobody has decided about
 */
export function officeNeedOf(method: string, url: string): OfficeNeed {
  const name = `${method === 'HEAD' ? 'GET' : method} ${url.slice(PREFIX.length)}`;
  const need = OFFICE_NEEDS[name];
  if (need === undefined) throw new Error(`Nobody has decided which act ${name} is`);
  return need;
}

/** Reads the cookies of every request, before anybody asks who is there. */
export async function readCookies(app: App): Promise<void> {
  await app.register(cookie, { hook: 'onRequest' });
}

/**
 * True when a request that may change something comes from our own pages. `Origin` is held against the address that is
 * configured, never against the `Host` that somebody sent; a request without both marks is refused, old browsers included.
 */
export function isFromOwnPage(request: FastifyRequest, publicUrl: string | null): boolean {
  if (request.method === 'GET' || request.method === 'HEAD') return true;
  if (publicUrl === null) return false;
  return (
    request.headers.origin === new URL(publicUrl).origin &&
    request.headers['sec-fetch-site'] === 'same-origin'
  );
}

/** The person whose cookie came along, as the roster has them now; null when there is none. */
export async function findOfficePerson(
  request: FastifyRequest,
  premises: Premises,
): Promise<OfficePerson | null> {
  const token = tokenOf(request);
  const session = token === null ? null : premises.officeSessions.find(token);
  if (token === null || session === null) return null;
  const staff = await premises.store.read((snapshot) => personOf(snapshot, premises.knowledge, session));
  if (staff !== null) return { session, staff };
  premises.officeSessions.close(token);
  return null;
}

/** True when the role may do, or at least see, what the route is about. */
export function isPermitted({ act, need }: OfficeNeed, { staff }: OfficePerson): boolean {
  const permission = permissionOf(act, staff.role);
  return permission === 'yes' || (need === 'see' && permission === 'see');
}

/** Whoever asks, on routes that nobody reaches without a session. */
export function officePersonOf(request: FastifyRequest): OfficePerson {
  invariant(request.office !== null, 'a route of the office comes with a person');
  return request.office;
}

/** Gives a new session's token to the browser, and ends the one that came along: a token never outlives a sign-in. */
export function giveCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  premises: Premises,
  token: string,
): void {
  endSession(request, premises);
  void reply.setCookie(COOKIE, token, COOKIE_OPTIONS);
}

/** Ends the session on the server, whatever the browser does with its cookie. */
export function endSession(request: FastifyRequest, premises: Premises): void {
  const token = tokenOf(request);
  if (token !== null) premises.officeSessions.close(token);
}

export function takeCookie(reply: FastifyReply): void {
  void reply.clearCookie(COOKIE, COOKIE_OPTIONS);
}

/** Says no, and notes who was refused what. */
export function refuseForbidden(request: FastifyRequest, reply: FastifyReply, detail: string): FastifyReply {
  request.log.info({ ...whoOf(request), route: request.routeOptions.url, detail }, 'refused');
  return sendProblem(reply, { problem: 'forbidden', detail });
}

/** Who asks, for the log: ids only. */
export function whoOf(request: FastifyRequest): { coopId?: string; staffId?: string } {
  if (request.office === null) return {};
  return { coopId: request.office.session.coopId, staffId: request.office.staff.id };
}

function tokenOf(request: FastifyRequest): string | null {
  return request.cookies[COOKIE] ?? null;
}
