import fastifyStatic from '@fastify/static';
import type { FastifyReply } from 'fastify';
import type { App } from '../app.ts';

const INDEX = 'index.html';
const YEAR_S = 31_536_000;

/**
 * Serves the built app. Names of files in `assets` carry a hash of their content, so they never change; everything else is
 * asked for anew each time, above all the service worker. Files of the build before stay served as long as they lie there.
 */
export async function serveAppFiles(app: App, folder: string): Promise<void> {
  await app.register(fastifyStatic, {
    root: folder,
    wildcard: true,
    index: INDEX,
    cacheControl: false,
    dotfiles: 'ignore',
    setHeaders: (reply, path) => {
      const isHashed = path.replaceAll('\\', '/').includes('/assets/');
      void reply.header('cache-control', isHashed ? `public, max-age=${YEAR_S}, immutable` : 'no-cache');
    },
  });
}

/** Answers a navigation with the app itself. */
export function sendApp(reply: FastifyReply): FastifyReply {
  return reply.code(200).sendFile(INDEX);
}
