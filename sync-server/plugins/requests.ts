import type { FastifyRequest } from 'fastify';

/** A line of pokes lasts for minutes and takes nothing from the store, so it is no load and its time is no delay. */
export const LASTING_ROUTE = '/api/sync/v1/poke';

/** True for addresses of the API; all others belong to the app. */
export function isApi(url: string): boolean {
  const path = pathOf(url);
  return path === '/api' || path.startsWith('/api/');
}

/** The path of an address, without its query. */
export function pathOf(url: string): string {
  return url.split('?', 1)[0] ?? '';
}

/** True when a browser opens a page of the app, whose places have addresses of their own but no files. */
export function isNavigation(request: FastifyRequest): boolean {
  const isReading = request.method === 'GET' || request.method === 'HEAD';
  const last = pathOf(request.url).split('/').at(-1) ?? '';
  return (
    isReading &&
    !isApi(request.url) &&
    !last.includes('.') &&
    (request.headers.accept ?? '').includes('text/html')
  );
}
