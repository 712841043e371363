import { act, cleanup } from '@testing-library/react';
import { createElement } from 'react';
import { vi } from 'vitest';
import { chooseLanguage } from '../../src/locale/language.ts';
import { OfficeScreen } from '../../src/screens/office/office-screen.tsx';
import { forgetOfficeAnswers } from '../../src/sync/office-live.ts';
import { useOfficeSession } from '../../src/sync/office-session-store.ts';
import type { OfficeMe } from '../../src/sync/office-session-store.ts';
import { MORNING, visit, type Visit } from './shop-floor.tsx';

/** One request as the office's server would see it. */
export interface Asked {
  /** Below `/api/`, without the query. */
  readonly path: string;
  readonly query: Record<string, string>;
  readonly message: unknown;
  readonly credentials: RequestCredentials | undefined;
}

type Route = (asked: Asked) => Response | null;

const headers = { 'x-gerai-sync': '1' };

/** A good answer. */
export function reply(body: object): Response {
  return Response.json(body, { headers });
}

/** A refusal by the server's own word. */
export function problem(kind: string, status: number, retryAfterS?: number): Response {
  const more = retryAfterS === undefined ? {} : { 'retry-after': String(retryAfterS) };
  return Response.json({ problem: kind }, { status, headers: { ...headers, ...more } });
}

/**
 * The network as a test wants it: answers by path below `/api/`, null for no answer at all. What has no route is 404.
 * @returns every request that was made, the last one last
 */
export function answerWith(routes: Record<string, Route>): Asked[] {
  const all: Asked[] = [];
  vi.stubGlobal('fetch', async (address: string, init: RequestInit) => {
    const url = new URL(address, 'http://localhost');
    const path = url.pathname.replace('/api/', '');
    const asked: Asked = {
      path,
      query: Object.fromEntries(url.searchParams),
      message: typeof init.body === 'string' ? JSON.parse(init.body) : null,
      credentials: init.credentials,
    };
    all.push(asked);
    const route = routes[path] ?? routes[path.replace('office/v1/', '')];
    const answer = route ? route(asked) : problem('not_found', 404);
    if (answer === null) throw new TypeError('the network is gone');
    return answer;
  });
  return all;
}

/** Bu Siti of the board, signed in at ten in the morning. */
export function me(changes: Partial<OfficeMe> = {}): OfficeMe {
  return {
    coopId: 'kkmp',
    coopName: 'KKMP Graha Indah',
    staffId: 'siti',
    name: 'Siti Rahma',
    account: 'siti.rahma',
    role: 'admin',
    mode: 'production',
    outlets: [
      {
        id: 'GI',
        code: 'GI',
        name: 'Gerai Graha Indah',
        zone: 'Asia/Makassar',
        places: [{ id: 'GI-gerai', name: 'Gerai', kind: 'gerai' }],
      },
    ],
    serverTime: MORNING,
    idleUntil: MORNING + 15 * 60_000,
    absoluteUntil: MORNING + 12 * 3_600_000,
    ...changes,
  };
}

/** Goes to a part of the office. Who sits there is what `me` answers; without that route somebody does already. */
export async function visitOffice(path: string, routes: Record<string, Route>, who = me()) {
  const asked = answerWith({ me: () => reply(who), ...routes });
  const visited: Visit = await visit(null, createElement(OfficeScreen), path);
  return { ...visited, asked };
}

/** What one test did in the office is nothing to the next. */
export async function leaveOffice(): Promise<void> {
  cleanup();
  vi.unstubAllGlobals();
  forgetOfficeAnswers();
  await act(async () => useOfficeSession.setState({ session: { kind: 'unknown' } }));
  await chooseLanguage('id');
}
